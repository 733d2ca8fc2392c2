package sandbox

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// still is a workspace whose time stands still, and that tells nobody.
func still(t *testing.T) *Workspace {
	t.Helper()
	terms, err := TermsOf("guide")
	if err != nil {
		t.Fatal(err)
	}
	w := New(Config{
		Terms: terms, Fixtures: fixtures.Bundled(), Cache: NewCache(1 << 20), Start: made, Frozen: true, Width: 1,
		Send: func(context.Context, webhook.Request) webhook.Answer { return webhook.Answer{Status: 202} },
	})
	t.Cleanup(w.Close)
	return w
}

// A link can begin in any state, without a word about it.
func TestPreparedStates(t *testing.T) {
	t.Parallel()
	const network = "ofmockbank_br_retail"
	tests := []struct {
		name    string
		r       Registration
		status  LinkStatus
		persona string
		events  int // in the first minute
	}{
		{"nothing said", Registration{}, Valid, "br_salaried", 0},
		{"invalid", Registration{Status: InvalidStatus, FetchResources: []string{"ACCOUNTS"}}, InvalidStatus, "br_salaried", 0},
		{"a username of ours", Registration{Login: map[string]string{"username": "mfa_qr+a"}}, Valid, "br_salaried", 0},
		{"a username that is a persona", Registration{Login: map[string]string{"username": "rows_101+a"}}, Valid, "rows_101", 0},
		{"a username and a persona", Registration{Login: map[string]string{"username": "mfa_qr"}, Persona: "negative"}, Valid, "negative", 0},
		{"a consent that is over", Registration{Institution: network, ConsentEnds: made}, InvalidStatus, "br_salaried", 0},
		{"a consent about to expire", Registration{Institution: network, ConsentEnds: made.Add(time.Hour)}, Valid, "br_salaried", 1},
		{"a consent that ends", Registration{Institution: network, ConsentEnds: made.Add(time.Second)}, InvalidStatus, "br_salaried", 2},
		{"to be collected", Registration{FetchResources: []string{"ACCOUNTS", "OWNERS"}}, Valid, "br_salaried", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := still(t)
			link, err := w.Prepare(tt.r)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Agenda().AdvanceBy(t.Context(), time.Minute); err != nil {
				t.Fatal(err)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			got := w.state.Links[link.ID]
			if got.Status != tt.status || got.Persona != tt.persona || w.state.Counts.Events != tt.events {
				t.Errorf("it is %s, of %s, and told of %d times; want %s, %s, %d", got.Status, got.Persona, w.state.Counts.Events, tt.status, tt.persona, tt.events)
			}
		})
	}
}

// What was collected before the beginning can be read at once, and only what
// comes later is new.
func TestPreparedCollected(t *testing.T) {
	t.Parallel()
	w := still(t)
	link, err := w.Prepare(Registration{Collected: true, RefreshRate: "24h", FetchResources: []string{"OWNERS"}})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, resource := range resources {
		page, err := w.List(Query{Resource: resource, Links: []string{link.ID}, Page: 1, Size: 1})
		if err != nil {
			t.Fatal(err)
		}
		rows[resource.Name] = page.Count > 0
	}
	want := map[string]bool{"accounts": true, "owners": true, "transactions": true, "bills": true, "balances": true, "br_balances": false}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("what can be read (-want +got):\n%s", diff)
	}
	if _, err := w.Agenda().AdvanceBy(t.Context(), 25*time.Hour); err != nil {
		t.Fatal(err)
	}
	if w.mu.Lock(); w.state.Counts.Events != 1 {
		t.Errorf("besides the first update a day's refresh told of %d owners", w.state.Counts.Events-1)
	}
	w.mu.Unlock()
}
