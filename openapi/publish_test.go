package openapi

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

// A name that two files use is told apart; all references point inside.
func TestPublishedJoinsTheFiles(t *testing.T) {
	t.Parallel()
	text, err := small(t).published()
	if err != nil {
		t.Fatal(err)
	}
	again, err := small(t).published()
	if err != nil || string(again) != string(text) {
		t.Errorf("joined twice, got different bytes (%v)", err)
	}
	value, err := decodeJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	joined := value.(object)
	names := slices.Sorted(maps.Keys(sections(joined)["schemas"]))
	if diff := cmp.Diff([]string{"Error", "Page", "Thing", "Wish", "parts.Label", "things.Label"}, names); diff != "" {
		t.Errorf("schemas (-want +got):\n%s", diff)
	}
	if strings.Contains(string(text), ".yaml") {
		t.Error("a reference points outside")
	}
	security := member(member(member(joined, "paths"), "/api/things/"), "get")["security"]
	if diff := cmp.Diff([]any{object{"basicAuth": []any{}}}, security); diff != "" {
		t.Errorf("security of an operation (-want +got):\n%s", diff)
	}
	validate(t, text)
}

// validate fails unless text is a valid OpenAPI 3.1 document that needs no other file.
func validate(t *testing.T, text []byte) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	if !doc.IsOpenAPI31OrLater() {
		t.Errorf("got OpenAPI %s, want 3.1", doc.OpenAPI)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
}
