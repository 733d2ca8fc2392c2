package widget_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// host serves the example of an application, with the script of a provider.
func host(t *testing.T, p *mock.Running) string {
	t.Helper()
	text, err := os.ReadFile("../../../examples/widget/index.html")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(text), "http://127.0.0.1:8080", p.URL)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// logged waits until the application has heard something, and gives its lines.
func (b *tab) logged(word string) []string {
	b.t.Helper()
	b.until(`document.querySelector("#log").textContent.includes("` + word + ` ")`)
	text, err := chromedp.Run(b.ctx, chromedp.TextContent(chromedp.CSS("#log")))
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(text), "\n")
}

// inFrame clicks something in the widget's frame, once it is there: the frame's
// document changes meanwhile.
func (b *tab) inFrame(css string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		frames, err := chromedp.Run(ctx, chromedp.Nodes(chromedp.CSS("#belvo iframe")))
		if err == nil {
			soon, over := context.WithTimeout(ctx, patience/10)
			err = chromedp.Do(soon, chromedp.Click(chromedp.CSS(css), chromedp.FromNode(frames[0])))
			over()
		}
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("%s in the frame: %v", css, err)
		}
	}
}

// An application of another origin opens the widget by the script, and hears how
// it ended; the widget is gone then.
func TestTheScript(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	home := host(t, p)
	tests := []struct {
		name, outcome, wait string
		click               []string
		want                map[string]any // by callback
	}{
		{"success", "success", "callback", nil, map[string]any{"callback": []any{"{link}", "erebor_br_retail"}}},
		{"exit", "exit", "onExit", nil, map[string]any{"onExit": map[string]any{
			"last_encountered_error": nil, "meta_data": map[string]any{"institution_name": "", "step": "institution"},
		}}},
		{"an error, then exit", "error:institution_down", "onExit", []string{"[data-close]", "main .actions button"}, map[string]any{
			"onEvent": map[string]any{"eventName": "ERROR", "request_id": "{id}", "meta_data": map[string]any{
				"error_code": "institution_down", "error_message": "The institution cannot be reached at the moment.",
				"institution_name": "erebor_br_retail", "timestamp": "{now}",
			}},
			"onExit": map[string]any{
				"last_encountered_error": map[string]any{"code": "institution_down", "message": "The institution cannot be reached at the moment."},
				"meta_data":              map[string]any{"institution_name": "erebor_br_retail", "step": "credentials"},
			},
		}},
		{"a second factor", "mfa:inputless", "callback", []string{submit}, map[string]any{"callback": []any{"{link}", "erebor_br_retail"}}},
	}
	b := browse(t, p, "light", 1280, home)
	for _, tt := range tests {
		b.do(chromedp.Navigate(home + "/?belvo_mock_outcome=" + tt.outcome + "&access_token=" + token(t, p, linkScopes)))
		b.click("#connect")
		for _, css := range tt.click {
			b.inFrame(css)
		}
		got := map[string]any{}
		for _, line := range b.logged(tt.wait) {
			name, text, _ := strings.Cut(line, " ")
			var data any
			if err := json.Unmarshal([]byte(text), &data); err != nil {
				t.Fatalf("the application heard %q: %v", line, err)
			}
			got[name] = data
		}
		if diff := cmp.Diff(tt.want, settledWords(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		b.until(`!document.querySelector("#belvo iframe")`)
	}
	if info, err := p.Workspace().Info(t.Context()); err != nil || info.Counts.Links != 3 {
		t.Errorf("there are %d links, %v; want the first and two more", info.Counts.Links, err)
	}
}

// settledWords are what was heard, with names in place of what differs each time.
func settledWords(got map[string]any) map[string]any {
	if made, ok := got["callback"].([]any); ok && len(made[0].(string)) == 36 {
		made[0] = "{link}"
	}
	if event, ok := got["onEvent"].(map[string]any); ok {
		if len(event["request_id"].(string)) == 32 {
			event["request_id"] = "{id}"
		}
		if meta := event["meta_data"].(map[string]any); meta["timestamp"] != nil {
			meta["timestamp"] = "{now}"
		}
	}
	return got
}

// A page that holds the widget in a frame hears nothing that is meant for
// another.
func TestTheFrameTellsItsOwnPageAlone(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	visit, err := p.Host().OpenVisit(t.Context(), control.VisitSpec{AccessToken: token(t, p, linkScopes), Parent: "https://bank.example"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Host().ActInVisit(t.Context(), visit.ID, control.VisitAct{Outcome: "success"}); err != nil {
		t.Fatal(err)
	}
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!doctype html><link rel="icon" href="data:,"><script>onmessage = (m) => { document.title = "heard " + JSON.stringify(m.data); };</script>` +
			`<iframe src="` + p.URL + `/widget/visits/` + visit.ID + `" onload="document.body.dataset.loaded = 1"></iframe>`))
	}))
	t.Cleanup(thief.Close)
	b := browse(t, p, "light", 1280, thief.URL)
	b.excuse("postMessage") // the browser says that it was meant for another
	b.do(chromedp.Navigate(thief.URL))
	b.until(`document.body.dataset.loaded === "1"`)
	if title, err := chromedp.Run(b.ctx, chromedp.Title()); err != nil || title != "" {
		t.Errorf("the page %s, %v", title, err)
	}
}
