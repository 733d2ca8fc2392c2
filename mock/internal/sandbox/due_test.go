package sandbox

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var made = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// When the clock refreshes a link next.
func TestRefreshDue(t *testing.T) {
	t.Parallel()
	link := func(edit func(*Link)) *Link {
		l := Link{AccessMode: Recurrent, Status: Valid, Created: made, RefreshRate: "24h", FetchResources: []string{"ACCOUNTS"}}
		edit(&l)
		return &l
	}
	tests := []struct {
		name string
		link *Link
		want time.Time
	}{
		{"no link", nil, time.Time{}},
		{"after it was made", link(func(*Link) {}), made.Add(24 * time.Hour)},
		{"after the last refresh", link(func(l *Link) { l.Recurred = made.Add(24 * time.Hour) }), made.Add(48 * time.Hour)},
		{"rarely", link(func(l *Link) { l.RefreshRate = "30d" }), made.AddDate(0, 0, 30)},
		{"all of it", link(func(l *Link) { l.FetchResources, l.FetchAll = nil, true }), made.Add(24 * time.Hour)},
		{"nothing to collect", link(func(l *Link) { l.FetchResources = nil }), time.Time{}},
		{"a single link", link(func(l *Link) { l.AccessMode = Single }), time.Time{}},
		{"one that waits for a token", link(func(l *Link) { l.Status = TokenNeeded }), time.Time{}},
		{"an unconfirmed one", link(func(l *Link) { l.Status = Unconfirmed }), time.Time{}},
	}
	for _, tt := range tests {
		if got := tt.link.refreshDue(); !got.Equal(tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	for _, rate := range RefreshRates() {
		if refreshGaps[rate] == 0 {
			t.Errorf("%s has no length", rate)
		}
	}
}

// When something is to be told of a consent next.
func TestConsentDue(t *testing.T) {
	t.Parallel()
	ends := made.AddDate(0, 0, 366)
	link := func(edit func(*Link)) *Link {
		l := Link{AccessMode: Recurrent, Status: Valid, Consent: &Consent{Days: 366}}
		l.renew(made)
		edit(&l)
		return &l
	}
	tests := []struct {
		name string
		link *Link
		want time.Time
	}{
		{"no link", nil, time.Time{}},
		{"no consent", &Link{AccessMode: Recurrent, Status: Valid}, time.Time{}},
		{"a recurrent link", link(func(*Link) {}), ends.AddDate(0, 0, -7)},
		{"once it was told", link(func(l *Link) { l.Consent.Warned = true }), ends},
		{"a single link", link(func(l *Link) { l.AccessMode = Single }), ends},
		{"an invalid one", link(func(l *Link) { l.Status = InvalidStatus }), ends.AddDate(0, 0, -7)},
		{"one that is over", link(func(l *Link) { l.Consent.Over = true }), time.Time{}},
		{"one that was never given", link(func(l *Link) { l.Status = Unconfirmed }), time.Time{}},
	}
	for _, tt := range tests {
		if got := tt.link.consentDue(); !got.Equal(tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A window that slides lets go what is exactly as old as it is long.
func TestRecent(t *testing.T) {
	t.Parallel()
	moments := []time.Time{made, made.Add(1), made.Add(time.Minute)}
	got := recent(moments, made.Add(time.Minute), time.Minute)
	if diff := cmp.Diff(moments[1:], got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What a workspace remembers of logins, limits and quotas is plain data.
func TestStateIsPlain(t *testing.T) {
	t.Parallel()
	session := Session{
		ID: "s", Link: "l", UserID: "u", Opened: made, Expires: made.Add(sessionLife), Token: Numeric, Challenge: "123456", Wrong: 1,
		Errand: Collecting, Resource: "transactions", Account: "a", From: "2026-01-01", To: "2026-01-31", Keep: true, Types: []string{"ACCOUNTS"},
	}
	quota := Quota{Month: "2026-03", Used: map[string]int{"accounts": 8}, Last: map[string]time.Time{"accounts": made}}
	counted := Recent{Requests: []time.Time{made}, Deletes: map[string][]time.Time{"links": {made}}}
	again(t, session)
	again(t, quota)
	again(t, Consent{Days: 366, Expires: made, Warned: true, Over: true})
	again(t, counted)
	again(t, AllLimits())
}

func again[T any](t *testing.T, value T) {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var back T
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(value, back); diff != "" {
		t.Errorf("%T (-written +read):\n%s", value, diff)
	}
}
