package ui_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
)

// visit asks for a page as a browser does.
func visit(t *testing.T, p *mock.Running, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html,application/xhtml+xml")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

func TestWhoSeesAPage(t *testing.T) {
	t.Parallel()
	open, guarded := mock.Start(t, mock.Config{}), mock.Start(t, mock.Config{ControlToken: "secret"})
	tests := []struct {
		name     string
		provider *mock.Running
		path     string
		header   []string
		status   int
		has      string
	}{
		{"a browser sees the timeline", open, "/", nil, 200, "Nothing has been asked for yet"},
		{"a program is told what is here", open, "/", []string{"Accept", "*/*"}, 200, "The API is below /api/"},
		{"a page that is none", open, "/w/default/nonsense", nil, 404, "There is no page at /w/default/nonsense"},
		{"a workspace that is none", open, "/w/nobody/", nil, 404, "There is no workspace nobody"},
		{"a program gets JSON for what is not there", open, "/reports/none", []string{"Accept", "*/*"}, 404, `"not_found"`},
		{"another host's name", open, "/w/default/", []string{"Host", "evil.example"}, 403, "evil.example"},
		{"a browser without the token", guarded, "/", nil, 401, "Control token"},
		{"a browser with the token", guarded, "/", []string{"Authorization", "Bearer secret"}, 200, "Timeline"},
		{"what a page loads needs no token", guarded, "/assets/app.css", nil, 200, "--accent"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			answer, text := visit(t, tt.provider, tt.path, tt.header...)
			if answer.StatusCode != tt.status || !strings.Contains(text, tt.has) {
				t.Errorf("answered %d, want %d with %q:\n%.600s", answer.StatusCode, tt.status, tt.has, text)
			}
		})
	}
}
