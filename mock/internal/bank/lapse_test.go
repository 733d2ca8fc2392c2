package bank_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

func clerkOf(seed uint64) bank.Holder {
	return bank.Holder{
		World: seeded.World(seed), Link: aLink, Opened: opened, Persona: clerk,
		Institution: fixtures.Institution{Name: "a_bank", Type: "bank", CountryCodes: []string{"BR"}},
	}
}

// firstLapse is the first purchase of a holder that does not settle.
func firstLapse(t *testing.T, h bank.Holder) bank.Movement {
	t.Helper()
	for hour := range 365 * 24 {
		now := opened.Add(time.Duration(hour) * time.Hour)
		for _, m := range bank.Movements(h, bank.DayOf(now).Add(-2), bank.Day{}, now) {
			if !m.Lapses.IsZero() && m.At.After(opened) {
				return m
			}
		}
	}
	t.Fatal("nothing lapses in a year")
	return bank.Movement{}
}

// A purchase that lapses is pending and owed while it lasts, and then it was
// never there.
func TestLapses(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		h := clerkOf(seed)
		m := firstLapse(t, h)
		if lasts := m.Lapses.Sub(m.At); lasts < 14*time.Hour || lasts > 26*time.Hour {
			t.Errorf("it lasts %s", lasts)
		}
		shown := func(at time.Time) string {
			for _, r := range bank.Transactions(h, looks(at)) {
				if r.RecordID() == m.ID {
					return r.(*bank.Transaction).Status
				}
			}
			return "not there"
		}
		moments := []time.Time{m.At.Add(-time.Millisecond), m.At, m.Lapses.Add(-time.Millisecond), m.Lapses, m.Lapses.AddDate(0, 3, 0)}
		var got []string
		for _, at := range moments {
			got = append(got, shown(at))
		}
		if diff := cmp.Diff([]string{"not there", "PENDING", "PENDING", "not there", "not there"}, got); diff != "" {
			t.Errorf("seed %d (-want +got):\n%s", seed, diff)
		}
		alike := bank.Balance(h, m.Account, m.Lapses) - bank.Balance(h, m.Account, m.Lapses.Add(-time.Millisecond))
		if alike != m.Amount {
			t.Errorf("seed %d: when %s lapses, the debt changes by %s", seed, m.Amount, alike)
		}
	}
}

// What the bank takes back by hand before it lapses does not come back.
func TestLapseTakenBack(t *testing.T) {
	t.Parallel()
	h := clerkOf(3)
	m := firstLapse(t, h)
	plain := bank.Balance(h, m.Account, m.Lapses)
	edited := took(h, m, nil, m.At.Add(time.Minute))
	for _, at := range []time.Time{m.At.Add(time.Hour), m.Lapses, m.Lapses.AddDate(0, 1, 0)} {
		there := slices.ContainsFunc(bank.Movements(edited, bank.Day{}, bank.Day{}, at), func(other bank.Movement) bool { return other.ID == m.ID })
		if there || bank.Balance(edited, m.Account, at)-bank.Balance(h, m.Account, at) != held(m, at) {
			t.Errorf("at %s it is there: %v; the balances are %s and %s", at, there, bank.Balance(edited, m.Account, at), bank.Balance(h, m.Account, at))
		}
	}
	if bank.Balance(edited, m.Account, m.Lapses) != plain {
		t.Error("taken back and lapsed, it counts twice")
	}
}

// held is what a lapse holds back at a moment.
func held(m bank.Movement, at time.Time) bank.Money {
	if at.Before(m.Lapses) {
		return m.Amount
	}
	return 0
}

// Differences between two looks: what is new, what settled, what vanished; and
// the short way, which knows when everything was seen, finds the same.
func TestDifferences(t *testing.T) {
	t.Parallel()
	changed := 0
	for seed := range uint64(3) {
		h := clerkOf(seed)
		m := firstLapse(t, h)
		settled := m.At.Add(time.Minute)
		day := 24 * time.Hour
		for _, tt := range []struct {
			name          string
			before, after time.Time
			gone          []string
		}{
			{"nothing happened", settled, settled, nil},
			{"two days", settled, settled.Add(2 * day), []string{m.ID}},
			{"a month", settled, settled.Add(30 * day), []string{m.ID}},
			{"from before it", m.At.Add(-time.Minute), settled.Add(30 * day), nil},
		} {
			long := bank.Differences(h, time.Time{}, looks(tt.before), looks(tt.after))
			short := bank.Differences(h, tt.before, looks(tt.before), looks(tt.after))
			if diff := cmp.Diff(long, short); diff != "" {
				t.Errorf("seed %d, %s: the short way (-long +short):\n%s", seed, tt.name, diff)
			}
			want := len(bank.Movements(h, bank.Day{}, bank.Day{}, tt.after)) - len(bank.Movements(h, bank.Day{}, bank.Day{}, tt.before))
			if got := len(long.New) - len(long.Gone); got != want {
				t.Errorf("seed %d, %s: %d rows more, want %d", seed, tt.name, got, want)
			}
			if diff := cmp.Diff(tt.gone, long.Gone); diff != "" {
				t.Errorf("seed %d, %s: gone (-want +got):\n%s", seed, tt.name, diff)
			}
			changed += len(long.Changed)
		}
	}
	if changed == 0 {
		t.Error("no pending row ever settled")
	}
}

// Who never looked before finds all of it new; who was told of an edit by hand
// finds the row changed, however old.
func TestDifferencesByHand(t *testing.T) {
	t.Parallel()
	h := clerkOf(1)
	never := func(string, time.Time, time.Time) (first, last time.Time, ok bool) { return }
	first := bank.Differences(h, time.Time{}, never, looks(opened))
	rows := bank.Movements(h, bank.Day{}, bank.Day{}, opened)
	if len(first.New) != len(rows) || len(first.Changed)+len(first.Gone) > 0 {
		t.Errorf("%d new, %d changed, %d gone of %d", len(first.New), len(first.Changed), len(first.Gone), len(rows))
	}
	old, older := rows[20], rows[10]
	after := old
	after.Description = "corrected"
	h = took(took(h, old, &after, opened.Add(time.Minute)), older, nil, opened.Add(2*time.Minute))
	got := bank.Differences(h, opened, looks(opened), looks(opened.Add(time.Hour)))
	if diff := cmp.Diff([]string{old.ID}, got.Changed[:1]); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{older.ID}, got.Gone); diff != "" {
		t.Errorf("gone (-want +got):\n%s", diff)
	}
}
