package mock_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// What is exported begins another world that is exported the same.
func TestWhatIsExportedCanBePlayed(t *testing.T) {
	t.Parallel()
	for _, name := range fixtures.Scenarios() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, links := plays(t, name)
			s.advance(90 * time.Minute)
			for _, id := range links {
				s.post("transactions", id, true)
				break
			}
			_, err := s.AddLink(t.Context(), control.LinkSpec{Persona: "mx_salaried", Transactions: []control.TransactionSpec{
				{Amount: "12.30", Type: new("INFLOW"), Status: new("PENDING"), ValueDate: new("2026-02-28"), Description: new("made by hand")},
			}})
			s.must(err)
			first, err := s.ExportScenario(t.Context())
			s.must(err)
			info, err := s.LoadScenario(t.Context(), first.YAML())
			if err != nil {
				t.Fatalf("what was exported is refused: %v\n%s", err, first.YAML())
			}
			s.want(info.Counts.Links == len(links)+1, "there are %d links, want %d and one", info.Counts.Links, len(links))
			s.playedWhole()
			second, err := s.ExportScenario(t.Context())
			s.must(err)
			if diff := cmp.Diff(string(first.YAML()), string(second.YAML())); diff != "" {
				t.Errorf("(-first +second):\n%s", diff)
			}
		})
	}
}

func TestExportSpeaksYAMLToWhoAsks(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Scenario: mock.LoadScenario(t, "mfa")})
	path := "/_mock/workspaces/default/scenario"
	status, text := call(t, p, "GET", path, "", "Accept", "application/yaml")
	if status != http.StatusOK || !strings.HasPrefix(text, "version: 1\nname: mfa\n") {
		t.Errorf("%d %s", status, text)
	}
	status, text = call(t, p, "GET", path, "")
	if status != http.StatusOK || !strings.HasPrefix(text, `{"version":1,"name":"mfa",`) {
		t.Errorf("%d %s", status, text)
	}
	if status, text := call(t, p, "POST", path, text); status != http.StatusOK {
		t.Errorf("as JSON it is answered %d %s", status, text)
	}
}

// Every act of a timeline, once; what cannot be done is said.
func TestEveryAct(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url})
	w := p.Workspace()
	_, err := w.LoadScenario(t.Context(), []byte(`
version: 1
latency: 0s
links:
  - {name: ana, institution: ofmockbank_br_retail, persona: br_salaried, collected: true, transactions: [{amount: 5, status: PENDING, value_date: -1h}]}
timeline:
  - {at: 1m, link: ana, do: add_transactions, transactions: [{amount: 7.25, account: savings, value_date: -30s}]}
  - {at: 2m, link: ana, do: settle_pending}
  - {at: 3m, link: ana, do: delete_transactions, count: 1}
  - {at: 4m, do: add_fault, fault: {id: held, fault: hold, on: {link: ana}, times: 1}}
  - {at: 5m, link: ana, do: notify, webhook_type: ACCOUNTS, webhook_code: made_up, data: {a: 1.50}}
  - {at: 6m, do: release}
  - {at: 7m, do: clear_faults}
  - {at: 8m, link: ana, do: set_status, status: token_required}
  - {at: 9m, link: ana, do: set_status, status: valid}
  - {at: 10m, link: ana, do: refresh}
  - {at: 11m, link: ana, do: expire_consent}
  - {at: 12m, link: ana, do: delete_link}
  - {at: 13m, link: ana, do: refresh}
`))
	if err != nil {
		t.Fatal(err)
	}
	world, err := w.ExportScenario(t.Context())
	if err != nil || len(world.Timeline) != 13 {
		t.Fatalf("%d acts are left, %v", len(world.Timeline), err)
	}
	link := world.Links[0].ID
	settled, err := w.Settle(t.Context())
	if err != nil || settled.Ran != 0 {
		t.Errorf("settle ran %d acts, %v", settled.Ran, err)
	}
	rows := func() string {
		all, err := w.Transactions(t.Context(), link)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(all[:2])
		return string(text)
	}
	minute := func() { passes(t, p, time.Minute) }
	minute()
	if got := rows(); !strings.Contains(got, `"amount":7.25`) {
		t.Errorf("after add_transactions: %s", got)
	}
	minute()
	if got := rows(); strings.Contains(got, "PENDING") || !strings.Contains(got, `"amount":5.00`) {
		t.Errorf("after settle_pending: %s", got)
	}
	minute()
	if got := rows(); strings.Contains(got, `"amount":7.25`) {
		t.Errorf("after delete_transactions: %s", got)
	}
	minute()
	minute()
	if names, _ := events(t, heard); len(names) != 0 {
		t.Errorf("told %v before release", names)
	}
	minute()
	if hook := <-heard; hook.Body["webhook_code"] != "made_up" || fmt.Sprint(hook.Body["data"]) != "map[a:1.5]" {
		t.Errorf("after release: %v", hook.Body)
	}
	minute()
	if rules, err := w.Faults(t.Context()); err != nil || len(rules) != 0 {
		t.Errorf("after clear_faults: %v, %v", rules, err)
	}
	minute()
	if names, _ := events(t, heard); !slices.Equal(names, []string{"LINK token_required"}) || statusOf(t, p, link) != "token_required" {
		t.Errorf("after set_status: %v, %s", names, statusOf(t, p, link))
	}
	minute()
	minute()
	if names, _ := events(t, heard); !slices.Contains(names, "TRANSACTIONS historical_update") {
		t.Errorf("after refresh: %v", names)
	}
	minute()
	if names, _ := events(t, heard); !slices.Equal(names, []string{"CONSENT openfinance_consent_expired"}) {
		t.Errorf("after expire_consent: %v", names)
	}
	minute()
	if status, _ := call(t, p, "GET", "/api/links/"+link+"/", ""); status != http.StatusNotFound {
		t.Errorf("after delete_link it is answered %d", status)
	}
	minute()
	found, err := w.Journal(t.Context(), journal.Query{Kinds: []journal.Kind{journal.KindFinding}})
	if err != nil || len(found.Items) != 1 || !strings.Contains(found.Items[0].Line, "timeline: refresh ana of the scenario") {
		t.Errorf("an act on a link that is gone: %v, %v", found.Items, err)
	}
	done, err := w.Journal(t.Context(), journal.Query{Kinds: []journal.Kind{journal.KindControl}})
	if err != nil || !slices.ContainsFunc(done.Items, func(e journal.Entry) bool { return e.Line == "timeline: add_transactions ana" && e.LinkID == link }) {
		t.Errorf("the journal does not tell of acts: %v, %v", done.Items, err)
	}
}

