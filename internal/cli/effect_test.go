package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestControlAddr(t *testing.T) {
	t.Parallel()
	r := start(t, "--control-addr", "127.0.0.1:0")
	if r.url == r.control {
		t.Fatalf("API and control are both at %s", r.url)
	}
	status(t, 200, ask(t, "GET", r.url+"/api/", pair, ""))
	status(t, 404, ask(t, "GET", r.url+"/_mock/version", "", ""))
	status(t, 200, ask(t, "GET", r.control+"/_mock/version", "", ""))
	status(t, 200, ask(t, "GET", r.url+"/readyz", "", ""))
	status(t, 200, ask(t, "GET", r.control+"/readyz", "", ""))
}

func TestSecretPair(t *testing.T) {
	t.Parallel()
	r := start(t, "--secret-id", "me", "--secret-password", "p:ass")
	status(t, 200, ask(t, "GET", r.url+"/api/", "me:p:ass", ""))
	status(t, 401, ask(t, "GET", r.url+"/api/", pair, ""))
	for _, shown := range []string{"secret id        me\n", "secret password  p:ass\n", "-u 'me:p:ass' "} {
		if !strings.Contains(r.banner, shown) {
			t.Errorf("the banner has no %q:\n%s", shown, r.banner)
		}
	}
}

func TestAnyCredentials(t *testing.T) {
	t.Parallel()
	r := start(t, "--any-credentials", "--max-workspaces", "2")
	status(t, 200, ask(t, "GET", r.url+"/api/", "a:1", ""))
	status(t, 401, ask(t, "GET", r.url+"/api/", "a:2", ""))
	status(t, 200, ask(t, "GET", r.url+"/api/", "b:1", ""))
	if left := ask(t, "GET", r.control+"/_mock/workspaces", "", ""); strings.Contains(left.body, `"secret_id":"a"`) || !strings.Contains(left.body, `"secret_id":"b"`) {
		t.Errorf("of two workspaces at most there are %s", left.body)
	}
	strict := start(t)
	status(t, 401, ask(t, "GET", strict.url+"/api/", "a:1", ""))
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	url, heard := webhooks(t, 202, "")
	r := start(t, "--webhook-url", url, "--webhook-auth", "Token a b", "--latency", "0", "--transactions-code", "my_code")
	status(t, 202, askTransactions(t, r, "transactions"))
	got := <-heard
	if got.Header.Get("Authorization") != "Token a b" || got.URL.Path != "/hook" || got.Pattern != "my_code" {
		t.Errorf("the webhook is %s to %s with %q", got.Pattern, got.URL, got.Header.Get("Authorization"))
	}
	if !strings.Contains(r.banner, "webhooks go to   "+url+"\n") {
		t.Errorf("the banner does not name %s:\n%s", url, r.banner)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for refused, want := range map[string]string{"stop": "given_up", "retry": "waiting"} {
		url, _ := webhooks(t, 400, `{"request_id": "ID"}`)
		r := start(t, "--webhook-url", url, "--latency", "0", "--retry", "1d", "--refused", refused)
		status(t, 202, askTransactions(t, r, "transactions"))
		w := workspace(t, r, "")
		wait(t, w, journal.Match{Kind: journal.KindAttempt})
		deliveries, err := w.Deliveries(t.Context())
		if err != nil || len(deliveries) != 1 {
			t.Fatalf("deliveries are %v, %v", deliveries, err)
		}
		if got := deliveries[0].State; got != want {
			t.Errorf("with --refused %s a refused delivery is %s, want %s", refused, got, want)
		}
	}
}

func TestSubscription(t *testing.T) {
	t.Parallel()
	w := workspace(t, start(t, "--ack", "2XX", "--ack-timeout", "2s", "--retry", "1s,1d"), "")
	got, err := w.Webhook(t.Context())
	if err != nil || got.Ack != "2xx" || got.Timeout.String() != "2s" || len(got.Retry) != 2 {
		t.Errorf("the webhook is %+v, %v", got, err)
	}
}

func TestEdition(t *testing.T) {
	t.Parallel()
	r := start(t, "--edition", "2023")
	if says := ask(t, "GET", r.url+"/api/", pair, "").header.Get("X-Belvo-Mock"); says != "dev; edition=2023" {
		t.Errorf("answers say %q", says)
	}
	if !strings.Contains(r.banner, "edition          2023\n") {
		t.Errorf("the banner does not name it:\n%s", r.banner)
	}
}

func TestAsync(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]int{"every": 202, "transactions": 201} {
		status(t, want, askTransactions(t, start(t, "--async", rule), "owners"))
	}
}

