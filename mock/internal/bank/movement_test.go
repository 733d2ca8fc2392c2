package bank_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// What is asked for must not change what there is.
func TestRowsDoNotDependOnTheWindow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		now := drawMoment(rt, "now", h.Opened, 100)
		from := bank.HistoryStart(h).Add(rapid.IntRange(-10, 460).Draw(rt, "from"))
		to := from.Add(rapid.IntRange(-1, 60).Draw(rt, "days"))
		var want []bank.Movement
		for _, m := range bank.Movements(h, bank.Day{}, bank.Day{}, now) {
			if !m.Day.Before(from) && !to.Before(m.Day) {
				want = append(want, m)
			}
		}
		if got := bank.Movements(h, from, to, now); !reflect.DeepEqual(want, got) {
			rt.Errorf("from %s to %s (-want +got):\n%s", from, to, cmp.Diff(want, got, exact))
		}
	})
}

// A later look finds what an earlier one found, and more.
func TestTimeOnlyAddsRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		now := drawMoment(rt, "now", h.Opened, 60)
		early := bank.Movements(h, bank.Day{}, bank.Day{}, now)
		late := bank.Movements(h, bank.Day{}, bank.Day{}, drawMoment(rt, "later", now, 60))
		if len(late) < len(early) {
			rt.Fatalf("%d rows became %d", len(early), len(late))
		}
		if late = late[:len(early):len(early)]; len(early) > 0 && !reflect.DeepEqual(early, late) {
			rt.Errorf("(-early +late):\n%s", cmp.Diff(early, late, exact))
		}
	})
}

func TestSummaryCountsMovements(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		now := drawMoment(rt, "now", h.Opened, 100)
		from := bank.HistoryStart(h).Add(rapid.IntRange(0, 360).Draw(rt, "from"))
		to := from.Add(rapid.IntRange(0, 90).Draw(rt, "days"))
		account := rapid.SampledFrom(append(bank.AccountIDs(h), "")).Draw(rt, "account")
		var want bank.MovementSummary
		for _, m := range bank.Movements(h, from, to, now) {
			if account != "" && m.Account != account {
				continue
			}
			if want.Total == 0 {
				want.First = m.Day
			}
			want.Total, want.Last = want.Total+1, m.Day
			if m.Inflow {
				want.Inflow++
			} else {
				want.Outflow++
			}
		}
		if diff := cmp.Diff(want, bank.Summary(h, from, to, account, now), exact); diff != "" {
			rt.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// A counted persona has its rows when its link is made, and never more.
func TestCountedPersonas(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]int{"one_page": 100, "rows_101": 101, "rows_1001": 1001} {
		p, ok := fixtures.Bundled().Persona(id)
		if !ok {
			t.Fatalf("no persona %s", id)
		}
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				h := drawHolder(t, rt)
				h.Persona = p
				for _, now := range []time.Time{h.Opened, h.Opened.AddDate(1, 0, 0)} {
					rows := bank.Movements(h, bank.Day{}, bank.Day{}, now)
					if len(rows) != want {
						rt.Fatalf("%d rows on %s", len(rows), now)
					}
					from, n := bank.HistoryStart(h).Start().UnixMilli(), int64(want)
					span := h.Opened.UnixMilli() - from
					for i, m := range rows {
						if at, i := m.At.UnixMilli(), int64(i); at < from+span*i/n || at > from+span*(i+1)/n {
							rt.Fatalf("row %d of %d is on %s, not evenly spread", i, want, m.At)
						}
					}
				}
			})
		})
	}
}

