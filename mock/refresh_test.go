package mock_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// settled runs a link's first collections and takes their webhooks in.
func settled(t *testing.T, p *mock.Running, heard <-chan told) {
	t.Helper()
	if _, err := p.Workspace().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	events(t, heard)
}

// A recurrent link is refreshed at its rate, not a moment earlier, and again
// after that; settle does not wait for it.
func TestRefreshRates(t *testing.T) {
	t.Parallel()
	for rate, gap := range map[string]time.Duration{
		"6h": 6 * time.Hour, "12h": 12 * time.Hour, "24h": 24 * time.Hour, "": 7 * 24 * time.Hour, "7d": 7 * 24 * time.Hour, "30d": 30 * 24 * time.Hour,
	} {
		t.Run("every "+rate, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{Latency: mock.AtOnce})
			made, err := p.Workspace().AddLink(t.Context(), control.LinkSpec{RefreshRate: rate, FetchResources: []string{"TRANSACTIONS"}})
			if want := rate; err != nil || *made.RefreshRate != want && want != "" {
				t.Fatalf("%+v, %v", made, err)
			}
			if run, err := p.Workspace().Settle(t.Context()); err != nil || !run.To.Equal(start) || run.Pending != 1 {
				t.Errorf("settle came to %s and left %d, %v", run.To, run.Pending, err)
			}
			for range 3 {
				before := accessed(t, p, made.ID)
				passes(t, p, gap-1)
				if got := accessed(t, p, made.ID); got != before {
					t.Fatalf("it was refreshed before %s", gap)
				}
				passes(t, p, 1)
				if got := accessed(t, p, made.ID); got == before {
					t.Fatalf("it was not refreshed after %s", gap)
				}
			}
		})
	}
}

func accessed(t *testing.T, p *mock.Running, id string) string {
	t.Helper()
	_, body := call(t, p, "GET", "/api/links/"+id+"/?fields=last_accessed_at", "")
	return body
}

// Which links the clock leaves alone.
func TestNotRefreshed(t *testing.T) {
	t.Parallel()
	invalid := "invalid"
	tests := []struct {
		name   string
		spec   control.LinkSpec
		change control.LinkChange
	}{
		{"a single link", control.LinkSpec{AccessMode: "single", FetchResources: []string{"ACCOUNTS"}}, control.LinkChange{}},
		{"one that names nothing", control.LinkSpec{}, control.LinkChange{}},
		{"an invalid one", control.LinkSpec{FetchResources: []string{"ACCOUNTS"}}, control.LinkChange{Status: &invalid}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{})
			id := linked(t, p, tt.spec)
			if err := change(t, p, id, tt.change); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Workspace().Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			clock, err := p.Workspace().Clock(t.Context())
			if err != nil || len(clock.Pending) != 0 {
				t.Errorf("%+v is pending, %v", clock.Pending, err)
			}
		})
	}
}

// A day at the bank, as refreshes tell of it: new rows with their number,
// pending ones that settled and those that vanished with their ids, which are
// what a client then reads.
func TestRefreshTellsWhatChanged(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url, Seed: 2})
	id := linked(t, p, control.LinkSpec{RefreshRate: "12h", FetchResources: []string{"ACCOUNTS", "TRANSACTIONS", "BILLS"}})
	settled(t, p, heard)
	known := statuses(t, p, id)
	told := map[string]int{}
	for i := range 80 {
		if i%3 == 0 { // what a client collects by itself is not new to it any more
			passes(t, p, 5*time.Hour)
			day := start.Add(time.Duration(i) * 12 * time.Hour)
			status, body := call(t, p, "POST", "/api/transactions/", fmt.Sprintf(`{"link": %q, "date_from": %q, "date_to": %q}`,
				id, day.AddDate(0, 0, -i%5).Format(time.DateOnly), day.AddDate(0, 0, i%2).Format(time.DateOnly)))
			if status != 201 {
				t.Fatalf("%d %s", status, body)
			}
			known = statuses(t, p, id)
			passes(t, p, 7*time.Hour)
		} else {
			passes(t, p, 12*time.Hour)
		}
		hooks := drain(t, heard)
		now := statuses(t, p, id)
		added, changed, gone := 0, 0, 0
		for row, status := range now {
			if before, ok := known[row]; !ok {
				added++
			} else if before != status {
				changed++
			}
		}
		for row := range known {
			if now[row] == "" {
				gone++
			}
		}
		got := map[string]int{}
		for _, hook := range hooks {
			data := hook["data"].(map[string]any)
			code := hook["webhook_code"].(string)
			told[code]++
			switch code {
			case "new_transactions_available":
				got["new"] = int(data["new_transactions"].(float64))
			case "transactions_updated":
				got["changed"] = len(data["transactions"].([]any))
			case "transactions_deleted":
				got["gone"] = len(data["transactions"].([]any))
				for _, row := range data["transactions"].([]any) {
					if known[row.(string)] != "PENDING" {
						t.Errorf("%v vanished, which was %q", row, known[row.(string)])
					}
				}
			}
			if hook["process_type"] != "recurrent_update" || hook["request_id"] != hooks[0]["request_id"] {
				t.Errorf("webhook %v", hook)
			}
		}
		want := map[string]int{}
		for what, n := range map[string]int{"new": added, "changed": changed, "gone": gone} {
			if n > 0 {
				want[what] = n
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what the list shows and what was told (-list +told):\n%s", diff)
		}
		known = now
	}
	if told["transactions_updated"] < 20 || told["transactions_deleted"] < 1 || told["new_bills_available"] < 1 || told["new_accounts_available"] != 0 {
		t.Errorf("in forty days it was told of %v", told)
	}
}