// The job is due after the latency, on the workspace's clock.
func TestLatency(t *testing.T) {
	t.Parallel()
	r := start(t, "--latency", "2d")
	status(t, 202, askTransactions(t, r, "transactions"))
	clock, err := workspace(t, r, "").Clock(t.Context())
	if err != nil || len(clock.Pending) != 1 {
		t.Fatalf("the clock is %+v, %v", clock, err)
	}
	if left := clock.Pending[0].Due.Sub(clock.Now); left > 48*time.Hour || left < 47*time.Hour {
		t.Errorf("the job is due in %s", left)
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	first, again := start(t, "--seed", "7"), start(t, "--seed", "7")
	ids := map[string]bool{}
	for _, r := range []*running{first, again, start(t, "--seed", "8"), start(t)} {
		info, err := workspace(t, r, "").Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		link, err := workspace(t, r, "").AddLink(t.Context(), control.LinkSpec{})
		if err != nil {
			t.Fatal(err)
		}
		ids[link.ID] = true
		if !strings.Contains(r.banner, fmt.Sprintf("seed             %d\n", info.Seed)) {
			t.Errorf("the seed is %d, the banner\n%s", info.Seed, r.banner)
		}
	}
	if len(ids) != 3 {
		t.Errorf("seeds 7, 7, 8 and a drawn one give %d ids of a link", len(ids))
	}
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	persona := `personas:
  - id: br_student
    summary: a student
    country: BR
    kind: individual
    accounts:
      - {key: checking, category: CHECKING_ACCOUNT, balance: [150, 400]}
`
	if err := os.WriteFile(filepath.Join(folder, "personas.yaml"), []byte(persona), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want bool
	}{{[]string{"--fixtures", folder}, true}, {nil, false}} {
		got := ask(t, "GET", start(t, tt.args...).control+"/_mock/catalogue/personas", "", "").body
		if strings.Contains(got, "br_student") != tt.want || !strings.Contains(got, "br_salaried") {
			t.Errorf("with %v the personas are %s", tt.args, got)
		}
	}
}

// A scenario is the world of the default workspace, and the banner's curl works
// in it.
func TestScenario(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "mine.yaml")
	text := "version: 1\nseed: 77\nedition: '2026'\nwebhook: {url: 'http://localhost:9/hook'}\nlinks:\n  - {name: bia, external_id: from-the-file}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, "--scenario", file)
	links := ask(t, "GET", r.url+"/api/links/", pair, "").body
	if !strings.Contains(links, `"external_id":"from-the-file"`) || strings.Contains(links, guideLink) {
		t.Errorf("the links are %s", links)
	}
	_, id, _ := strings.Cut(links, `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	for _, shown := range []string{"scenario         " + file, "seed             77\n", "edition          2026\n", "webhooks go to   http://localhost:9/hook\n", `"link": "` + id + `"`} {
		if !strings.Contains(r.banner, shown) {
			t.Errorf("the banner has no %q:\n%s", shown, r.banner)
		}
	}
	for _, environ := range [][]string{{"BELVO_MOCK_SCENARIO=mfa"}, {"BELVO_MOCK_CONFIG=" + settingsFile(t, "scenario: mfa\n")}} {
		by, err := begin(environ)
		if err != nil {
			t.Fatal(err)
		}
		if got := ask(t, "GET", by.url+"/api/links/?page_size=1", pair, "").body; !strings.Contains(got, `"count":7`) {
			t.Errorf("with %v the links are %s", environ, got)
		}
		by.end()
	}
}

func settingsFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "flags.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPublicURL(t *testing.T) {
	t.Parallel()
	r := start(t, "--public-url", "https://belvo.example")
	got := ask(t, "GET", r.url+"/api/institutions/?page_size=1", pair, "").body
	if !strings.Contains(got, `"next":"https://belvo.example/api/institutions/?`) {
		t.Errorf("the page is %s", got)
	}
	if strings.Contains(r.banner, "belvo.example") {
		t.Errorf("the banner does not show where it is from here:\n%s", r.banner)
	}
}

