package sandbox

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/internal/duration"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// All of a state, and of every change, is data: a field that JSON would leave
// out is told by name.
func TestStateIsData(t *testing.T) {
	t.Parallel()
	// rebuilt are the fields that are made anew when a world is read.
	rebuilt := []string{"state.Links", "state.Prefixes"}
	seen := map[reflect.Type]bool{}
	data(t, "state", reflect.TypeFor[state](), seen, rebuilt)
	for name, c := range changes {
		data(t, name, reflect.TypeOf(c), seen, nil)
	}
}

// data holds a type, and those below it, against what JSON keeps.
func data(t *testing.T, name string, of reflect.Type, seen map[reflect.Type]bool, rebuilt []string) {
	t.Helper()
	if seen[of] || writesItself(of) {
		return
	}
	seen[of] = true
	switch of.Kind() {
	case reflect.Struct:
		for field := range of.Fields() {
			path := name + "." + field.Name
			switch tag := field.Tag.Get("json"); {
			case slices.Contains(rebuilt, path):
			case !field.IsExported() && !field.Anonymous:
				t.Errorf("%s is not exported, so it is not kept", path)
			case tag == "-":
				t.Errorf("%s is left out, so it is not kept", path)
			default:
				data(t, path, field.Type, seen, rebuilt)
			}
		}
	case reflect.Pointer, reflect.Slice, reflect.Array:
		data(t, name, of.Elem(), seen, rebuilt)
	case reflect.Map:
		data(t, name, of.Key(), seen, rebuilt)
		data(t, name, of.Elem(), seen, rebuilt)
	case reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Uintptr, reflect.Complex64, reflect.Complex128:
		t.Errorf("%s is a %s, which cannot be read back", name, of)
	default:
	}
}

// writesItself tells whether a type has its own form, both ways.
func writesItself(of reflect.Type) bool {
	text := of.Implements(reflect.TypeFor[encoding.TextMarshaler]()) &&
		reflect.PointerTo(of).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	return text || of.Implements(reflect.TypeFor[json.Marshaler]()) &&
		reflect.PointerTo(of).Implements(reflect.TypeFor[json.Unmarshaler]())
}

// A Config is either data, or of the process and taken over from there.
func TestConfigIsOfTheWorkspaceOrOfItsProcess(t *testing.T) {
	t.Parallel()
	process := Config{
		Fixtures: fixtures.Bundled(), Journal: journal.Limits{Entries: 1}, Cache: NewCache(0), UserAgent: "a", Send: new(receiver).send,
	}
	got, want := reflect.ValueOf(Config{}.InProcessOf(process)), reflect.ValueOf(process)
	seen := map[reflect.Type]bool{}
	for field := range got.Type().Fields() {
		own := field.Name == "Owner" || field.Name == "From" || field.Name == "Log" // set by who makes the workspace
		switch tagged := field.Tag.Get("json") == "-"; {
		case own != (tagged && want.FieldByIndex(field.Index).IsZero()):
			t.Errorf("%s is neither data nor taken over", field.Name)
		case tagged && !own && got.FieldByIndex(field.Index).IsZero():
			t.Errorf("%s is not taken over", field.Name)
		case !tagged:
			data(t, "Config."+field.Name, field.Type, seen, nil)
		}
	}
}

// exactly compares all there is; a row of resources is its name, and nil is
// not empty.
var exactly = cmp.Options{
	cmp.Comparer(func(a, b Resource) bool { return a.Name == b.Name }),
	cmp.AllowUnexported(seeded.Path{}, bank.Day{}),
}

// filled is a T with every field set, each to another value.
func filled[T any]() (v T) {
	fill(reflect.ValueOf(&v).Elem(), new(int))
	return v
}

func fill(v reflect.Value, n *int) {
	*n++
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = time.Date(2026, 3, 2, 12, 0, 0, *n, time.UTC)
		return
	case *seeded.Path:
		*at = seeded.World(uint64(*n))
		return
	case *bank.Day:
		*at = bank.DayOf(time.Date(2026, 3, *n, 0, 0, 0, 0, time.UTC))
		return
	case *Resource:
		*at = resources[*n%len(resources)]
		return
	case *fixtures.Act:
		*at = fixtures.Act{
			At: duration.Duration(*n), Link: "ana <&> \x00 ação", Do: fixtures.Notify, Count: *n, Status: "valid", WebhookType: "T", WebhookCode: "c",
			Transactions: []fixtures.ScenarioRow{{Amount: "1.50", ValueDate: "-1d"}}, Data: json.RawMessage(`{"a":1.50}`),
			Fault: &fault.Rule{Fault: "drop", With: fault.With{Gap: duration.Duration(*n)}},
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%d <&> \x00 ação", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(*n) / 3)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, n)
			fill(value, n)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" {
				fill(v.Field(i), n)
			}
		}
	default:
		panic(fmt.Sprintf("%s cannot be filled", v.Type()))
	}
}

// hollow is a T whose slices, maps and pointers are there, with nothing in them.
func hollow[T any]() (v T) {
	hollowOut(reflect.ValueOf(&v).Elem())
	return v
}

func hollowOut(v reflect.Value) {
	if writesItself(v.Type()) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		hollowOut(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Data" { // of a webhook: empty is none
				hollowOut(v.Field(i))
			}
		}
	default:
	}
}
