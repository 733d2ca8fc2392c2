package fault_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// sent is a webhook's body after a fault.
func sent(t *testing.T, r fault.Rule, body string) string {
	t.Helper()
	p, _ := fault.Plan{}.Add(r)
	d := fault.Delivery{Moment: fault.Sent, Attempt: fault.Attempt{N: 1, Body: []byte(body)}}
	p.Delivery(&d, draw)
	return string(d.Attempt.Body)
}

// What a fault does not speak of stays to the letter.
func TestBodiesKeepTheirSpelling(t *testing.T) {
	t.Parallel()
	const body = `{"webhook_id":"a\u0041/<&>","link_id":"0f","data":{"n":1.50,"e":1E3,"deep":[{"x":null},[]]},"request_id":"ab"}`
	tests := []struct {
		name string
		rule fault.Rule
		want string
	}{
		{"one field is null", fault.Rule{Fault: "null_data"}, strings.Replace(body, `{"n":1.50,"e":1E3,"deep":[{"x":null},[]]}`, "null", 1)},
		{"one is gone", fault.Rule{Fault: "missing_field", With: fault.With{Field: "link_id"}}, strings.Replace(body, `"link_id":"0f",`, "", 1)},
		{"the last is gone", fault.Rule{Fault: "missing_field"}, strings.Replace(body, `,"request_id":"ab"`, "", 1)},
		{"what is not there cannot go", fault.Rule{Fault: "missing_field", With: fault.With{Field: "x"}}, body},
		{"a new one comes last", fault.Rule{Fault: "unknown_type", With: fault.With{Value: `"<`}}, strings.TrimSuffix(body, "}") + `,"webhook_type":"\"\u003c"}`},
		{"a given link", fault.Rule{Fault: "other_link", With: fault.With{Link: "x"}}, strings.Replace(body, `"0f"`, `"x"`, 1)},
		{"new fields everywhere", fault.Rule{Fault: "unknown_fields"},
			strings.Replace(strings.TrimSuffix(body, "}"), `[]]}`, `[]],"mock_unknown_field":"unknown"}`, 1) + `,"mock_unknown_field":{"list":[1,null,true]}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, sent(t, tt.rule, body)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Every edit of a body bears every body, and the compatible ones leave JSON.
func FuzzEdits(f *testing.F) {
	for _, body := range []string{
		"", "{", "null", "7", `"x"`, "[]", "{}", `[{"a":[1,{}]}]`, `{"request_id":"a","request_id":7,"":{}}`, `{"link_id":null,"data":[1]}`,
		`{"created_at":"2026-03-02T12:00:00.123Z","logo":"","category":"x","\u0061":"\ud800"}`, strings.Repeat("[", 2000), "{\"a\\\"b\":1}",
	} {
		f.Add(body)
	}
	compatible := map[string]bool{}
	for _, row := range fault.Catalogue() {
		compatible[row.ID] = row.Also != ""
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, row := range fault.Catalogue() {
			row.Example.With.Bytes = min(row.Example.With.Bytes, 100)
			got := sent(t, row.Example, body)
			if compatible[row.ID] && json.Valid([]byte(body)) && !json.Valid([]byte(got)) {
				t.Errorf("%s made %q of %q", row.ID, got, body)
			}
		}
	})
}
