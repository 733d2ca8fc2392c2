package mock_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

func TestScenariosNearAndFar(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	far, err := control.NewClient(control.ClientConfig{URL: p.URL})
	if err != nil {
		t.Fatal(err)
	}
	for name, host := range map[string]control.Host{"near": p.Host(), "far": far} {
		t.Run(name, func(t *testing.T) {
			made, err := host.Create(t.Context(), control.WorkspaceSpec{
				Scenario: json.RawMessage(`"expiring-consent"`), Seed: new(uint64(9)),
				Webhook: &control.WebhookSpec{URL: "http://localhost:9/hook", Authorization: "Bearer x", Ack: "200"},
			})
			if err != nil || made.Seed != 9 || made.Counts.Links != 3 || made.Webhook.URL != "http://localhost:9/hook" || made.Webhook.Ack != "200" {
				t.Fatalf("%+v, %v", made, err)
			}
			w, err := host.Open(t.Context(), made.SecretID)
			if err != nil {
				t.Fatal(err)
			}
			document := "version: 1\nlatency: 7s\nseed: 5\nlinks:\n  - {name: ana, access_mode: single, external_id: a}\n"
			info, err := w.LoadScenario(t.Context(), []byte(document))
			if err != nil || info.SecretID != made.SecretID || info.Seed != 5 || info.Counts.Links != 1 ||
				info.Webhook.URL != "http://localhost:9/hook" || !info.Webhook.AuthorizationSet || info.Webhook.Ack != "200" {
				t.Errorf("loaded %+v, %v", info, err)
			}
			got, err := w.ExportScenario(t.Context())
			if err != nil || len(got.Links) != 1 || got.Links[0].Name != "ana" || got.Links[0].AccessMode != "single" ||
				time.Duration(*got.Latency) != 7*time.Second || *got.Seed != 5 {
				t.Errorf("exported %+v, %v", got, err)
			}
			again, err := w.Reset(t.Context(), control.ResetSpec{})
			if err != nil || again.Counts.Links != 1 || again.Seed != 5 {
				t.Errorf("reset: %+v, %v", again, err)
			}

			refused := func(err error) string {
				e, ok := errors.AsType[*control.Error](err)
				if !ok {
					return fmt.Sprint(err)
				}
				return fmt.Sprintf("%s %s %d %s", e.Code, e.Field, e.Line, e.Message)
			}
			_, err = w.LoadScenario(t.Context(), []byte("version: 1\nlinks:\n  - {name: ana, persona: elf}\n  - {person: x}\n"))
			if diff := cmp.Diff("invalid links[0].persona 3 scenario:3:26: links[0].persona: there is no persona \"elf\"\n"+
				"scenario:4:6: links[1].person: unknown key\nscenario:4:6: links[1].name: is missing", refused(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			_, err = w.LoadScenario(t.Context(), []byte("version: 1\nabsolute_dates: true\nlinks: [{name: a, transactions: [{amount: 1, value_date: 2200-01-01}]}]\n"))
			if got := refused(err); !strings.Contains(got, "links[0].transactions[0].value_date") || !strings.Contains(got, "lies in the future") {
				t.Errorf("a row of 2200 is refused with %s", got)
			}
			_, err = host.Create(t.Context(), control.WorkspaceSpec{Scenario: json.RawMessage(`{"version":2}`)})
			if got := refused(err); !strings.HasPrefix(got, "invalid scenario.version 1 scenario:1:12: version: 2 is not 1") {
				t.Errorf("another version is refused with %s", got)
			}
			_, err = host.Create(t.Context(), control.WorkspaceSpec{Scenario: json.RawMessage(`"rosy"`)})
			if got := refused(err); !strings.HasPrefix(got, `invalid scenario 0 There is no bundled scenario "rosy"; there are chaos,`) {
				t.Errorf("no scenario is refused with %s", got)
			}
			if info, err := w.Info(t.Context()); err != nil || info.Counts.Links != 1 {
				t.Errorf("what was refused has changed the world: %+v, %v", info, err)
			}
		})
	}
}

// Another URL does not get the Authorization of the one before.
func TestAScenarioSaysWhoIsTold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, webhook, url, ack string
		authorized              bool
	}{
		{"nothing", "{}", "http://localhost:9/hook", "202", true},
		{"what counts as heard", "{ack: 2xx}", "http://localhost:9/hook", "2xx", true},
		{"the same", "{url: 'http://localhost:9/hook'}", "http://localhost:9/hook", "202", true},
		{"somebody else", "{url: 'http://localhost:8/hook'}", "http://localhost:8/hook", "202", false},
		{"somebody else with a secret", "{url: 'http://localhost:8/hook', authorization: Bearer y}", "http://localhost:8/hook", "202", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{WebhookURL: "http://localhost:9/hook", WebhookAuth: "Bearer x"})
			info, err := p.Workspace().LoadScenario(t.Context(), []byte("version: 1\nwebhook: "+tt.webhook))
			if err != nil || info.Webhook.URL != tt.url || info.Webhook.AuthorizationSet != tt.authorized || info.Webhook.Ack != tt.ack {
				t.Errorf("%+v, %v", info.Webhook, err)
			}
		})
	}
}

