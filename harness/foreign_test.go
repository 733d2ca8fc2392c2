package harness_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/harness"
)

const littleSecret = `s3cret "&<{link}>`

var (
	provider = harness.Whereabouts{BaseURL: "http://127.0.0.1:1", SecretID: "an-id", SecretPassword: littleSecret}
	asking   = harness.Asking{Link: `l"1&{port}`, Resource: "transactions", From: "2026-01-01", To: "2026-01-31"}
)

// patient is time for what happens, and short for what hangs.
func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	return ctx
}

func clientOf(t *testing.T, text string) *harness.ClientFile {
	t.Helper()
	f, err := harness.ParseClient("client.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// made brings a client under way for a test.
func made(t *testing.T, text string) harness.Subject {
	t.Helper()
	c, err := clientOf(t, text).Make(patient(t), provider)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return c
}

const wellBehaved = `
trigger: {http: {method: POST, url: "http://127.0.0.1:{port}/sync", headers: {Authorization: "Bearer {secret_id}"}, json: {link: "{link}", resource: "{resource}", date_from: "{date_from}", date_to: "{date_to}"}}}
probe:   {http: {url: "http://127.0.0.1:{port}/held?link={link}&resource={resource}"}}
declares: {webhook_authorization: "Bearer t0ken"}
`

// A client that behaves is asked, looked at and restarted, and ends with the
// scenario.
func TestForeign(t *testing.T) {
	t.Parallel()
	ctx, c := patient(t), made(t, littleFile("talks serves", wellBehaved))
	if _, err := c.Held(ctx, asking); !errors.Is(err, harness.ErrNothingHeld) {
		t.Errorf("before it was asked it holds: %v", err)
	}
	if err := c.Ask(ctx, asking); err != nil {
		t.Fatal(err)
	}
	got, err := c.Held(ctx, asking)
	want := harness.Holding{Status: "ready", Items: []harness.Held{{
		ID: `map[date_from:2026-01-01 date_to:2026-01-31 link:l"1&{port} resource:transactions] Bearer an-id`,
	}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("held (%v) (-want +got):\n%s", err, diff)
	}
	if got := c.Output(); got != "listening soon, with [redacted] and no [redacted]\n" {
		t.Errorf("output is %q", got)
	}
	callback, before := c.Callback(), environmentOf(t, c)
	if err := c.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Held(ctx, asking); !errors.Is(err, harness.ErrNothingHeld) {
		t.Errorf("after a restart the memory is still there: %v", err)
	}
	if diff := cmp.Diff(before, environmentOf(t, c)); diff != "" || callback != c.Callback() {
		t.Errorf("a restart changes %s to %s and (-before +after):\n%s", callback, c.Callback(), diff)
	}
	if err := c.Gone(); err != nil {
		t.Errorf("gone: %v", err)
	}
	if err := errors.Join(c.Stop(ctx), c.Stop(ctx)); err != nil {
		t.Errorf("stop, twice: %v", err)
	}
	if err := c.Gone(); err == nil || err.Error() != "the client was stopped" {
		t.Errorf("gone after stop: %v", err)
	}
}

// environmentOf is folder, port and whereabouts as the client sees them.
func environmentOf(t *testing.T, c harness.Subject) (environment []string) {
	t.Helper()
	answer, err := http.Get(strings.Replace(c.Callback(), "/webhooks/belvo", "/env", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&environment); err != nil {
		t.Fatal(err)
	}
	folder, _ := os.Getwd()
	if want := []string{folder, environment[1], provider.BaseURL, provider.SecretID, provider.SecretPassword}; cmp.Diff(want, environment) != "" {
		t.Errorf("the client is at %q, want %q", environment, want)
	}
	return environment
}

// Clients that do not come up are judged: the error says what happened.
func TestForeignThatDoesNotComeUp(t *testing.T) {
	t.Parallel()
	unwilling := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	t.Cleanup(unwilling.Close)
	nobody := vacantAddress(t)
	tests := []struct {
		name, file string
		within     time.Duration
		want       string
	}{
		{"dies at once", littleFile("dies", ""), deadline,
			`^before it was ready, the client exited with 3 after \d\.\d s; its last words: no settings, so no client$`},
		{"ends well, but too early", littleFile("", "") + "\n", deadline, `^before it was ready, the client exited with 0 after`},
		{"never ready", strings.Replace(littleFile("talks waits", ""), "http://127.0.0.1:{port}/healthz", unwilling.URL, 1), time.Second,
			`^the client was not ready within \d\.\d s: GET http://127\.0\.0\.1:\d+ answered 503; `},
		{"never listens", strings.Replace(littleFile("waits", ""), "  ready: http://127.0.0.1:{port}/healthz\n", "", 1), time.Second,
			`^the client was not ready within \d\.\d s: callback 127\.0\.0\.1:\d+: connection refused; it printed nothing$`},
		{"is not there", "name: x\nstart: {exec: [./no-such-program]}\ncallback: http://" + nobody, deadline,
			`^start: exec: fork/exec \./no-such-program: no such file or directory$`},
		{"is not in the path", "name: x\nstart: {exec: [no-such-program]}\ncallback: http://" + nobody, deadline,
			`^start: exec: exec: "no-such-program": executable file not found in \$PATH$`},
		{"does not run already", "name: x\ncallback: http://" + nobody, time.Second,
			`^no client was found within \d\.\d s: callback 127\.0\.0\.1:\d+: connection refused; start it first, or let start do it$`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), tt.within)
			defer cancel()
			f := clientOf(t, tt.file)
			_, err := f.Make(ctx, provider)
			says(t, "make", err, tt.want)
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				_, err = f.Make(patient(t), provider) // which has more time than it takes
				says(t, "make again", err, strings.Replace(tt.want, "^", "^as before, ", 1))
			}
		})
	}
}

