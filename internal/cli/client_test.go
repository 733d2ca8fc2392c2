package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request with a secret pair, if that is not empty, and headers
// such as "Origin: http://a".
func ask(t *testing.T, method, url, pair, body string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if id, password, ok := strings.Cut(pair, ":"); ok {
		r.SetBasicAuth(id, password)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, string(text)}
}

const pair = mock.DefaultSecretID + ":" + mock.DefaultSecretPassword

// askTransactions is the request of the vendor's guide.
func askTransactions(t *testing.T, r *running, resource string) answer {
	t.Helper()
	return ask(t, "POST", r.url+"/api/"+resource+"/", pair, `{"link": "`+guideLink+`", "date_from": "2026-01-01", "date_to": "2026-02-28"}`,
		"X-Belvo-Request-Mode: async")
}

// workspace is the control of a provider's default workspace, with the control
// token if that is not empty.
func workspace(t *testing.T, r *running, token string) control.Workspace {
	t.Helper()
	client, err := control.NewClient(control.ClientConfig{URL: r.control, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	w, err := client.Open(t.Context(), "default")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// wait waits for a line of the journal.
func wait(t *testing.T, w control.Workspace, match journal.Match) {
	t.Helper()
	if _, err := w.Wait(t.Context(), control.Wait{Match: match}); err != nil {
		t.Fatal(err)
	}
}

func status(t *testing.T, want int, got answer) {
	t.Helper()
	if got.status != want {
		t.Errorf("the answer is %d %s, want %d", got.status, got.body, want)
	}
}

// webhooks is a receiver that hands over what it is sent, and answers with a
// status.
func webhooks(t *testing.T, answer int, body string) (url string, got <-chan *http.Request) {
	t.Helper()
	heard := make(chan *http.Request, 10)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		var sent struct {
			Code      string `json:"webhook_code"`
			RequestID string `json:"request_id"`
		}
		_ = json.Unmarshal(text, &sent)
		r.Pattern = sent.Code
		heard <- r
		w.WriteHeader(answer)
		_, _ = io.WriteString(w, strings.ReplaceAll(body, "ID", sent.RequestID))
	}))
	t.Cleanup(s.Close)
	return s.URL + "/hook", heard
}
