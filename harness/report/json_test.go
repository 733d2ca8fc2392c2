package report

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What the design promises of report.json, word for word.
const promised = `{client, edition, seed, plan, started, took_ms, exit, ` +
	`counts: {pass, fail, warn, inconclusive, not_applicable, disabled, error}, ` +
	`verdicts: [{id, level, tier, scenario, verdict, why, timeline}]}`

func TestPromisedKeysAreThere(t *testing.T) {
	t.Parallel()
	var got map[string]any
	if err := json.Unmarshal([]byte(written(t, "report.json", small())), &got); err != nil {
		t.Fatal(err)
	}
	top, rest, _ := strings.Cut(promised[1:], ", counts: {")
	counts, verdicts, _ := strings.Cut(rest, "}, verdicts: [{")
	has(t, "the report", got, top+", counts, verdicts")
	has(t, "counts", got["counts"], counts)
	for _, v := range got["verdicts"].([]any) {
		has(t, "a verdict", v, strings.TrimSuffix(verdicts, "}]}"))
	}
}

func has(t *testing.T, what string, object any, keys string) {
	t.Helper()
	for key := range strings.SplitSeq(keys, ", ") {
		if value, ok := object.(map[string]any)[key]; !ok || value == nil {
			t.Errorf("%s has no %s", what, key)
		}
	}
}

func TestReportsSatisfyTheSchema(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	hostileLevel := small()
	hostileLevel.Verdicts = slices.Clone(hostileLevel.Verdicts)
	hostileLevel.Verdicts[0].Level = "perhaps"
	tests := []struct {
		name   string
		report Report
		fits   bool
	}{
		{"every kind and hostile text", small(), true},
		{"the whole catalogue", full(), true},
		{"nothing judged", finished(Report{}), true},
		{"a level that is none", hostileLevel, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(written(t, "report.json", tt.report)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value); (err == nil) != tt.fits {
				t.Errorf("fits is %v, want %v: %v", err == nil, tt.fits, err)
			}
		})
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(Schema())))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("report.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

type object struct {
	Required   []string
	Properties map[string]any
	Defs       map[string]object `json:"$defs"`
}

// The schema and the types name the same keys, and require the same.
func TestSchemaIsTheTypes(t *testing.T) {
	t.Parallel()
	var root object
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	types := map[string]reflect.Type{
		"counts": reflect.TypeFor[Counts](), "verdict": reflect.TypeFor[Verdict](), "line": reflect.TypeFor[Line](),
		"exchange": reflect.TypeFor[Exchange](), "not_tested": reflect.TypeFor[NotTested](),
	}
	root.Defs["report"], types["report"] = root, reflect.TypeFor[Report]()
	for name, typ := range types {
		var keys, required []string
		for field := range typ.Fields() {
			key, option, _ := strings.Cut(field.Tag.Get("json"), ",")
			keys = append(keys, key)
			if option == "" {
				required = append(required, key)
			}
		}
		slices.Sort(keys)
		if diff := cmp.Diff(keys, slices.Sorted(maps.Keys(root.Defs[name].Properties))); diff != "" {
			t.Errorf("%s (-type +schema):\n%s", name, diff)
		}
		if diff := cmp.Diff(required, root.Defs[name].Required); diff != "" {
			t.Errorf("%s requires (-type +schema):\n%s", name, diff)
		}
	}
}

// What a program reads is what was written, but for bytes that are no UTF-8.
func TestJSONIsReadBack(t *testing.T) {
	t.Parallel()
	want := full()
	var got Report
	if err := json.Unmarshal([]byte(written(t, "report.json", want)), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}
