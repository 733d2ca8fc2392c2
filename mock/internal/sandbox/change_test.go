package sandbox

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every type of the package that changes the state stands in the table, so
// that none is lost by who keeps the changes.
func TestEveryChangeIsInTheTable(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, c := range changes {
		listed = append(listed, reflect.TypeOf(c).Name())
	}
	slices.Sort(listed)
	if diff := cmp.Diff(changesInSource(t), listed); diff != "" {
		t.Errorf("types with a method to(*state) (-source +table):\n%s", diff)
	}
	if len(changes) != len(kindNames()) {
		t.Error("a kind has two names")
	}
}

// changesInSource are the types that have the method of a change.
func changesInSource(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "to" && f.Recv != nil {
				name, _ := f.Recv.List[0].Type.(*ast.Ident)
				found = append(found, name.Name)
			}
		}
	}
	slices.Sort(found)
	return found
}

// Whatever a state holds comes back: with every field set, with every field
// empty but there, and as it is new.
func TestWorldsAreReadBack(t *testing.T) {
	t.Parallel()
	empty := newState()
	for name, s := range map[string]state{"full": filled[state](), "hollow": hollow[state](), "new": empty} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.Links, s.Prefixes = map[string]*Link{}, map[string]string{}
			for i, link := range s.Order {
				link.ID = fmt.Sprintf("%08x-0000-4000-8000-000000000000", i)
				s.Links[link.ID], s.Prefixes[link.ID[:8]+"0000"] = link, link.ID
			}
			text, err := (&World{s}).MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			var back World
			if err := back.UnmarshalBinary(text); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(s, back.state, exactly); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestChangesAreReadBack(t *testing.T) {
	t.Parallel()
	for name, zero := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			full, bare := reflect.New(reflect.TypeOf(zero)).Elem(), reflect.New(reflect.TypeOf(zero)).Elem()
			fill(full, new(int))
			hollowOut(bare)
			want := changeList{full.Interface().(change), bare.Interface().(change), zero}
			text, err := want.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			var got changeList
			if err := got.UnmarshalBinary(text); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, exactly); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What a later version wrote is refused, not half understood.
func TestForeignChangesAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"Kind":"moon_eclipsed","Change":{}}]`:                   `no kind "moon_eclipsed"`,
		`[{"Kind":"job_ended","Change":{"ID":"j","Why":"later"}}]`: `job_ended: json: unknown field "Why"`,
		`[{"Kind":"job_ended","Change":{"ID":`:                     "read changes",
		`[{"Kind":"link_made","Change":{"Link":{"Path":"abc"}}}]`:  `"abc" is not the path of a seeded world`,
	} {
		err := EmptyWorld().Apply([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is %v, want %s", text, err, want)
		}
	}
	if err := new(World).UnmarshalBinary([]byte(`{"Planets":9}`)); err == nil {
		t.Error("a world with more in it is read")
	}
}

var update = flag.Bool("update", false, "write the testdata that later versions have to read")

// What an earlier version kept can still be read. A kept file of format 1 has
// such a world, and such changes of every kind. If this fails, give the field
// its old name back, or the file another format and read both.
func TestKeptByAnEarlierVersion(t *testing.T) {
	t.Parallel()
	const path = "testdata/format-1.json"
	type kept struct{ World, Changes json.RawMessage }
	if *update {
		var all changeList
		for _, name := range slices.Sorted(maps.Keys(changes)) {
			full := reflect.New(reflect.TypeOf(changes[name])).Elem()
			fill(full, new(int))
			all = append(all, full.Interface().(change))
		}
		world, worldErr := (&World{filled[state]()}).MarshalBinary()
		list, listErr := all.MarshalBinary()
		text, err := json.MarshalIndent(kept{world, list}, "", "\t")
		if err = errors.Join(worldErr, listErr, err, os.WriteFile(path, text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		t.Fatal(err)
	}
	var w World
	var list changeList
	if err := errors.Join(w.UnmarshalBinary(k.World), list.UnmarshalBinary(k.Changes)); err != nil {
		t.Error(err)
	}
}
