package mock_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
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

const oneDay = 24 * time.Hour

// plays is a stage on which a scenario is played, and the ids of its links by
// their names.
func plays(t *testing.T, name string) (*stage, map[string]string) {
	t.Helper()
	s := onStage(t, mock.Config{Scenario: mock.LoadScenario(t, name), Seed: 42, Width: 1})
	return s, s.names()
}

func (s *stage) names() map[string]string {
	s.Helper()
	world, err := s.ExportScenario(s.Context())
	s.must(err)
	names := map[string]string{}
	for _, link := range world.Links {
		names[link.Name] = link.ID
	}
	return names
}

// post asks for a resource of a link, in async mode or not.
func (s *stage) post(resource, link string, async bool) seen {
	s.Helper()
	header := []string{}
	if async {
		header = []string{"X-Belvo-Request-Mode", "async"}
	}
	body := fmt.Sprintf(`{"link": %q}`, link)
	if resource == "transactions" || resource == "bills" {
		body = period(link)
	}
	return s.call(s.Context(), "POST", "/api/"+resource+"/", body, header...)
}

// events are the types and codes of the webhooks so far, but for repetitions of
// one webhook_id, and how often each came.
func (s *stage) events() (names []string, copies map[string]int) {
	copies = map[string]int{}
	seen := map[any]bool{}
	for _, h := range s.heard.all() {
		body := h.body()
		name := fmt.Sprint(body["webhook_type"], " ", body["webhook_code"])
		if copies[name]++; !seen[body["webhook_id"]] {
			seen[body["webhook_id"]] = true
			names = append(names, name)
		}
	}
	return names, copies
}

// findings of a scenario are what of it could not be played.
func (s *stage) playedWhole() {
	s.Helper()
	if left := s.findings("scenario"); len(left) > 0 {
		s.Errorf("not all was played: %v", left)
	}
}

func TestHappyPath(t *testing.T) {
	t.Parallel()
	s, links := plays(t, "happy-path")
	s.want(links["ana"] == guideLink, "the link is %v", links)
	if a := s.call(t.Context(), "POST", "/api/transactions/", `{"link": "`+guideLink+`", "date_from": "2026-02-01", "date_to": "2026-03-02"}`,
		"X-Belvo-Request-Mode", "async"); a.status != 202 {
		t.Fatalf("%+v", a)
	}
	s.advance(time.Second)
	names, _ := s.events()
	s.want(slices.Equal(names, []string{"TRANSACTIONS new_transactions_updated"}), "told %v", names)
	purchase := "/api/transactions/?link=" + guideLink + "&amount=89.90&fields=amount,status,description"
	s.want(strings.Contains(s.get(purchase).body, `[{"amount":89.90,"description":"PIX ENVIADO","status":"PENDING"}]`), "%s", s.get(purchase).body)

	s.advance(oneDay)
	s.want(strings.Contains(s.get(purchase).body, `"status":"PROCESSED"`), "%s", s.get(purchase).body)
	income := s.get("/api/transactions/?link=" + guideLink + "&amount=1250&type=INFLOW").body
	s.want(strings.Contains(income, "PIX RECEBIDO"), "%s", income)
	names, _ = s.events()
	s.want(slices.Contains(names, "TRANSACTIONS historical_update"), "told %v", names)
	s.playedWhole()
}

func TestSlowBank(t *testing.T) {
	t.Parallel()
	s, links := plays(t, "slow-bank")
	s.post("transactions", links["ana"], true)
	s.post("owners", links["bia"], true)
	s.advance(11*time.Minute + 29*time.Second)
	s.want(len(s.heard.all()) == 0, "told %v too early", s.heard.all())
	s.advance(time.Second)
	names, _ := s.events()
	s.want(slices.Equal(names, []string{"TRANSACTIONS new_transactions_updated"}), "told %v", names)

	s.post("transactions", links["ana"], true)
	s.advance(90 * time.Second)
	names, _ = s.events()
	s.want(len(names) == 2, "the second is as slow as the first: %v", names)
	s.advance(30 * oneDay)
	names, _ = s.events()
	s.want(!slices.Contains(names, "OWNERS new_owners_available"), "what never ends has ended: %v", names)
	s.playedWhole()
}

func TestFlakyReceiver(t *testing.T) {
	t.Parallel()
	s, links := plays(t, "flaky-receiver")
	for _, resource := range []string{"accounts", "transactions", "owners", "bills"} {
		if a := s.post(resource, links["ana"], true); a.status != 202 {
			t.Fatalf("%s: %+v", resource, a)
		}
	}
	s.want(len(s.heard.all()) > 0, "the webhook of accounts does not overtake its answer")
	s.advance(29 * time.Second)
	early, _ := s.events()
	s.want(!slices.Contains(early, "OWNERS new_owners_available"), "what is late is not: %v", early)
	s.advance(time.Minute)
	names, copies := s.events()
	slices.Sort(names)
	if diff := cmp.Diff([]string{"ACCOUNTS new_accounts_available", "BILLS new_bills_available", "OWNERS new_owners_available", "TRANSACTIONS new_transactions_updated"}, names); diff != "" {
		t.Errorf("without repetitions (-want +got):\n%s", diff)
	}
	if copies["TRANSACTIONS new_transactions_updated"] != 3 || copies["ACCOUNTS new_accounts_available"] != 2 {
		t.Errorf("repeated %v", copies)
	}
	s.want(s.states() == "delivered delivered delivered delivered delivered", "deliveries are %s", s.states())
	s.playedWhole()
}

