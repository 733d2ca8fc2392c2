package ui_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// hostile is a text that would be somebody else's page if it were not escaped.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'{{.}}` + "`${7*7}`"

// hostileProvider has that text wherever a client can put one.
func hostileProvider(t *testing.T) (p *mock.Running, requestID, deliveryID string) {
	t.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Hostile", hostile)
		w.Header().Set("Location", "/"+hostile)
		w.WriteHeader(http.StatusFound)
		_, _ = w.Write([]byte(`{"broken": "` + hostile))
	}))
	t.Cleanup(receiver.Close)
	p = mock.Start(t, mock.Config{Seed: 7, Frozen: true, WebhookURL: receiver.URL})
	told, err := p.Workspace().Notify(t.Context(), control.Notice{
		LinkID: guideLink, Type: hostile, Code: hostile, RequestID: hostile, Data: json.RawMessage(`{"x": "</script>"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	settled(t, p)
	call, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+"/api/links/?"+url.Values{"x": {hostile}}.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	call.SetBasicAuth(p.SecretID, p.SecretPassword)
	answer, err := http.DefaultClient.Do(call)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return p, told.RequestID, told.DeliveryID
}

func TestHostileTextIsText(t *testing.T) {
	t.Parallel()
	p, request, delivery := hostileProvider(t)
	for _, path := range []string{
		"/", "/?q=" + url.QueryEscape(hostile) + "&link=" + url.QueryEscape(hostile) + "&type=" + url.QueryEscape(hostile) + "&verdict=" + url.QueryEscape(hostile),
		"/w/default/requests/" + url.PathEscape(request), "/w/default/deliveries/" + delivery, "/w/default/deliveries/" + delivery + "?diff=1:2",
		"/w/" + url.PathEscape(hostile) + "/", "/w/default/requests/" + url.PathEscape(hostile+"x"), "/" + url.PathEscape(hostile),
	} {
		answer, text := visit(t, p, path)
		if strings.HasPrefix(path, "/%") { // the vendor's API has what is no page
			continue
		}
		if strings.Contains(text, "<script>alert") || strings.Contains(text, "<img src=x") || strings.Contains(text, "ZgotmplZ") {
			t.Errorf("%s: the text is not escaped", path)
		}
		if got := answer.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'; script-src 'self'") {
			t.Errorf("%s: the policy is %q", path, got)
		}
	}
}

func TestHostileTextIsTextInFragments(t *testing.T) {
	t.Parallel()
	p, _, _ := hostileProvider(t)
	if fragment := firstPieces(t, p, "/?live=1.0"); !strings.Contains(fragment, "alert(1)") || strings.Contains(fragment, "<script>") {
		t.Errorf("the fragment is\n%.2000s", fragment)
	}
}

// firstPieces is the HTML of all pieces that a page is sent first. A page that
// was shown before anything happened has the mark 1.0.
func firstPieces(t *testing.T, p *mock.Running, path string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var pieces []struct{ HTML string }
		if data, ok := strings.CutPrefix(lines.Text(), "data: ["); ok && json.Unmarshal([]byte("["+data), &pieces) == nil {
			var all strings.Builder
			for _, piece := range pieces {
				all.WriteString(piece.HTML)
			}
			return all.String()
		}
	}
	t.Fatalf("no pieces came: %v", lines.Err())
	return ""
}
