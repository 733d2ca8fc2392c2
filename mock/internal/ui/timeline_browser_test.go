package ui_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// guideLink is the link that the default workspace begins with.
const guideLink = "bcca0da9-a4c6-4830-9676-1d54682851d9"

// receiver answers with the statuses, one after another, then always 202.
func receiver(t *testing.T, statuses ...int) string {
	t.Helper()
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		status := http.StatusAccepted
		if i := int(n.Add(1)); i <= len(statuses) {
			status = statuses[i-1]
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// ask asks for a resource of the guide's link, asynchronously, and gives the
// request's id.
func ask(t *testing.T, p *mock.Running, resource string) string {
	t.Helper()
	body := fmt.Sprintf(`{"link": %q, "date_from": "2026-01-01", "date_to": "2026-01-31"}`, guideLink)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL+"/api/"+resource+"/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Belvo-Request-Mode", "async")
	r.SetBasicAuth(p.SecretID, p.SecretPassword)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusAccepted {
		t.Fatalf("asked for %s: %d %s %v", resource, answer.StatusCode, &text, err)
	}
	return strings.Split(text.String(), `"`)[3]
}

// settled runs everything that is due.
func settled(t *testing.T, p *mock.Running) {
	t.Helper()
	if _, err := p.Workspace().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// retriedProvider is a provider whose one webhook was retried twice.
func retriedProvider(t *testing.T) (p *mock.Running, requestID string) {
	t.Helper()
	p = mock.Start(t, mock.Config{Seed: 7, Frozen: true, WebhookURL: receiver(t, 500, 500)})
	requestID = ask(t, p, "transactions")
	settled(t, p)
	return p, requestID
}

func TestTimelineSaysWhyAWebhookWasRetried(t *testing.T) {
	t.Parallel()
	p, id := retriedProvider(t)
	b := browse(t, p, "light", 1280)
	b.open("/")
	b.shows("Retried twice: your receiver answered 500, but only 202 acknowledges. Acknowledged at the third attempt")
	b.shows(id)
}

func TestTimelineIsLive(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true, WebhookURL: receiver(t, 500)})
	b := browse(t, p, "light", 1280)
	b.open("/")
	b.shows("Nothing has been asked for yet")
	id := ask(t, p, "transactions")
	b.until(`document.getElementById("card-` + id + `")?.innerText.includes("Pending")`)
	settled(t, p)
	b.until(`document.getElementById("card-` + id + `")?.innerText.includes("Retried once")`)
	b.until(`!document.body.innerText.includes("Nothing has been asked for yet")`)
}

func TestResendByKey(t *testing.T) {
	t.Parallel()
	p, _ := retriedProvider(t)
	b := browse(t, p, "light", 1280)
	b.open("/")
	b.press("j")
	b.until(`document.querySelector("[data-card][aria-current]")`)
	b.press("r")
	seen, err := p.Workspace().Wait(t.Context(), control.Wait{Match: journal.Match{Kind: journal.KindAttempt}, Count: 4})
	if err != nil || len(seen) != 4 {
		t.Fatalf("there are %d attempts: %v", len(seen), err)
	}
	b.shows("Sent again.")
}

func TestTimelineIsAccessible(t *testing.T) {
	t.Parallel()
	p, _ := retriedProvider(t)
	empty := mock.Start(t, mock.Config{})
	for _, look := range looks {
		t.Run(fmt.Sprintf("%s at %d", look.theme, look.width), func(t *testing.T) {
			t.Parallel()
			b := browse(t, p, look.theme, look.width)
			b.open("/")
			b.accessible()
			b = browse(t, empty, look.theme, look.width)
			b.open("/")
			b.accessible()
		})
	}
}
