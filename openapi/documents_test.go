package openapi

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// keywords are those that the 3.0 meaning of a schema knows and 3.1 keeps, but allOf,
// oneOf, anyOf and not: schemas are flat.
var keywords = strings.Fields(`type format title description enum default example deprecated writeOnly
	items minItems maxItems uniqueItems properties required additionalProperties
	minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern`)

// The scanner must read what a YAML library reads.
func TestIndexIsYAML(t *testing.T) {
	t.Parallel()
	text, err := fs.ReadFile(files, "index.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := readIndex(string(text))
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Operations []Operation }
	err = yaml.Unmarshal(text, &want)
	if err != nil {
		err = yaml.Unmarshal(text, &want.Operations)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Operations, rows); diff != "" || len(rows) < 148 {
		t.Errorf("%d rows (-library +ours):\n%s", len(rows), diff)
	}
}

// Every built row stands in its document with the same words, and the reverse.
func TestIndexAndDocumentsAgree(t *testing.T) {
	t.Parallel()
	var want, got []string
	tags := map[string]bool{}
	ids := map[string]bool{}
	for _, o := range Operations() {
		if ids[o.ID] {
			t.Errorf("%s is in the index twice", o.ID)
		}
		ids[o.ID] = true
		if o.Built() {
			tags[o.Tag] = true
			want = append(want, fmt.Sprintf("%s %s %s: %s act=%s resource=%s", o.Tag, o.Method, o.Path, o.ID, o.Act, o.Resource))
		}
	}
	for tag := range tags {
		doc, err := vendor().documents[tag]()
		if err != nil {
			t.Error(err)
			continue
		}
		for path, item := range doc.spec.Paths.Map() {
			for method, op := range item.Operations() {
				act, _ := op.Extensions["x-act"].(string)
				resource, _ := op.Extensions["x-resource"].(string)
				got = append(got, fmt.Sprintf("%s %s %s: %s act=%s resource=%s", tag, method, path, op.OperationID, act, resource))
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-index +documents):\n%s", diff)
	}
}

// Each file is valid OpenAPI 3.1 and means the same when read as 3.0.
func TestDocumentsKeepToTheDialect(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if name == "index.yaml" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec, err := vendor().load(name)
			if err != nil {
				t.Fatal(err)
			}
			if !spec.IsOpenAPI31OrLater() {
				t.Errorf("OpenAPI %s, want 3.1", spec.OpenAPI)
			}
			if err := spec.Validate(t.Context()); err != nil {
				t.Error(err)
			}
			for _, line := range complaints(spec) {
				t.Error(line)
			}
		})
	}
}

// complaints names what in spec would be ignored, or mean something else, when read as 3.0.
func complaints(spec *openapi3.T) []string {
	var out []string
	err := spec.WalkSchemas(func(at string, ref *openapi3.SchemaRef) error {
		for _, complaint := range complaintsOf(ref.Value) {
			out = append(out, at+": "+complaint)
		}
		return nil
	})
	if err != nil {
		out = append(out, err.Error())
	}
	return out
}

func complaintsOf(s *schema) (out []string) {
	complain := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	marshalled, _ := s.MarshalYAML()
	written, _ := marshalled.(map[string]any)
	for _, keyword := range slices.Sorted(maps.Keys(written)) {
		if !slices.Contains(keywords, keyword) && !strings.HasPrefix(keyword, "x-") {
			complain("keyword %s", keyword)
		}
	}
	if s.Type.IsEmpty() {
		complain("no type: null would be refused")
	}
	if s.Format != "" && formats[s.Format] == nil && !slices.Contains([]string{"int32", "int64", "float", "double"}, s.Format) {
		complain("format %s is not checked", s.Format)
	}
	if s.Pattern != "" && !s.Type.Includes("string") {
		complain("pattern on what is no string")
	}
	if len(s.Enum) > 0 && s.Type.IncludesNull() != slices.Contains(s.Enum, nil) {
		complain("type and enum disagree about null")
	}
	for _, key := range append(words(s.Extensions["x-required-2026"]), s.Required...) {
		if s.Properties[key] == nil {
			complain("%s is required and not described", key)
		}
	}
	return out
}

