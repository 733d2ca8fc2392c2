package ui_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/belvo-mock/belvo-mock/mock"
)

//go:embed testdata/axe/axe.min.js
var axe string

// chromium is the one browser of all tests, started by the first.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocated)
	closeBrowser = func() { _ = chromedp.Cancel(ctx); stop() }
	return ctx, chromedp.Do(ctx)
})

var closeBrowser = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	closeBrowser()
	os.Exit(code)
}

// patience is how long a page may take to do what a test waits for. A test that
// passes does not wait for it.
const patience = 30 * time.Second

// A tab is a page in Chromium. The test fails if the page complains on its
// console or asks another host for anything.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	wait time.Duration // how long until waits

	mu       sync.Mutex
	troubles []string
	excused  []string
}

// browse opens a tab on a provider, in a theme (light or dark) and a width. It
// skips the test where there is no Chromium, unless REQUIRE_ALL is set.
func browse(t *testing.T, p *mock.Running, theme string, width int64) *tab {
	t.Helper()
	parent, err := chromium()
	if err != nil {
		if os.Getenv("REQUIRE_ALL") != "" {
			t.Fatalf("there is no Chromium, and REQUIRE_ALL is set: %v", err)
		}
		t.Skipf("there is no Chromium: %v", err)
	}
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, base: p.URL, wait: patience}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil { // the first call must have no end
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	for _, enable := range []func() error{
		func() error { _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); return err },
		func() error { _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); return err },
		func() error {
			features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
			return err
		},
	} {
		if err := enable(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(b.judge)
	return b
}

// hear takes down what a page must not do.
func (b *tab) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.trouble("threw %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			b.trouble("console %s: %v", e.Type, e.Args)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.trouble("log: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && u.Scheme != "data" && u.Scheme != "about" && u.Scheme+"://"+u.Host != b.base {
			b.trouble("asked another host: %s", e.Request.URL)
		}
	}
}

func (b *tab) trouble(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.troubles = append(b.troubles, fmt.Sprintf(format, args...))
}

// excuse lets the page complain of something that the test makes happen, such as
// a refusal.
func (b *tab) excuse(part string) { b.excused = append(b.excused, part) }

func (b *tab) judge() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, trouble := range b.troubles {
		if !slices.ContainsFunc(b.excused, func(part string) bool { return strings.Contains(trouble, part) }) {
			b.t.Errorf("the page %s", trouble)
		}
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for i, step := range steps {
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		err := chromedp.Do(ctx, step)
		cancel()
		if err != nil {
			b.t.Fatalf("step %d in the browser: %v\nthe page says:\n%s", i+1, err, b.says())
		}
	}
}

// says is the text of the page, for people.
func (b *tab) says() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	return text
}

// open goes to a page.
func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// click clicks the first element that a selector finds.
func (b *tab) click(css string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(css)))
}

// fill puts a text into a field in place of what it holds.
func (b *tab) fill(css, text string) {
	b.t.Helper()
	b.until(`document.readyState === "complete"`) // or the field may be one of a page that goes
	b.do(script(`document.querySelector(`+quoted(css)+`).value = ""`), chromedp.SendKeys(chromedp.CSS(css), text))
}

// press sends keys to the page.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// until waits for a JavaScript expression to be true, also on the page that comes
// next.
func (b *tab) until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, b.wait)
	defer cancel()
	for !b.comes(ctx, expression) {
		if ctx.Err() != nil {
			b.t.Fatalf("%s did not come true\nthe page says:\n%s", expression, b.says())
		}
	}
}

// comes waits a while for an expression to be true. A page that goes takes the
// waiting with it, so that the page that comes is asked anew.
func (b *tab) comes(ctx context.Context, expression string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(20*time.Millisecond)))
	return err == nil
}

// shows waits until the page shows a text.
func (b *tab) shows(text string) {
	b.t.Helper()
	quoted, _ := json.Marshal(text)
	b.until(`document.body.innerText.includes(` + string(quoted) + `)`)
}

// accessible holds the page against axe-core's rules, its best practices too, and
// sees that it is not wider than the window. What is not ours is left out by its
// selector.
func (b *tab) accessible(except ...string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	left, _ := json.Marshal(append([]string{}, except...)) // texts can always be written
	run := `axe.run({include: [["html"]], exclude: ` + string(left) + `.map(s => [s])}, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + "\n    " + ` +
		`v.nodes.slice(0, 5).map(n => n.html.slice(0, 200) + " " + n.failureSummary.replace(/\s+/g, " ")).join("\n    ")))`
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](axe+";0")); err != nil {
		b.t.Fatal(err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, violation := range found {
		b.t.Errorf("not accessible: %s", violation)
	}
	const spill = `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? "" : location.pathname + " by " + ` +
		`[...document.querySelectorAll("main *")].filter(e => !e.closest(".scroll") && e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 120)).slice(0, 3).join("\n    ")`
	wide, err := chromedp.Run(ctx, chromedp.Evaluate[string](spill))
	if err != nil || wide != "" {
		b.t.Errorf("wider than its window: %s (%v)", wide, err)
	}
}

// looks are the themes and widths in which every page has to be right.
var looks = []struct {
	theme string
	width int64
}{{"light", 1280}, {"dark", 1280}, {"light", 390}, {"dark", 360}}