// statuses are a link's transactions as a client reads them.
func statuses(t *testing.T, p *mock.Running, id string) map[string]string {
	t.Helper()
	rows := map[string]string{}
	for next := p.URL + "/api/transactions/?page_size=1000&value_date__gte=2026-02-20&link=" + id; next != ""; {
		_, body := call(t, p, "GET", next, "")
		var page struct {
			Next    string
			Results []struct{ ID, Status string }
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Results {
			rows[row.ID] = row.Status
		}
		next = page.Next
	}
	return rows
}

func drain(t *testing.T, heard <-chan told) []map[string]any {
	t.Helper()
	var hooks []map[string]any
	for {
		select {
		case hook := <-heard:
			if hook.Violation != "" {
				t.Errorf("%v breaks the contract: %s", hook.Body, hook.Violation)
			}
			hooks = append(hooks, hook.Body)
		default:
			return hooks
		}
	}
}

// What the bank does by hand is told by the next refresh; what the client has
// deleted is not told again.
func TestRefreshTellsOfHands(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url})
	w := p.Workspace()
	id := linked(t, p, control.LinkSpec{
		Persona: "empty", RefreshRate: "6h", FetchResources: []string{"TRANSACTIONS"},
		Transactions: []control.TransactionSpec{{Amount: "1"}, {Amount: "2"}, {Amount: "3"}},
	})
	settled(t, p, heard)
	var ids []string
	for row := range statuses(t, p, id) {
		ids = append(ids, row)
	}
	words := "corrected"
	if _, err := w.ChangeTransaction(t.Context(), id, ids[0], control.TransactionSpec{Description: &words}); err != nil {
		t.Fatal(err)
	}
	if err := w.DeleteTransaction(t.Context(), id, ids[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddTransaction(t.Context(), id, control.TransactionSpec{Amount: "4"}); err != nil {
		t.Fatal(err)
	}
	if status, _ := call(t, p, "DELETE", "/api/transactions/"+ids[2]+"/", ""); status != 204 {
		t.Fatalf("deleting is answered %d", status)
	}
	got := map[string]any{}
	passes(t, p, 6*time.Hour+time.Second)
	for _, hook := range drain(t, heard) {
		got[hook["webhook_code"].(string)] = hook["data"]
	}
	want := map[string]any{
		"new_transactions_available": map[string]any{"new_transactions": 1.0},
		"transactions_updated":       map[string]any{"transactions": []any{ids[0]}},
		"transactions_deleted":       map[string]any{"transactions": []any{ids[1]}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	passes(t, p, 6*time.Hour)
	if names, _ := events(t, heard); names != nil {
		t.Errorf("with nothing new it is told of %v", names)
	}
}

// A refresh that the institution does not let in tells so, once, and then the
// link waits for the person.
func TestRefreshThatFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		institution, username, rest string
		event, status               string
	}{
		{"erebor_br_retail", "refresh_invalid+a", "", "LINK invalid_credentials", "invalid"},
		{"erebor_br_retail", "refresh_token", "", "LINK token_required", "token_required"},
		{"heimdall_br_retail", "ana", `, "token": "1"`, "LINK token_required", "token_required"},
		{"erebor_br_retail", "mfa_qr", `, "token": "1"`, "LINK token_required", "token_required"},
	}
	for _, tt := range tests {
		t.Run(tt.institution+" "+tt.username, func(t *testing.T) {
			t.Parallel()
			url, heard := receiver(t)
			p := frozen(t, mock.Config{WebhookURL: url})
			_, id := try(t, p, tt.institution, tt.username, tt.rest+`, "fetch_resources": ["TRANSACTIONS"]`)
			settled(t, p, heard)
			passes(t, p, 30*24*time.Hour)
			got, last := events(t, heard)
			if diff := cmp.Diff([]string{tt.event}, got); diff != "" || last["link_id"] != id {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := statusOf(t, p, id); got != tt.status {
				t.Errorf("the link is %s", got)
			}
			if status, body := call(t, p, "PUT", "/api/links/"+id+"/", `{"password": "new", "token": "1"}`); status != 200 || !strings.Contains(body, `"status":"valid"`) {
				t.Errorf("the update is answered %d %s", status, body)
			}
			if _, err := p.Workspace().Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			passes(t, p, 7*24*time.Hour-2*time.Second)
			got, _ = events(t, heard)
			if diff := cmp.Diff([]string{"TRANSACTIONS historical_update"}, got); diff != "" {
				t.Errorf("healed (-want +got):\n%s", diff)
			}
		})
	}
}

// The older way to ask for all of it holds for refreshes as well.
func TestRefreshOfFetchHistorical(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url, Edition: "2023"})
	register(t, p, `{"institution": "erebor_br_retail", "username": "bnk100", "password": "b", "fetch_historical": true}`)
	settled(t, p, heard)
	passes(t, p, 7*24*time.Hour)
	got, _ := events(t, heard)
	for _, want := range []string{"TRANSACTIONS new_transactions_available", "BALANCES new_balances_available"} {
		if !strings.Contains(fmt.Sprint(got), want) {
			t.Errorf("%s is not among %v", want, got)
		}
	}
}
