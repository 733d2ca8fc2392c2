package control_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

func TestRefusedBodies(t *testing.T) {
	t.Parallel()
	const (
		ws      = "/_mock/workspaces/w-1"
		create  = "POST /_mock/workspaces"
		links   = "POST " + ws + "/links"
		wait    = "POST " + ws + "/journal/wait"
		webhook = "PUT " + ws + "/webhook"
	)
	tests := []struct {
		name, call, body string
		code             control.Code
		field            string
	}{
		{"an unknown key", create, `{"seeds": 1}`, control.Unknown, "seeds"},
		{"the first unknown key by name", create, `{"z": 1, "b": 1}`, control.Unknown, "b"},
		{"a nested one", create, `{"webhook": {"url": "", "uri": ""}}`, control.Unknown, "webhook.uri"},
		{"one named like its parent", create, `{"webhook": {"webhook": {}}}`, control.Unknown, "webhook.webhook"},
		{"one in an array", links, `{"transactions": [{"amount": 1}, {"sum": 1}]}`, control.Unknown, "transactions[1].sum"},
		{"one with quotes", create, `{"a\"b": 1}`, control.Unknown, `a"b`},
		{"another case of letters", create, `{"Seed": 1}`, control.Unknown, "Seed"},
		{"where no key is known", "POST " + ws + "/clock/settle", `{"by": "1s"}`, control.Unknown, "by"},
		{"a string for a number", create, `{"seed": "1"}`, control.Invalid, "seed"},
		{"a number for a string", create, `{"edition": 2026}`, control.Invalid, "edition"},
		{"a negative seed", create, `{"seed": -1}`, control.Invalid, "seed"},
		{"half a seed", create, `{"seed": 1.5}`, control.Invalid, "seed"},
		{"a seed that is too large", create, `{"seed": 18446744073709551616}`, control.Invalid, "seed"},
		{"a text for a truth", create, `{"frozen": "yes"}`, control.Invalid, "frozen"},
		{"an array for an object", create, `{"webhook": []}`, control.Invalid, "webhook"},
		{"an object for an array", links, `{"transactions": {}}`, control.Invalid, "transactions"},
		{"a number in an array of texts", links, `{"fetch_resources": ["A", 1]}`, control.Invalid, "fetch_resources[1]"},
		{"a number in an array of objects", links, `{"transactions": [1]}`, control.Invalid, "transactions[0]"},
		{"a text for an amount", links, `{"transactions": [{"amount": "1.00"}]}`, control.Invalid, "transactions[0].amount"},
		{"a truth for an amount", links, `{"transactions": [{"amount": true}]}`, control.Invalid, "transactions[0].amount"},
		{"no duration", webhook, `{"url": "", "timeout": "soon"}`, control.Invalid, "timeout"},
		{"a number for a duration", webhook, `{"url": "", "timeout": 5}`, control.Invalid, "timeout"},
		{"no duration deep inside", create, `{"webhook": {"url": "", "timeout": "soon"}}`, control.Invalid, "webhook.timeout"},
		{"no gaps", webhook, `{"url": "", "retry": "10s,soon"}`, control.Invalid, "retry"},
		{"numbers for gaps", webhook, `{"url": "", "retry": [10]}`, control.Invalid, "retry"},
		{"no moment", "PUT " + ws + "/clock", `{"to": "tomorrow"}`, control.Invalid, "to"},
		{"no status", wait, `{"match": {"status": "200"}}`, control.Invalid, "match.status"},
		{"nobody to tell", webhook, `{}`, control.Invalid, "url"},
		{"nobody to tell, by null", webhook, `{"url": null}`, control.Invalid, "url"},
		{"nobody to tell, inside", create, `{"webhook": {}}`, control.Invalid, "webhook.url"},
		{"nothing to wait for", wait, ``, control.Invalid, "match"},
		{"a notice without its link", "POST " + ws + "/notify", `{"webhook_type": "T", "webhook_code": "c"}`, control.Invalid, "link_id"},
		{"an array", create, `[]`, control.Invalid, ""},
		{"a null", create, `null`, control.Invalid, ""},
		{"no JSON", create, `seed=1`, control.Invalid, ""},
		{"half of it", create, `{"seed": 1`, control.Invalid, ""},
		{"two objects", create, `{} {}`, control.Invalid, ""},
		{"something behind it", create, `{"seed": 1};`, control.Invalid, ""},
		{"the first of two equal keys", create, `{"seed": "1", "seed": 1}`, control.Invalid, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			method, url, _ := strings.Cut(tt.call, " ")
			w := ask(t, f, control.HandlerConfig{}, method, url, tt.body)
			want := control.Error{Code: tt.code, Field: tt.field}
			if diff := cmp.Diff(want, refusalIn(t, w.Body.Bytes())); w.Code != 400 || diff != "" {
				t.Errorf("answered %d %s (-want +got):\n%s", w.Code, w.Body, diff)
			}
			if heard := f.heardAll(); len(heard) != 0 {
				t.Errorf("the host was asked %v", heard)
			}
		})
	}
}

// A mebibyte is taken, a byte more is not.
func TestBodyLimit(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	padding := strings.Repeat(" ", limit-len(`{}`))
	if w := ask(t, newFake(), control.HandlerConfig{}, "POST", "/_mock/workspaces", "{}"+padding); w.Code != 201 {
		t.Errorf("%d bytes are answered with %d %s", limit, w.Code, w.Body)
	}
	w := ask(t, newFake(), control.HandlerConfig{}, "POST", "/_mock/workspaces", "{ }"+padding)
	if got := refusalIn(t, w.Body.Bytes()); w.Code != 413 || got.Code != control.TooLarge {
		t.Errorf("%d bytes are answered with %d %v", limit+1, w.Code, got)
	}
}

// What is read can be written and is then read as the same; what is not is
// refused as the caller's mistake.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `null`, `{"match":{"kind":"job","status":7},"since":1,"timeout":"1d"}`, `{"link_id":"l","webhook_type":"","webhook_code":"","data":null}`,
		`{"transactions":[{"amount":1e2},null],"external_id":""}`, `{"webhook":{"url":"","retry":"1s,1d","timeout":"0"},"seed":7}`, `{"a":{"b":[1,{}]}} `,
		`{"by":"-1.5d","to":"2026-03-02T12:00:00.5+01:00"}`, "{\"id\":\"\xff\"}", `{"body":"\u0000","authorization":"<"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		again[control.WorkspaceSpec](t, text)
		again[control.LinkSpec](t, text)
		again[control.Notice](t, text)
		again[control.Move](t, text)
		again[control.Wait](t, text)
		again[control.ResendSpec](t, text)
	})
}

func again[T any](t *testing.T, text []byte) {
	t.Helper()
	first, err := control.Decode[T](text)
	if err != nil {
		if e, ok := errors.AsType[*control.Error](err); !ok || e.Code != control.Invalid && e.Code != control.Unknown {
			t.Fatalf("%q: %v", text, err)
		}
		return
	}
	written, err := json.Marshal(first)
	if err != nil {
		t.Fatalf("%q is %v: %v", text, first, err)
	}
	second, err := control.Decode[T](written)
	if err != nil {
		t.Fatalf("%q, written as %s: %v", text, written, err)
	}
	rewritten, err := json.Marshal(second)
	if diff := cmp.Diff(string(written), string(rewritten)); err != nil || diff != "" {
		t.Errorf("%q, %v (-first +second):\n%s", text, err, diff)
	}
}
