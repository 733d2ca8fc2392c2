package mock_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
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
