package harness_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/harness"
)

// running is the client file, in a folder of its own, of a client that runs.
func running(t *testing.T, more string) (f *harness.ClientFile, folder string) {
	t.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/", http.StatusFound)
		case "/echo":
			fmt.Fprintf(w, `{"status": "pending", "items": [{"id": %q}]}`, fmt.Sprint(r.Method, " ", r.Header.Get("Content-Type"), " ", string(body)))
		case "/huge":
			for range 17 {
				_, _ = w.Write(make([]byte, 1<<20))
			}
		}
	}))
	t.Cleanup(receiver.Close)
	folder = t.TempDir()
	text := "name: running\ncallback: " + receiver.URL + "/hooks\n" + strings.ReplaceAll(more, "RECEIVER", receiver.URL)
	f, err := harness.ParseClient(filepath.Join(folder, "client.yaml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f, folder
}

// Commands are run at the file's folder, and what they print is their answer.
func TestOrders(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, more, trigger, probe string
		held                       harness.Holding
		output                     string
	}{
		{"commands", `
trigger: {exec: [sh, -c, 'printf "%s of %s with %s\n" "$0" "$1" "$2" | tee asked', "{link}", "{resource}", "{secret_password}"]}
probe: {exec: [sh, -c, 'echo looking >&2; echo "{\"status\": \"ready\", \"items\": [{\"id\": \"$(cat asked | wc -l)\"}]}"']}
`, "", "", harness.Holding{Status: "ready", Items: []harness.Held{{ID: "1"}}}, "looking\n"},
		{"commands that hold nothing", "probe: {exec: [echo]}\ntrigger: {exec: ['true']}", "", "^the client holds nothing of it$", harness.Holding{}, ""},
		{"commands that fail", `
trigger: {exec: [sh, -c, 'echo asking; echo no >&2; echo "such {{link}} of $0" >&2; exit 9', "{secret_password}"]}
probe: {exec: [sh, -c, 'echo not now; exit 1']}
`, `^trigger: sh: exited with 9 after \d\.\d s; its last words: no such \{link\} of \[redacted\]$`,
			`^probe: sh: exited with 1 after \d\.\d s; its last words: not now$`, harness.Holding{}, "no\nsuch {link} of [redacted]\n"},
		{"commands that say nothing", "trigger: {exec: ['false']}\nprobe: {exec: [./none]}",
			`^trigger: false: exited with 1 after \d\.\d s; it printed nothing$`, `^probe: \./none: fork/exec \./none: no such file or directory$`, harness.Holding{}, ""},
		{"a command that is killed", "trigger: {exec: [sh, -c, 'kill -9 $$']}\nprobe: {exec: [sh, -c, 'head -c 17000000 /dev/zero']}",
			`^trigger: sh: ended by signal: killed after \d\.\d s; it printed nothing$`, `^probe: sh: it printed more than 16777216 bytes$`, harness.Holding{}, ""},
		{"a wrong answer is quoted", "probe: {exec: [echo, '{\"status\": 1}', \"{secret_password}\"]}", "^trigger: the client does not offer it$",
			`^probe: echo answered \{"status": 1\} \[redacted\]: want \{"status": …, "items": \[…\]\} in JSON: invalid character 's' after top-level value$`, harness.Holding{}, ""},
		{"requests", `
trigger: {http: {url: RECEIVER/moved}}
probe: {http: {method: PUT, url: RECEIVER/echo, json: {n: 1, x: 1.5, t: true, z: null, l: ["{date_to}"]}}}
`, `^trigger: POST http://127\.0\.0\.1:\d+/moved answered 302: \(an empty body\); want 2xx$`, "", harness.Holding{Status: "pending", Items: []harness.Held{
			{ID: `PUT application/json {"l":["2026-01-31"],"n":1,"t":true,"x":1.5,"z":null}`},
		}}, ""},
		{"an answer without end", "probe: {http: {url: RECEIVER/huge}}\ntrigger: {http: {url: RECEIVER/ok, headers: {A: \"{secret_password}\\n\"}}}",
			`^trigger: POST http://127\.0\.0\.1:\d+/ok: net/http: invalid header field value for "A"$`,
			`^probe: GET http://127\.0\.0\.1:\d+/huge: its answer has more than 16777216 bytes$`, harness.Holding{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, _ := running(t, tt.more)
			c, err := f.Make(patient(t), provider)
			if err != nil {
				t.Fatal(err)
			}
			says(t, "trigger", c.Ask(patient(t), asking), tt.trigger)
			held, err := c.Held(patient(t), asking)
			says(t, "probe", err, tt.probe)
			if diff := cmp.Diff(tt.held, held); diff != "" {
				t.Errorf("held (-want +got):\n%s", diff)
			}
			if got := c.Output(); !strings.HasSuffix(got, tt.output) {
				t.Errorf("output is %q, want %q at its end", got, tt.output)
			}
			says(t, "gone", c.Gone(), "")
			says(t, "stop", c.Stop(patient(t)), "")
		})
	}
}

// A client that runs already is restarted as its file says.
func TestRestartOfARunningClient(t *testing.T) {
	t.Parallel()
	f, folder := running(t, "restart: {exec: [sh, -c, 'test ! -e no && echo again >> restarts']}")
	c, err := f.Make(patient(t), provider)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		says(t, "restart", c.Restart(patient(t)), "")
	}
	if got, err := os.ReadFile(filepath.Join(folder, "restarts")); string(got) != "again\nagain\n" {
		t.Errorf("restarted: %q %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(folder, "no"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, "restart that fails", c.Restart(patient(t)), `^restart: sh: exited with 1 after \d\.\d s; it printed nothing$`)
	says(t, "stop", c.Stop(patient(t)), "")
	says(t, "restart after the end", c.Restart(patient(t)), "^restart: the client was stopped$")

	other, _ := running(t, "")
	c, err = other.Make(patient(t), provider)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Restart(patient(t)); !errors.Is(err, harness.ErrNotOffered) {
		t.Errorf("a restart that is not offered: %v", err)
	}
}