// The test above must be able to fail.
func TestComplaints(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, schema, want string }{
		{"fine", `{type: [string, "null"], enum: [a, null], x-only: 2026}`, ""},
		{"const", `{type: string, const: a}`, "keyword const"},
		{"a union", `{type: object, oneOf: [{type: object}]}`, "keyword oneOf"},
		{"3.0's null", `{type: string, nullable: true}`, "keyword nullable"},
		{"a condition", `{type: string, if: {type: string}}`, "keyword if"},
		{"own definitions", `{type: string, $defs: {A: {type: string}}}`, "keyword $defs"},
		{"anything", `{}`, "no type"},
		{"a format", `{type: string, format: iban}`, "format iban"},
		{"null", `{type: string, enum: [a, null]}`, "disagree about null"},
		{"a pattern", `{type: number, pattern: x}`, "pattern"},
		{"required", `{type: object, required: [a]}`, "a is required"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := "openapi: 3.1.0\ninfo: {title: t, version: '1'}\ncomponents: {schemas: {A: " + tt.schema + "}}"
			spec, err := openapi3.NewLoader().LoadFromData([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(complaints(spec), "\n")
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A filter's field must be one that the rows of its list have.
func TestFiltersNameFieldsOfTheRow(t *testing.T) {
	t.Parallel()
	ops := strings.Fields("exact in gt gte lt lte range icontains allin not_in")
	for _, o := range Operations() {
		if !o.Built() || !strings.HasPrefix(o.Act, "list") {
			continue
		}
		row, filters := rowOf(t, o), filtersOf(t, o)
		if len(filters) == 0 {
			t.Errorf("%s has no filters", o.ID)
		}
		for _, f := range filters {
			field := resolve(row, f.Field)
			switch {
			case field == nil:
				t.Errorf("%s: %s: row has no %s", o.ID, f.Param, f.Field)
			case !slices.Contains(ops, f.Op):
				t.Errorf("%s: %s: unknown x-op %s", o.ID, f.Param, f.Op)
			case f.Format == "date-time" && field.Format != "date-time":
				t.Errorf("%s: %s compares moments with %s", o.ID, f.Param, field.Format)
			}
		}
	}
}

// Whoever lists can page.
func TestListsHavePages(t *testing.T) {
	t.Parallel()
	for _, o := range Operations() {
		if !o.Built() || !strings.HasPrefix(o.Act, "list") {
			continue
		}
		op, err := vendor().operation(o)
		if err != nil {
			t.Error(err)
			continue
		}
		if !op.names["page"] || !op.names["page_size"] {
			t.Errorf("%s has no page or no page_size", o.ID)
		}
	}
}

func filtersOf(t *testing.T, o Operation) []Filter {
	t.Helper()
	filters, err := o.Filters()
	if err != nil {
		t.Error(err)
	}
	return filters
}

// rowOf returns the schema of one of a list's results.
func rowOf(t *testing.T, o Operation) *schema {
	t.Helper()
	doc, err := vendor().documents[o.Tag]()
	if err != nil {
		t.Error(err)
		return nil
	}
	op := doc.spec.Paths.Find(o.Path).GetOperation(o.Method)
	page := op.Responses.Status(200).Value.Content["application/json"].Schema.Value
	return page.Properties["results"].Value.Items.Value
}

// resolve follows a dotted path, through lists too; nil if there is no such field.
func resolve(s *schema, path string) *schema {
	for key := range strings.SplitSeq(path, ".") {
		for s != nil && s.Items != nil {
			s = s.Items.Value
		}
		if s == nil || s.Properties[key] == nil {
			return nil
		}
		s = s.Properties[key].Value
	}
	return s
}

func TestPublishedIsValid(t *testing.T) {
	t.Parallel()
	text, err := Published()
	if err != nil {
		t.Fatal(err)
	}
	validate(t, text)
	again, err := newContract(files)
	if err != nil {
		t.Fatal(err)
	}
	if twin, err := again.published(); err != nil || string(twin) != string(text) {
		t.Errorf("joined twice, got different bytes (%v)", err)
	}
	for _, o := range Operations() {
		if o.Built() && !strings.Contains(string(text), `"operationId": "`+o.ID+`"`) {
			t.Errorf("%s is not published", o.ID)
		}
	}
}