// A timeline that is still to come keeps nobody from going, when there are too
// many workspaces.
func TestATimelineKeepsNoWorkspace(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Scenario: mock.LoadScenario(t, "happy-path"), AnyCredentials: true, MaxWorkspaces: 2})
	for _, id := range []string{"a", "b", "c"} {
		p.SecretID, p.SecretPassword = id, "x"
		if status, body := call(t, p, "GET", "/api/links/", ""); status != http.StatusOK {
			t.Errorf("%s is answered %d %s", id, status, body)
		}
	}
}

// A kept workspace goes on with its scenario: its own personas, what is still to
// come, and what a reset begins anew.
func TestAScenarioIsKept(t *testing.T) {
	t.Parallel()
	cfg := mock.Config{StateDir: t.TempDir(), Start: start, Frozen: true, Seed: 3}
	run := func(do func(w control.Workspace)) {
		t.Helper()
		s, err := mock.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		w, err := s.Host().Open(t.Context(), "default")
		if err != nil {
			t.Fatal(err)
		}
		do(w)
	}
	exported := func(w control.Workspace) string {
		t.Helper()
		s, err := w.ExportScenario(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return string(s.YAML())
	}
	var before string
	run(func(w control.Workspace) {
		_, err := w.LoadScenario(t.Context(), []byte(`
version: 1
latency: 90s
personas: [{id: br_student, summary: a student, country: BR, kind: individual, accounts: [{key: c, category: CHECKING_ACCOUNT}]}]
links: [{name: ana, persona: br_student}]
timeline:
  - {at: 1h, link: ana, do: add_transactions, transactions: [{amount: 7}]}
  - {at: 2h, link: ana, do: set_status, status: invalid}
`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Advance(t.Context(), control.Move{By: new(control.Duration(time.Hour))}); err != nil {
			t.Fatal(err)
		}
		before = exported(w)
	})
	run(func(w control.Workspace) {
		if diff := cmp.Diff(before, exported(w)); diff != "" {
			t.Errorf("after another start (-before +after):\n%s", diff)
		}
		if _, err := w.Advance(t.Context(), control.Move{By: new(control.Duration(time.Hour))}); err != nil {
			t.Fatal(err)
		}
		if got := exported(w); !strings.Contains(got, "\n    status: invalid") || strings.Contains(got, "timeline") {
			t.Errorf("what was still to come has not happened: %s", got)
		}
		if _, err := w.Reset(t.Context(), control.ResetSpec{}); err != nil {
			t.Fatal(err)
		}
		if got := exported(w); strings.Contains(got, "\n    status: invalid") || strings.Count(got, "do: ") != 2 || !strings.Contains(got, "latency: 1m30s") {
			t.Errorf("a reset does not begin the scenario anew: %s", got)
		}
	})
}

// Who opens a workspace from a snapshot goes on with the timeline.
func TestAScenarioInASnapshot(t *testing.T) {
	t.Parallel()
	s, _ := plays(t, "happy-path")
	taken, err := s.Snapshot(t.Context())
	s.must(err)
	made, err := s.Host().Create(t.Context(), control.WorkspaceSpec{From: taken.ID, Frozen: true})
	s.must(err)
	fork, err := s.Host().Open(t.Context(), made.SecretID)
	s.must(err)
	one, err := s.ExportScenario(t.Context())
	s.must(err)
	other, err := fork.ExportScenario(t.Context())
	s.must(err)
	if diff := cmp.Diff(string(one.YAML()), string(other.YAML())); diff != "" || len(other.Timeline) != 3 {
		t.Errorf("(-parent +fork):\n%s", diff)
	}
	info, err := fork.LoadScenario(t.Context(), []byte("version: 1\n"))
	s.want(err == nil && info.Counts.Links == 0, "the fork is %+v, %v", info, err)
}