func TestJournalLimits(t *testing.T) {
	t.Parallel()
	for _, limit := range []string{"--journal-entries=3", "--journal-bytes=1KiB"} {
		r := start(t, limit)
		for range 10 {
			status(t, 200, ask(t, "GET", r.url+"/api/links/", pair, ""))
		}
		page, err := workspace(t, r, "").Journal(t.Context(), journal.Query{})
		if err != nil || page.Dropped == 0 || len(page.Items) > 5 {
			t.Errorf("with %s the journal keeps %d entries and has dropped %d: %v", limit, len(page.Items), page.Dropped, err)
		}
	}
}

func TestControlGuard(t *testing.T) {
	t.Parallel()
	r := start(t, "--control-token", "t0ken", "--allow-origin", "http://a.example", "--allow-origin", "http://b.example")
	list := r.control + "/_mock/workspaces"
	status(t, 401, ask(t, "GET", list, "", ""))
	status(t, 200, ask(t, "GET", list, "", "", "Authorization: Bearer t0ken"))
	for _, origin := range []string{"http://a.example", "http://b.example"} {
		got := ask(t, "GET", list, "", "", "Authorization: Bearer t0ken", "Origin: "+origin)
		if got.status != 200 || got.header.Get("Access-Control-Allow-Origin") != origin {
			t.Errorf("a page of %s is answered %d %v", origin, got.status, got.header)
		}
	}
	status(t, 403, ask(t, "GET", list, "", "", "Authorization: Bearer t0ken", "Origin: http://c.example"))
	if !strings.Contains(r.banner, "-H 'Authorization: Bearer t0ken' "+r.control) {
		t.Errorf("the banner shows a journal that cannot be read:\n%s", r.banner)
	}
}

// What is read only can be used and watched, and nobody steers it.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	r := start(t, "--read-only", "--latency", "0")
	status(t, 202, askTransactions(t, r, "transactions"))
	status(t, 200, ask(t, "GET", r.control+"/_mock/workspaces/default/journal", "", ""))
	status(t, 403, ask(t, "POST", r.control+"/_mock/workspaces", "", ""))
	status(t, 403, ask(t, "POST", r.control+"/_mock/reports", "", `{"client":"c"}`))
	wait(t, workspace(t, r, ""), journal.Match{Kind: journal.KindJob})
	status(t, 201, ask(t, "POST", start(t).control+"/_mock/workspaces", "", ""))
}

func TestAllowPublicTargets(t *testing.T) {
	t.Parallel()
	start(t, "--allow-public-targets", "--webhook-url", "http://8.8.8.8/hook")
	if _, err := begin(nil, "--webhook-url", "http://8.8.8.8/hook"); err == nil {
		t.Error("a public webhook is taken without the flag")
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	const accounts = `{"link": "bcca0da9-a4c6-4830-9676-1d54682851d9"}`
	status(t, 408, ask(t, "POST", start(t, "--limits", "--latency", "6m").url+"/api/accounts/", pair, accounts))
	status(t, 201, ask(t, "POST", start(t, "--latency", "6m").url+"/api/accounts/", pair, accounts))
}
