package ui_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// clicked clicks the first element that a selector finds, wherever it stands.
func clicked(css string) chromedp.Action[chromedp.Void] {
	return script(`document.querySelector(` + quoted(css) + `).click()`)
}

// selected chooses a value of a select, as a person does.
func selected(css, value string) chromedp.Action[chromedp.Void] {
	return script(`(e => { e.value = ` + quoted(value) + `; e.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector(` + quoted(css) + `))`)
}

// assured says yes to what the page asks.
func assured() chromedp.Action[chromedp.Void] { return script(`window.confirm = () => true`) }

func script(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void]("{" + text + "};0")
}

func quoted(text string) string {
	b, _ := json.Marshal(text) // a string can be
	return string(b)
}

// read makes a GET as the client.
func read(t *testing.T, p *mock.Running, path string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(p.SecretID, p.SecretPassword)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s is answered %d", path, answer.StatusCode)
	}
}

func TestRuleIsMadeCountedAndRemoved(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true})
	b := browse(t, p, "light", 1280)
	b.excuse("400")
	b.excuse("500") // the error that is made to happen
	b.open("/w/default/faults")
	b.shows("No rule")
	b.fill("#seek", "documented error")
	b.do(clicked(`[data-fault]:not([hidden]) a`))
	b.until(`document.querySelector('input[name="fault"]')?.value === "error"`)
	b.fill("#f-times", "-1")
	b.click("#rule .button.primary")
	b.until(`document.querySelector("#e-times").textContent === "It is negative." && document.activeElement.name === "times"`)
	b.fill("#f-times", "2")
	b.do(selected("#f-on\\.method", "GET"))
	b.fill(`[name="on.path"]`, "/api/accounts/")
	b.do(selected("#f-with\\.code", "institution_down"))
	b.click("#rule .button.primary")
	b.shows("1 rule")
	b.shows("1 fault is active.")
	active, err := p.Workspace().Faults(t.Context())
	want := fault.Rule{Fault: "error", On: fault.On{Method: "GET", Path: "/api/accounts/"}, Times: 2, With: fault.With{Code: "institution_down"}}
	if err != nil || len(active) != 1 || active[0].On != want.On || active[0].With != want.With || active[0].Times != want.Times {
		t.Fatalf("the rules are %+v: %v", active, err)
	}
	hit(t, p, "/api/accounts/")
	b.until(`document.querySelector(".hits dd").innerText === "1"`)
	b.until(`document.querySelector("#yaml").textContent.includes("institution_down")`)
	b.do(clicked(`.rules button[data-call^="DELETE"]`))
	b.shows("No rule")
	b.until(`!document.body.innerText.includes("fault is active")`)
	if active, err = p.Workspace().Faults(t.Context()); err != nil || len(active) != 0 {
		t.Errorf("the rules are %+v: %v", active, err)
	}
}

// hit makes a GET that a fault spoils.
func hit(t *testing.T, p *mock.Running, path string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(p.SecretID, p.SecretPassword)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
}

// The example of every fault can be made from the page as it stands.
func TestEveryFaultHasAPage(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	for _, f := range fault.Catalogue() {
		if answer, text := visit(t, p, "/w/default/faults?fault="+f.ID); answer.StatusCode != 200 || !strings.Contains(text, `name="fault" value="`+f.ID+`"`) {
			t.Errorf("the page of %s is answered %d", f.ID, answer.StatusCode)
		}
	}
	if answer, text := visit(t, p, "/w/default/faults?fault=none"); answer.StatusCode != 404 || !strings.Contains(text, "There is no fault none.") {
		t.Errorf("the page of no fault is answered %d", answer.StatusCode)
	}
}

func TestClockIsMovedFromThePage(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true, WebhookURL: receiver(t, 500)})
	ask(t, p, "transactions")
	b := browse(t, p, "light", 1280)
	b.excuse("400")
	b.open("/w/default/clock")
	b.shows("the bank is done collecting transactions")
	from := now(t, p)
	b.do(clicked(`[data-body='{"by":"10s"}']`))
	b.shows("Advanced by 10s")
	b.shows("is sent again, the second attempt")
	if got := now(t, p).Sub(from); got != 10*time.Second {
		t.Errorf("the clock moved by %s", got)
	}
	b.fill("#by", "soon")
	b.click(".short .button")
	b.until(`document.querySelector("#e-by").textContent !== ""`)
	b.fill("#by", "36h")
	b.click(".short .button")
	b.shows("Advanced by 36h")
	if got := now(t, p).Sub(from); got != 36*time.Hour+10*time.Second {
		t.Errorf("the clock moved by %s", got)
	}
	b.shows("Nothing is pending")
	b.do(clicked(`[data-body='{"frozen":false}']`))
	b.shows("Flowing")
	if c, err := p.Workspace().Clock(t.Context()); err != nil || c.Frozen {
		t.Errorf("the clock is frozen: %v %v", c.Frozen, err)
	}
}

func now(t *testing.T, p *mock.Running) time.Time {
	t.Helper()
	c, err := p.Workspace().Clock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c.Now
}

func TestHeldWebhooksAreReleased(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true, WebhookURL: receiver(t)})
	if _, err := p.Workspace().AddFault(t.Context(), fault.Rule{Fault: "hold"}); err != nil {
		t.Fatal(err)
	}
	ask(t, p, "transactions")
	b := browse(t, p, "light", 1280)
	b.open("/w/default/clock")
	b.do(clicked(`button[data-call$="/clock/settle"]`))
	b.shows("1 webhook is held")
	b.do(clicked(`button[data-call$="/deliveries/release"]`))
	b.until(`!document.body.innerText.includes("webhook is held")`)
	if _, err := p.Workspace().Wait(t.Context(), control.Wait{Match: journal.Match{Kind: journal.KindAttempt}}); err != nil {
		t.Error(err)
	}
}

// An Advance waits for a receiver that does not answer, and the page says so.
func TestClockSaysWhatAnAdvanceWaitsFor(t *testing.T) {
	t.Parallel()
	answers := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		<-answers
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(silent.Close)
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true, WebhookURL: silent.URL})
	window := control.Duration(time.Minute)
	if _, err := p.Workspace().SetWebhook(t.Context(), control.WebhookSpec{URL: silent.URL, Timeout: &window}); err != nil {
		t.Fatal(err)
	}
	ask(t, p, "transactions")
	b := browse(t, p, "light", 1280)
	b.open("/w/default/clock")
	b.do(clicked(`button[data-call$="/clock/settle"]`))
	b.shows("Settled: waits.")
	b.shows("attempt 1")
	b.accessible()
	close(answers)
	b.until(`!document.body.innerText.includes("waits.")`)
	b.shows("Nothing is pending")
}

func TestFaultsAndClockAreAccessible(t *testing.T) {
	t.Parallel()
	p, _ := retriedProvider(t)
	for _, rule := range []fault.Rule{{Fault: "hold"}, {Fault: "job_slow", On: fault.On{Resource: "owners"}, Times: 1, With: fault.With{By: control.Duration(time.Hour)}}} {
		if _, err := p.Workspace().AddFault(t.Context(), rule); err != nil {
			t.Fatal(err)
		}
	}
	ask(t, p, "accounts")
	settled(t, p)
	empty := madeWorkspace(t, p)
	if _, err := p.Workspace().RefreshLink(t.Context(), guideLink); err != nil {
		t.Fatal(err)
	}
	held(t, p, "/w/default/faults", "/w/default/faults?fault=latency", "/w/default/clock", "/w/"+empty+"/faults", "/w/"+empty+"/clock", "/w/default/faults?fault=none")
}