// The calendar of clerk, computed another way.
func TestSchedules(t *testing.T) {
	t.Parallel()
	want := map[string][]string{}
	for first := time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC); first.Before(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)); first = first.AddDate(0, 1, 0) {
		d := first
		for business := 0; ; d = d.AddDate(0, 0, 1) {
			if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday {
				if business++; business == 5 {
					break
				}
			}
		}
		last := first.AddDate(0, 1, -1)
		want["salary"] = append(want["salary"], d.Format(time.DateOnly))
		want["rent"] = append(want["rent"], last.Format(time.DateOnly))
		for _, d := range []time.Time{first.AddDate(0, 0, 14), last} {
			for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
				d = d.AddDate(0, 0, -1)
			}
			want["freelance"] = append(want["freelance"], d.Format(time.DateOnly))
		}
	}
	want["bonus"] = []string{"2025-12-20"}
	for seed := range uint64(3) {
		got := map[string][]string{}
		h := holderOf(t, seed, clerk)
		for _, m := range bank.Movements(h, parseDay(t, "2025-04-01"), parseDay(t, "2026-02-28"), opened) {
			if _, ok := want[m.Kind]; ok {
				got[m.Kind] = append(got[m.Kind], m.Day.String())
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d (-want +got):\n%s", seed, diff)
		}
	}
}

func parseDay(tb testing.TB, text string) bank.Day {
	tb.Helper()
	d, err := bank.ParseDay(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// The endings that prices have do not take them out of their range.
func TestAmountsStayInRange(t *testing.T) {
	t.Parallel()
	p := clerk
	p.Streams = []fixtures.Stream{
		{Kind: "cash", Amount: [2]int64{52, 54}, Schedule: fixtures.Schedule{PerMonth: 20}},
		{Kind: "groceries", Amount: [2]int64{7, 8}, Schedule: fixtures.Schedule{PerMonth: 60}},
		{Kind: "telecom", Amount: [2]int64{9, 9}, Schedule: fixtures.Schedule{PerMonth: 20}},
	}
	ranges := map[string][2]bank.Money{"cash": {52_00, 54_00}, "groceries": {7_00, 8_00}, "telecom": {9_00, 9_00}}
	for _, m := range bank.Movements(holderOf(t, 7, p), bank.Day{}, bank.Day{}, opened) {
		if r, ok := ranges[m.Kind]; ok && (m.Amount < r[0] || m.Amount > r[1]) {
			t.Errorf("%s of %s is not from %s to %s", m.Kind, m.Amount, r[0], r[1])
		}
	}
}

// Pesos of Colombia have no cents.
func TestColombianAmountsAreWhole(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"co_salaried", "co_company"} {
		p, _ := fixtures.Bundled().Persona(id)
		for _, m := range bank.Movements(holderOf(t, 7, p), bank.Day{}, bank.Day{}, opened) {
			if m.Amount%100 != 0 || m.Balance%100 != 0 {
				t.Fatalf("%s: %s leaves %s", m.Kind, m.Amount, m.Balance)
			}
		}
	}
}

// Colombia takes four in a thousand of what left an account in a month, before
// the account is levelled.
func TestLevy(t *testing.T) {
	t.Parallel()
	p, _ := fixtures.Bundled().Persona("co_company")
	out, levy := map[string]bank.Money{}, map[string]bank.Money{}
	for _, m := range bank.Movements(holderOf(t, 7, p), parseDay(t, "2025-04-01"), parseDay(t, "2026-02-28"), opened) {
		month := m.Day.String()[:7]
		switch {
		case m.Kind == "levy":
			levy[month] = m.Amount
		case !m.Inflow && m.Kind != "invest":
			out[month] += m.Amount
		}
	}
	want := map[string]bank.Money{}
	for month, sum := range out {
		want[month] = sum * 4 / 1000 / 100 * 100
	}
	if diff := cmp.Diff(want, levy); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// No kind lacks a country's words.
func TestEveryWordIsThere(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			known := map[string]bool{}
			for _, c := range bank.Categories() {
				known[c] = true
			}
			for _, m := range bank.Movements(h, bank.Day{}, bank.Day{}, opened) {
				if m.Description == "" || !known[m.Category] || m.Subcategory == "" {
					t.Errorf("%s on %s has description %q, category %q, subcategory %q", m.Kind, m.Day, m.Description, m.Category, m.Subcategory)
				}
			}
		})
	}
}
