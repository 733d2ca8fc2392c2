package bank_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// One person is one person: nothing depends on what was asked before.
func TestRecordsAreTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := looks(opened.Add(20 * 24 * time.Hour))
			first := map[string][]bank.Record{}
			for _, r := range resources {
				first[r.name] = r.records(h, seen)
			}
			for _, r := range slices.Backward(resources) {
				if second := r.records(h, seen); !reflect.DeepEqual(first[r.name], second) {
					t.Errorf("%s (-first +second):\n%s", r.name, cmp.Diff(asJSON(t, first[r.name]), asJSON(t, second)))
				}
			}
		})
	}
}

// All ids are unique and begin as their link does.
func TestIDsAreUnderTheirLink(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ids := map[string]bool{}
			for _, r := range resources {
				for _, record := range r.records(h, looks(opened)) {
					id := record.RecordID()
					if ids[id] || !strings.HasPrefix(id, h.Link[:13]) {
						t.Errorf("%s: id %s is there twice or not under link %s", r.name, id, h.Link)
					}
					ids[id] = true
				}
			}
		})
	}
}

// Two links of one person hold the same, under ids of their own.
func TestTwoLinksOfOnePerson(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := h
			other.Link = otherLink
			for _, r := range resources {
				seen := since(opened.AddDate(0, 0, -20), looks(opened))
				want := strings.ReplaceAll(asJSON(t, r.records(h, seen)), aLink[:13], otherLink[:13])
				want = strings.ReplaceAll(want, otherLink[:13]+aLink[13:], otherLink)
				if diff := cmp.Diff(want, asJSON(t, r.records(other, seen))); diff != "" {
					t.Errorf("%s (-want +got):\n%s", r.name, diff)
				}
			}
		})
	}
}

func TestCountsAreLengths(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		at := drawMoment(rt, "at", h.Opened, 100)
		seen := looks(at)
		want := []int{
			len(bank.Accounts(h, seen)), len(bank.AccountIDs(h)), len(bank.Owners(h, seen)), len(bank.BRBalances(h, seen)),
			len(bank.Transactions(h, seen)),
		}
		got := []int{
			bank.CountAccounts(h), bank.CountAccounts(h), bank.CountOwners(h), bank.CountBRBalances(h),
			bank.Summary(h, bank.Day{}, bank.Day{}, "", at).Total,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Errorf("(-len +count):\n%s", diff)
		}
	})
}

// What was never looked at is not there, and what happened after the last look
// is not there yet.
func TestOnlyWhatWasSeenIsThere(t *testing.T) {
	t.Parallel()
	h := holderOf(t, 7, clerk)
	for _, r := range resources {
		if got := r.records(h, looks()); len(got) > 0 {
			t.Errorf("%d %s without a look", len(got), r.name)
		}
	}
	early, late := opened, opened.Add(72*time.Hour)
	for _, r := range bank.Transactions(h, looks(early, late)) {
		tx := r.(*bank.Transaction)
		want := bank.Stamp(early)
		if tx.TransactedAt > early.Format("2006-01-02T15:04:05.000Z") {
			want = bank.Stamp(late)
		}
		if tx.CreatedAt != want || tx.CollectedAt != bank.Stamp(late) || tx.Account.CreatedAt != bank.Stamp(early) {
			t.Errorf("transaction of %s: created %s, collected %s", tx.TransactedAt, tx.CreatedAt, tx.CollectedAt)
		}
	}
}

func TestListsHaveTheLatestFirst(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inOrder := slices.IsSortedFunc(bank.Transactions(h, looks(opened)), func(a, b bank.Record) int {
				one, other := a.(*bank.Transaction), b.(*bank.Transaction)
				if c := other.ValueDate.Compare(one.ValueDate); c != 0 {
					return c
				}
				return strings.Compare(one.ID, other.ID)
			})
			if !inOrder {
				t.Error("transactions are not by value_date, then id")
			}
		})
	}
}

// A balance of a day is what the account held at its end, or when it was last
// looked at, which may be another day for each account.
func TestDailyBalances(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		now := drawMoment(rt, "now", h.Opened, 100)
		at, want := map[string]time.Time{"": now}, 0
		for _, id := range bank.AccountIDs(h) {
			at[id] = now.Add(-time.Duration(rapid.Int64Range(0, 3*day).Draw(rt, "ago")) * time.Millisecond)
			want += bank.DayOf(at[id]).Sub(bank.HistoryStart(h)) + 1
		}
		seen := func(account string, then, since time.Time) (first, last time.Time, ok bool) {
			return looks(at[account])(account, then, since)
		}
		rows := bank.Balances(h, seen)
		if len(rows) != want {
			rt.Fatalf("%d rows, want %d", len(rows), want)
		}
		for i := range 40 {
			row := rows[min(i, len(rows)-1)].(*bank.DailyBalance) // the last days are where looks differ
			if i >= 20 {
				row = rapid.SampledFrom(rows).Draw(rt, "row").(*bank.DailyBalance)
			}
			end, look := row.ValueDate.Add(1).Start().Add(-time.Millisecond), at[row.Account.ID]
			if end.After(look) {
				end = look
			}
			want := bank.Balance(h, row.Account.ID, end) + lapsedBetween(h, row.Account.ID, end, look)
			if row.Account.Category == fixtures.CreditCard {
				want = -want
			}
			if row.Balance != want || row.Current != want || row.CollectedAt != bank.Stamp(look) {
				rt.Errorf("%s on %s, seen %s: balance is %s, want %s", row.Account.Category, row.ValueDate, row.CollectedAt, row.Balance, want)
			}
		}
	})
}

// lapsedBetween is what was owed at a moment and no longer at another, since it
// had lapsed.
func lapsedBetween(h bank.Holder, account string, from, to time.Time) bank.Money {
	var sum bank.Money
	for _, m := range bank.Movements(h, bank.DayOf(from).Add(-2), bank.Day{}, from) {
		if m.Account == account && !m.Lapses.IsZero() && !to.Before(m.Lapses) {
			sum += m.Amount
		}
	}
	return sum
}

// An account says what it holds; in open finance a debt stands beside it.
func TestAccountsHoldTheirBalance(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := opened.Add(50 * 24 * time.Hour)
			var open []bank.Money
			for _, r := range bank.Accounts(h, looks(now)) {
				a := r.(*bank.Account)
				held := bank.Balance(h, a.ID, now)
				if a.Category == fixtures.CreditCard {
					held = -held
				} else {
					open = append(open, max(0, held))
				}
				if a.Balance.Current != held {
					t.Errorf("%s: current is %s, want %s", a.Category, a.Balance.Current, held)
				}
				if o := a.Overdraft; o != nil && (o.Used != max(0, -held) || o.Unarranged != max(0, o.Used-o.Arranged)) {
					t.Errorf("%s holds %s, overdraft %v", a.Category, held, *o)
				}
			}
			var got []bank.Money
			for _, r := range bank.BRBalances(h, looks(now)) {
				got = append(got, r.(*bank.BRBalance).Available)
			}
			if diff := cmp.Diff(open, got); diff != "" {
				t.Errorf("br balances (-want +got):\n%s", diff)
			}
		})
	}
}