// A scenario's own personas, limits, clock and count are those of its world.
func TestAScenarioIsAWorld(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	w := p.Workspace()
	info, err := w.LoadScenario(t.Context(), []byte(`
version: 1
absolute_dates: true
edition: "2026"
clock: {start: 2026-03-02T09:00:00-03:00, frozen: true, scale: 60}
limits: [deletes, quotas]
personas:
  - {id: br_student, summary: a student, country: BR, kind: individual, accounts: [{key: c, category: CHECKING_ACCOUNT}]}
links:
  - {name: crowd, count: 3, persona: br_student, refresh: 6h}
  - {name: ana, persona: br_student, username: ana@example.com, transactions: [{value_date: 2026-03-01, amount: 1}]}
faults:
  - {fault: delay, on: {link: crowd-2}, with: {by: 1m}}
`))
	if err != nil || info.Edition != "2026" || info.Counts.Links != 4 || !info.Clock.Frozen || info.Clock.Scale != 60 ||
		!info.Clock.Now.Equal(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)) {
		t.Fatalf("%+v, %v", info, err)
	}
	world, err := w.ExportScenario(t.Context())
	if err != nil || !slices.Equal(world.Limits, fixtures.Limits{"deletes", "quotas"}) || len(world.Personas) != 1 || world.Faults[0].On.Link != "crowd-2" ||
		world.Links[3].Transactions[0].ValueDate != "-1d" && world.Links[3].Transactions[0].ValueDate != "-24h" {
		t.Errorf("%s, %v", world.YAML(), err)
	}
	_, body := call(t, p, "GET", "/api/links/?page_size=10", "")
	if strings.Count(body, `"refresh_rate":"6h"`) != 3 {
		t.Errorf("the links are %s", body)
	}
	if _, err := mock.New(mock.Config{Scenario: &fixtures.Scenario{Version: 1, Links: []fixtures.ScenarioLink{{Name: "ana", Persona: "elf"}}}}); err == nil ||
		!strings.HasPrefix(err.Error(), "scenario: scenario.yaml:3:") {
		t.Errorf("a scenario that Go code has made is refused with %v", err)
	}
}

// Who opens a workspace by any credentials begins with the scenario too.
func TestAnyCredentialsBeginWithTheScenario(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Scenario: mock.LoadScenario(t, "mfa"), AnyCredentials: true})
	p.SecretID, p.SecretPassword = "somebody", "else"
	if _, body := call(t, p, "GET", "/api/links/?page_size=1", ""); !strings.Contains(body, `"count":7`) {
		t.Errorf("the links are %s", body)
	}
}

// What the page about scenarios shows can be played.
func TestTheDocumentedScenario(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	file := filepath.Join(t.TempDir(), "shown.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	shown := mock.LoadScenario(t, file)
	kinds := map[fixtures.ActKind]bool{}
	for _, act := range shown.Timeline {
		kinds[act.Do] = true
	}
	if len(kinds) != len(fixtures.ActKinds()) {
		t.Errorf("of %d kinds of acts it shows %d", len(fixtures.ActKinds()), len(kinds))
	}
	for _, name := range fixtures.Scenarios() {
		if !strings.Contains(string(page), "| `"+name+"` |") {
			t.Errorf("%s is not in the table", name)
		}
	}
	s := onStage(t, mock.Config{Scenario: shown})
	s.advance(4 * oneDay)
	s.playedWhole()
}

// A scenario that says nothing begins as the workspace was made, whatever was
// loaded in between.
func TestWhatAScenarioLeavesOut(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Seed: 3})
	made, err := p.Host().Create(t.Context(), control.WorkspaceSpec{Seed: new(uint64(9)), Edition: "2023", Limits: true})
	if err != nil {
		t.Fatal(err)
	}
	w, err := p.Host().Open(t.Context(), made.SecretID)
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range []string{"version: 1\nseed: 5\nedition: '2026'\nlatency: 90s\nlimits: []\nclock: {scale: 60}\n", "version: 1\n"} {
		if _, err := w.LoadScenario(t.Context(), []byte(document)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.ExportScenario(t.Context())
	if err != nil || *got.Seed != 9 || got.Edition != "2023" || time.Duration(*got.Latency) != time.Second || len(got.Limits) != 4 || got.Clock == nil || !got.Clock.Frozen || got.Clock.Scale != 1 {
		t.Errorf("%s, %v", got.YAML(), err)
	}
}