func TestMFA(t *testing.T) {
	t.Parallel()
	s, links := plays(t, "mfa")
	for name, kind := range map[string]string{"numeric": "numeric", "text": "text", "qr": "qr", "inputless": "inputless", "asked": "numeric"} {
		q := asked(t, s.Running, "POST", "/api/accounts/", fmt.Sprintf(`{"link": %q}`, links[name]))
		s.want(q.Guide.Type == kind && q.Link == links[name], "%s is asked %+v", name, q)
		token := ""
		if q.Guide.Typed {
			token = "1234"
		}
		if a := s.call(t.Context(), "PATCH", "/api/accounts/", q.resume(token)); a.status/100 != 2 {
			t.Errorf("%s with its token is answered %+v", name, a)
		}
	}
	s.refused(s.post("accounts", links["never"], false), 400, "unconfirmed_link link")
	s.want(strings.Contains(s.get("/api/accounts/?link="+links["later"]).body, `"count":3,`), "what was collected is not there")
	s.want(s.post("accounts", links["later"], false).status == 201, "the bank asks too early")
	s.advance(oneDay)
	s.refused(s.post("accounts", links["later"], false), 428, "token_required")
	s.playedWhole()
}

func TestExpiringConsent(t *testing.T) {
	t.Parallel()
	s, links := plays(t, "expiring-consent")
	status := func(name string) string { return statusOf(t, s.Running, links[name]) }
	s.want(status("ana") == "valid" && status("bia") == "valid" && status("caio") == "invalid", "ana is %s, bia %s, caio %s", status("ana"), status("bia"), status("caio"))
	s.refused(s.post("accounts", links["caio"], false), 400, "invalid_link link")
	s.want(len(s.heard.all()) == 0, "told %v at the beginning", s.heard.all())
	steps := []struct {
		by                 time.Duration
		wantAna, wantBia   string
		events             []string
		whatHappensThereIs string
	}{
		{oneDay, "valid", "invalid", []string{"CONSENT openfinance_consent_expired"}, "bia takes hers back"},
		{2 * oneDay, "valid", "invalid", []string{"CONSENT openfinance_consent_about_to_expire"}, "a week before the end"},
		{7 * oneDay, "invalid", "invalid", []string{"CONSENT openfinance_consent_expired"}, "ana's ends"},
		{2 * oneDay, "valid", "invalid", nil, "ana gives hers anew"},
	}
	for _, step := range steps {
		before, _ := s.events()
		s.advance(step.by)
		after, _ := s.events()
		if got := []string{status("ana"), status("bia")}; !slices.Equal(got, []string{step.wantAna, step.wantBia}) || !slices.Equal(after[len(before):], step.events) {
			t.Errorf("%s: ana and bia are %v, told %v", step.whatHappensThereIs, got, after[len(before):])
		}
	}
	s.playedWhole()
}

// A client that goes on after errors ends with everything.
func TestChaos(t *testing.T) {
	t.Parallel()
	s, links := plays(t, "chaos")
	s.want(len(links) == 20, "there are %d links", len(links))
	for i := range 20 {
		s.post("transactions", links[fmt.Sprintf("crowd-%d", i+1)], true)
	}
	s.advance(time.Hour)
	hit := 0
	page, err := s.Journal(t.Context(), journal.Query{Kinds: []journal.Kind{journal.KindFault}})
	s.must(err)
	for _, e := range page.Items {
		if data, ok := e.Data.(journal.FaultData); ok && data.Rule != "" {
			hit++
		}
	}
	s.want(hit >= 10, "only %d things went wrong", hit)
	rules, err := s.Faults(t.Context())
	s.want(err == nil && len(rules) == 0, "after an hour there are %v, %v", rules, err)
	for name, link := range links {
		s.want(s.post("transactions", link, false).status == 201, "%s cannot be collected", name)
		s.want(!strings.Contains(s.get("/api/transactions/?link="+link).body, `"count":0,`), "%s has nothing", name)
	}
	s.playedWhole()
}

// The same scenario, seed and calls: the same journal, line by line, but for the
// wall's clock and what addresses there were.
func TestAScenarioIsRepeatable(t *testing.T) {
	t.Parallel()
	run := func() string {
		s, links := plays(t, "chaos")
		for i := range 20 {
			s.post("transactions", links[fmt.Sprintf("crowd-%d", i+1)], true)
			s.post("accounts", links[fmt.Sprintf("crowd-%d", i+1)], i%2 == 0)
		}
		s.advance(2 * time.Hour)
		s.get("/api/transactions/?page_size=3")
		page, err := s.Journal(t.Context(), journal.Query{Limit: 1000})
		s.must(err)
		text, err := json.Marshal(page.Items)
		s.must(err)
		return sameEverywhere.ReplaceAllString(string(text), "")
	}
	one, two := strings.Split(run(), `{"seq"`), strings.Split(run(), `{"seq"`)
	if len(one) < 100 {
		t.Fatalf("only %d entries", len(one))
	}
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("(-one +two):\n%s", diff)
	}
}

// sameEverywhere is what may differ between two runs.
var sameEverywhere = regexp.MustCompile(`"(wall|took_ms|Date)":("[^"]*"|\[[^\]]*\]|\d+),?|127\.0\.0\.1:\d+`)

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
