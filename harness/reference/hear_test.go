package reference_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

const id = "4363b08b51eb43509c745df5ac92a7f6"

// utf16Of is a text in the encoding of some platforms.
func utf16Of(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		b.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	return b.String()
}

// What is no notification is refused, has no effect, and does not use up its
// event.
func TestRefuses(t *testing.T) {
	t.Parallel()
	good := told("w-1", id)
	with := func(key, value string) string { return told("w-1", id, key, value) }
	tests := []struct {
		name, method, authorization, media, body string
		status                                   int
		names                                    string // what the answer names; empty: a number of the client's own
	}{
		{"cut off after the id", "POST", authorization, "application/json", `{"request_id": "` + id + `", "link_`, 400, id},
		{"cut off within the id", "POST", authorization, "application/json", `{"request_id": "4363b0`, 400, ""},
		{"a trailing comma", "POST", authorization, "application/json", `{"request_id":"` + id + `",}`, 400, id},
		{"two at once", "POST", authorization, "application/json", good + good, 400, id},
		{"not UTF-8", "POST", authorization, "application/json", strings.Replace(good, "null", "\"S\xe3o\"", 1), 400, id},
		{"in 16 bits", "POST", authorization, "application/json", utf16Of(good), 400, id},
		{"an array", "POST", authorization, "application/json", `[` + good + `]`, 400, id},
		{"null", "POST", authorization, "application/json", `null`, 400, ""},
		{"a text", "POST", authorization, "application/json", `"webhook"`, 400, ""},
		{"empty", "POST", authorization, "application/json", ``, 400, ""},
		{"no webhook_id", "POST", authorization, "application/json", with("webhook_id", `""`), 400, id},
		{"a number for link_id", "POST", authorization, "application/json", with("link_id", `5`), 400, id},
		{"null for webhook_type", "POST", authorization, "application/json", with("webhook_type", `null`), 400, id},
		{"a PUT", "PUT", authorization, "application/json", good, 405, ""},
		{"a GET", "GET", authorization, "", ``, 405, ""},
		{"text/plain", "POST", authorization, "text/plain", good, 415, ""},
		{"two MiB", "POST", authorization, "application/json; charset=utf-8", with("padding", `"`+strings.Repeat("x", 2<<20)+`"`), 413, ""},
		{"no authorization", "POST", "", "application/json", good, 401, ""},
		{"wrong authorization", "POST", "Bearer s3cret2", "application/json", good, 401, ""},
		{"another scheme", "POST", "Basic s3cret", "application/json", good, 401, ""},
		{"wrong authorization before anything else", "PUT", "Bearer no", "text/plain", `{`, 401, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			play(t, &scene{}, func(s *scene) {
				s.ask(transactions)
				r, err := http.NewRequestWithContext(s.t.Context(), tt.method, s.client.Callback(), strings.NewReader(tt.body))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", tt.media)
				if tt.media == "" {
					r.Header.Del("Content-Type")
				}
				if tt.authorization != "" {
					r.Header.Set("Authorization", tt.authorization)
				}
				heard := s.send(r)
				synctest.Wait()
				text := heard.Body.String()
				if heard.Code != tt.status || !strings.Contains(text, `"correlation_id":"refusal-1"`) || !strings.Contains(text, tt.names) {
					t.Errorf("answered %d %s, want %d naming %q", heard.Code, text, tt.status, tt.names)
				}
				if tt.names == "" && strings.Contains(text, "request_id") || strings.Contains(text, "s3cret") {
					t.Errorf("answered %s", text)
				}
				if calls := s.seen("GET"); len(calls) > 0 {
					t.Errorf("it had an effect: %v", calls)
				}
				s.hears(strings.Replace(good, id, "request-1", 1))
				if got := s.holding(); got != both {
					t.Errorf("holds %s after the good copy, want %s", got, both)
				}
			})
		})
	}
}

// What clients have to bear is borne.
func TestHearsInAnyForm(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body string }{
		{"new fields", told("w-1", "request-1", "mock_new", `{"a": [1, null]}`)},
		{"null data", told("w-1", "request-1", "data", `null`)},
		{"data of another form", told("w-1", "request-1", "data", `[{"errors": 5}]`)},
		{"another order, spaces, and letters beyond ASCII", "\n{ \"data\" : {\"s\":\"São ✓\"},\t\"request_id\" : \"request-1\", \"link_id\":\"" + ana +
			"\", \"webhook_code\":\"new_transactions_available\",\"webhook_type\":\"TRANSACTIONS\",\"webhook_id\":\"w-1\"}\n "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			play(t, &scene{}, func(s *scene) {
				s.ask(transactions)
				s.hears(tt.body)
				if diff := cmp.Diff(both, s.holding()); diff != "" {
					t.Errorf("holds (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A body that trickles is read for as long as the provider waits for an answer.
func TestHearsSlowBodies(t *testing.T) {
	t.Parallel()
	play(t, &scene{}, func(s *scene) {
		s.ask(transactions)
		r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.client.Callback(), &trickle{text: told("w-1", "request-1")})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", authorization)
		if heard := s.send(r); heard.Code != http.StatusAccepted {
			t.Errorf("answered %d", heard.Code)
		}
	})
}

// A trickle is a text that comes one byte every ten milliseconds.
type trickle struct{ text string }

func (r *trickle) Read(p []byte) (int, error) {
	if r.text == "" {
		return 0, io.EOF
	}
	time.Sleep(10 * time.Millisecond)
	p[0], r.text = r.text[0], r.text[1:]
	return 1, nil
}
