package mock_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// guideLink is the link of the vendor's guide, with which a provider starts.
const guideLink = "bcca0da9-a4c6-4830-9676-1d54682851d9"

// start is a moment that all tests of a frozen provider begin at.
var start = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// call sends a request with the default workspace's pair.
func call(t *testing.T, p *mock.Running, method, path, body string, header ...string) (int, string) {
	t.Helper()
	url := path
	if strings.HasPrefix(path, "/") {
		url = p.URL + path
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(p.SecretID, p.SecretPassword)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// ask is the guide's request; it returns the request_id.
func ask(t *testing.T, p *mock.Running, link string) string {
	t.Helper()
	status, body := call(t, p, "POST", "/api/transactions/", `{"link": "`+link+`", "date_from": "2026-01-01", "date_to": "2026-02-28"}`,
		"X-Belvo-Request-Mode", "async")
	var accepted struct {
		RequestID string `json:"request_id"`
	}
	if err := json.Unmarshal([]byte(body), &accepted); err != nil || status != http.StatusAccepted || len(accepted.RequestID) != 32 {
		t.Fatalf("the guide's request is answered %d %s", status, body)
	}
	return accepted.RequestID
}

// A told is a webhook as a receiver got it.
type told struct {
	Authorization, Agent string
	Body                 map[string]any
	Violation            string // of the contract; empty: none
}

// receiver answers with statuses, one after another, then 202 for ever.
func receiver(t *testing.T, statuses ...int) (url string, got <-chan told) {
	t.Helper()
	heard := make(chan told, 100)
	answers := make(chan int, len(statuses))
	for _, status := range statuses {
		answers <- status
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		hook := told{Authorization: r.Header.Get("Authorization"), Agent: r.UserAgent()}
		if err != nil || json.Unmarshal(text, &hook.Body) != nil {
			t.Errorf("a webhook is no JSON: %q, %v", text, err)
		}
		if err := openapi.CheckWebhook(text); err != nil {
			hook.Violation = err.Error()
		}
		heard <- hook
		select {
		case status := <-answers:
			w.WriteHeader(status)
		default:
			w.WriteHeader(http.StatusAccepted)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, heard
}

// The main job: asked, told twice because the first answer was 500, and read.
func TestTheGuidesRoundTrip(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t, 500)
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true, WebhookURL: url, WebhookAuth: "Bearer s3cret"})
	w := p.Workspace()
	id := ask(t, p, guideLink)

	status, before := call(t, p, "GET", "/api/transactions/?link="+guideLink, "")
	if want := `{"count":0,"next":null,"previous":null,"results":[]}`; status != 200 || before != want {
		t.Fatalf("before the webhook a GET is answered %d %s", status, before)
	}
	run, err := w.Settle(t.Context())
	if err != nil || run.Ran != 3 || run.To.Sub(run.From) != 11*time.Second {
		t.Fatalf("settle ran %d items in %s: %v", run.Ran, run.To.Sub(run.From), err)
	}
	first, second := <-heard, <-heard
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the retry differs from the first attempt:\n%s", diff)
	}
	delete(first.Body, "webhook_id")
	n := first.Body["data"].(map[string]any)["new_transactions"].(float64)
	want := told{Authorization: "Bearer s3cret", Agent: "belvo-mock/dev", Body: map[string]any{
		"webhook_type": "TRANSACTIONS", "webhook_code": "new_transactions_updated", "process_type": "async_post", "link_id": guideLink,
		"request_id": id, "external_id": nil, "data": map[string]any{"new_transactions": n},
	}}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("webhook (-want +got):\n%s", diff)
	}

	deliveries, err := w.Deliveries(t.Context())
	if err != nil || len(deliveries) != 1 {
		t.Fatalf("%d deliveries, %v", len(deliveries), err)
	}
	d := deliveries[0]
	if d.State != "delivered" || len(d.Attempts) != 2 || d.Attempts[1].At.Sub(d.Attempts[0].At) != 10*time.Second {
		t.Errorf("the delivery is %+v", d)
	}

	var read int
	next := p.URL + "/api/transactions/?link=" + guideLink + "&page_size=50"
	for next != "" {
		status, body := call(t, p, "GET", next, "")
		var page struct {
			Count   int
			Next    *string
			Results []struct{ ID string }
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil || status != 200 || page.Count != int(n) {
			t.Fatalf("GET %s is answered %d, count %d of %v: %v", next, status, page.Count, n, err)
		}
		read += len(page.Results)
		if next = ""; page.Next != nil {
			next = *page.Next
		}
	}
	if read != int(n) {
		t.Errorf("%d transactions on all pages, the webhook told of %v", read, n)
	}
}

// Retries follow the policy to the end, in workspace time, and each attempt
// says why it failed.
func TestRetriesUntilGivenUp(t *testing.T) {
	t.Parallel()
	url, _ := receiver(t, 500, 200, 302, 400, 404, 503)
	p := mock.Start(t, mock.Config{Start: start, Frozen: true, WebhookURL: url})
	ask(t, p, guideLink)
	if _, err := p.Workspace().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	deliveries, err := p.Workspace().Deliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	type attempt struct {
		After   time.Duration
		Status  int
		Outcome string
	}
	var got []attempt
	for _, a := range deliveries[0].Attempts {
		got = append(got, attempt{a.At.Sub(start), a.Status, a.Outcome})
		if a.Why == "" {
			t.Errorf("attempt %d does not say why it failed", a.N)
		}
	}
	want := []attempt{
		{time.Second, 500, "status"}, {11 * time.Second, 200, "status"}, {31 * time.Second, 302, "redirect"},
		{61 * time.Second, 400, "status"}, {101 * time.Second, 404, "status"}, {151 * time.Second, 503, "status"},
	}
	if diff := cmp.Diff(want, got); diff != "" || deliveries[0].State != "given_up" {
		t.Errorf("%s (-want +got):\n%s", deliveries[0].State, diff)
	}
}

// Without a webhook URL nobody is told, and the journal says what to do.
func TestNobodyToTell(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Start: start, Frozen: true})
	ask(t, p, guideLink)
	if _, err := p.Workspace().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := p.Workspace().Wait(t.Context(), control.Wait{Match: journal.Match{Kind: journal.KindDelivery}})
	if err != nil || !strings.Contains(entries[0].Line, "--webhook-url") {
		t.Errorf("%v, %v", entries, err)
	}
}