// vacantAddress is one at which nobody listens.
func vacantAddress(t *testing.T) string {
	t.Helper()
	kept, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	return kept.LocalAddr().String()
}

// What a client does with an order is told in words.
func TestForeignThatMisbehaves(t *testing.T) {
	t.Parallel()
	to := func(path string) string {
		return fmt.Sprintf("trigger: {http: {url: \"http://127.0.0.1:{port}%s\"}}\nprobe: {http: {url: \"http://127.0.0.1:{port}%s\"}}\n", path, path)
	}
	tests := []struct {
		name        string
		more        string
		limit       time.Duration // for the orders; it runs from when the case does
		trigger     string
		probe, gone string
	}{
		{"refuses", to("/refuse"), deadline,
			`^trigger: POST http://127\.0\.0\.1:\d+/refuse answered 409: no such bank, and the secret is \[redacted\]; want 2xx$`,
			`^probe: GET http://127\.0\.0\.1:\d+/refuse answered 409: no such bank, and the secret is \[redacted\]; want 200, or 404 if nothing is held$`, ""},
		{"dies later", to("/die"), deadline,
			`^trigger: the client exited with 7 after \d\.\d s; its last words: panic: out of cheese, and of \[redacted\] \(POST http://127\.0\.0\.1:\d+/die: (EOF|connection reset by peer)\)$`,
			`^probe: the client exited with 7 after \d\.\d s; its last words: panic: out of cheese, and of \[redacted\]$`,
			`^the client exited with 7 after`},
		{"hangs", to("/hang"), 2 * time.Second,
			`^trigger: POST http://127\.0\.0\.1:\d+/hang did not answer within \d\.\d s$`,
			`^probe: GET http://127\.0\.0\.1:\d+/hang did not answer within \d\.\d s$`, ""},
		{"says nothing of itself", "", deadline, `^trigger: the client does not offer it$`, `^probe: the client does not offer it$`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := made(t, littleFile("serves", tt.more))
			ctx, cancel := context.WithTimeout(t.Context(), tt.limit)
			defer cancel()
			trigger := c.Ask(ctx, asking)
			_, probe := c.Held(ctx, asking)
			says(t, "trigger", trigger, tt.trigger)
			says(t, "probe", probe, tt.probe)
			says(t, "gone", c.Gone(), tt.gone)
		})
	}
}

// says holds an error against a pattern; none is for no error.
func says(t *testing.T, what string, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err == nil:
	case want == "" || err == nil || !regexp.MustCompile(want).MatchString(err.Error()):
		t.Errorf("%s:\ngot  %v\nwant %s", what, err, want)
	}
}

// A client that does not come back is not waited for once the scenario is over.
func TestForeignIsStoppedWhileItRestarts(t *testing.T) {
	t.Parallel()
	address, next := listener(t)
	f, err := harness.ParseClient(filepath.Join(t.TempDir(), "client.yaml"), []byte(tattling("once serves", address)))
	if err != nil {
		t.Fatal(err)
	}
	c, err := f.Make(patient(t), provider)
	if err != nil {
		t.Fatal(err)
	}
	restarted := make(chan error, 1)
	go func() { restarted <- c.Restart(context.WithoutCancel(t.Context())) }()
	second := next()
	says(t, "stop", c.Stop(patient(t)), "")
	says(t, "restart", <-restarted, "^restart: the client was stopped$")
	says(t, "ask", c.Ask(patient(t), asking), "not offer")
	hasEnded(t, second)
}

// A flood is bounded, and does not stop the client.
func TestForeignThatFloods(t *testing.T) {
	t.Parallel()
	c := made(t, littleFile("floods serves", ""))
	got := c.Output()
	if len(got) > 64<<10 || len(got) < 60<<10 || !strings.HasSuffix(got, "reads\nthe flood is over\n") || !strings.HasPrefix(got, "line ") {
		t.Errorf("%d bytes are kept, from %.40q", len(got), got)
	}
}
