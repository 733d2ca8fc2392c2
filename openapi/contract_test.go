package openapi

import (
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// small is the contract of testdata/small, read anew, so that each test has its first use.
func small(t testing.TB) *contract {
	t.Helper()
	c, err := newContract(os.DirFS("testdata/small"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func smallOperation(t testing.TB, id string) *operation {
	t.Helper()
	c := small(t)
	o, found := c.find(id)
	if !found {
		t.Fatalf("no operation %s", id)
	}
	op, err := c.operation(o)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

const (
	aLink  = "bcca0da9-a4c6-4830-9676-1d54682851d9"
	aDay   = "2026-01-31"
	aThing = `{"link": "` + aLink + `", "amount": 1.5}`
)

func TestFiltersComeFromTheDocument(t *testing.T) {
	t.Parallel()
	want := []Filter{
		{Param: "link", Field: "link", Op: "exact", Type: "string", Format: "uuid", Required: true},
		{Param: "link__in", Field: "link", Op: "in", Type: "string", Format: "uuid"},
		{Param: "amount__gte", Field: "amount", Op: "gte", Type: "number", Format: "float"},
		{Param: "amount__range", Field: "amount", Op: "range", Type: "number"},
		{Param: "made_at__lt", Field: "made_at", Op: "lt", Type: "string", Format: "date-time"},
		{Param: "made_at__range", Field: "made_at", Op: "range", Type: "string", Format: "date-time"},
		{Param: "day", Field: "day", Op: "exact", Type: "string", Format: "date"},
		{Param: "kind", Field: "kind", Op: "exact", Type: "string"},
		{Param: "code", Field: "name", Op: "exact", Type: "string"},
	}
	if diff := cmp.Diff(want, smallOperation(t, "ListThings").filters); diff != "" {
		t.Errorf("filters (-want +got):\n%s", diff)
	}
}

func TestAsyncComesFromTheDocument(t *testing.T) {
	t.Parallel()
	for id, want := range map[string][]string{"ListThings": nil, "MakeThing": {"2026"}, "DropThing": {"2023", "2026"}} {
		if diff := cmp.Diff(want, smallOperation(t, id).async); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}

// A mistake in one document is an error of its operations alone, and says where it is.
func TestWrongDocumentsAreErrors(t *testing.T) {
	t.Parallel()
	index := `- {id: A, method: GET, path: /a/, tag: a, act: list}`
	head := "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
	tests := []struct{ name, index, document, want string }{
		{"no document", index, "", "load contract a.yaml"},
		{"not YAML", index, "{", "load contract a.yaml"},
		{"another operation", index, head + "paths: {}", "operation A: not in a.yaml"},
		{"a reference into nowhere", index, head + "paths: {/a/: {get: {operationId: A, responses: {'200': {$ref: 'b.yaml#/components/responses/X'}}}}}", "b.yaml"},
		{"a reference to the world", index, head + "paths: {/a/: {get: {operationId: A, responses: {'200': {$ref: 'https://example.com/x'}}}}}", "leaves the contract"},
		{"a parameter without schema", index, head + "paths: {/a/: {get: {operationId: A, parameters: [{name: q, in: query}], responses: {}}}}", "parameter q has no schema"},
		{"not built", `- {id: A, method: GET, path: /a/, tag: a}`, "", "operation A: documented but not built"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			documents := fstest.MapFS{"index.yaml": {Data: []byte(tt.index)}}
			if tt.document != "" {
				documents["a.yaml"] = &fstest.MapFile{Data: []byte(tt.document)}
			}
			c, err := newContract(documents)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.operation(c.operations[0]); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestWrongIndexIsAnError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"id: A", "- {id: A", "- {name: A}", "- id: A\n  colour: red"} {
		if rows, err := readIndex(text); err == nil {
			t.Errorf("%q: got %v, want an error", text, rows)
		}
	}
}

// First uses from many goroutines must meet in one load.
func TestFirstUseIsShared(t *testing.T) {
	t.Parallel()
	c := small(t)
	o, _ := c.find("MakeThing")
	ops := make(chan *operation, 16)
	var all sync.WaitGroup
	for range cap(ops) {
		all.Go(func() {
			op, err := c.operation(o)
			if err != nil {
				t.Error(err)
				return
			}
			op.checkRequest(wish(), nil, []byte(`{"link": 1}`), "2026")
			_ = op.checkResponse(201, http.Header{"Content-Type": {"application/json"}}, []byte(`[1]`))
			_ = c.checkWebhook([]byte(`{}`))
			_, _ = c.published()
			ops <- op
		})
	}
	all.Wait()
	close(ops)
	first := <-ops
	for op := range ops {
		if op != first {
			t.Fatal("two loads of one document")
		}
	}
}
