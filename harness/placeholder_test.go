package harness

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTemplate(t *testing.T) {
	t.Parallel()
	v := fillings{"port": "3000", "base_url": "http://h:1", "secret_password": `a"b {port}&/?`}.
		of(Asking{Link: "l", Resource: "accounts", From: "2026-01-01", To: "2026-01-31"})
	tests := []struct {
		name, text, plain, url string
	}{
		{"nothing", "", "", ""},
		{"each", "{port}{link} {resource} {date_from} {date_to}", "3000l accounts 2026-01-01 2026-01-31", "3000l accounts 2026-01-01 2026-01-31"},
		{"values are not filled again", "{secret_password}", `a"b {port}&/?`, "a%22b%20%7Bport%7D&%2F%3F"},
		{"in a query", "http://h/?p={secret_password}", `http://h/?p=a"b {port}&/?`, "http://h/?p=a%22b+%7Bport%7D%26%2F%3F"},
		{"a URL at the beginning and elsewhere", "{base_url}/x?of={base_url}", "http://h:1/x?of=http://h:1", "http://h:1/x?of=http%3A%2F%2Fh%3A1"},
		{"braces themselves", "{{port}} {port}", "{port} 3000", "{port} 3000"},
		{"what is no placeholder", `${HOME} {} {"a": {.Name}} {port`, `${HOME} {} {"a": {.Name}} {port`, `${HOME} {} {"a": {.Name}} {port`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := [2]string{template(tt.text).fill(v), template(tt.text).fillURL(v)}
			if diff := cmp.Diff([2]string{tt.plain, tt.url}, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// Whatever a value is, a document with it is JSON, and the value stands in it.
func FuzzFillJSON(f *testing.F) {
	for _, value := range []string{"x", `"`, `\`, "\n\x00", "{link}", `"}],"`, "\xff", "\u2028</script>"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		d := map[string]document{"of": []document{template("a {link}"), json.Number("1"), nil, true}}
		text, err := json.Marshal(fillJSON(d, fillings{"link": value}))
		if err != nil {
			t.Fatalf("%q: %v", value, err)
		}
		var got map[string][]any
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s is no JSON: %v", text, err)
		}
		if want := "a " + string([]rune(value)); got["of"][0] != want || len(got["of"]) != 4 { // bytes that are no text become U+FFFD
			t.Errorf("%s has %q, want %q", text, got["of"][0], want)
		}
	})
}
