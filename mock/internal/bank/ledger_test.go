package bank_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// exact compares movements with the unexported parts of days.
var exact = cmp.AllowUnexported(bank.Day{})

// checkLedger says what is wrong with a holder's movements up to a moment.
func checkLedger(h bank.Holder, now time.Time) error {
	start := bank.HistoryStart(h)
	held := map[string]bank.Money{}
	for _, account := range bank.AccountIDs(h) {
		held[account] = bank.Balance(h, account, start.Start().Add(-time.Millisecond))
	}
	seen := map[string]bool{}
	last := start.Start()
	for _, m := range bank.Movements(h, bank.Day{}, bank.Day{}, now) {
		held[m.Account] += signed(m)
		switch {
		case m.Balance != held[m.Account]:
			return fmt.Errorf("%s on %s: balance is %s, want %s after %s", m.Kind, m.At, m.Balance, held[m.Account], signed(m))
		case m.Amount <= 0:
			return fmt.Errorf("%s on %s: amount is %s", m.Kind, m.At, m.Amount)
		case m.At.Before(last) || m.At.After(now):
			return fmt.Errorf("%s on %s: not from %s to %s", m.Kind, m.At, last, now)
		case m.Day != bank.DayOf(m.At):
			return fmt.Errorf("%s on %s: day is %s", m.Kind, m.At, m.Day)
		case seen[m.ID] || m.ID[:13] != h.Link[:13]:
			return fmt.Errorf("%s on %s: id %s is there twice or not under link %s", m.Kind, m.At, m.ID, h.Link)
		}
		seen[m.ID], last = true, m.At
	}
	for account, want := range held {
		if got := bank.Balance(h, account, now); got != want {
			return fmt.Errorf("account %s holds %s at the end, want %s", account, got, want)
		}
	}
	return nil
}

func TestBalancesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		if err := checkLedger(h, drawMoment(rt, "now", h.Opened, 100)); err != nil {
			rt.Error(err)
		}
	})
}

// Balance is that of the last movement, from its very moment until the next.
func TestBalanceBetweenMovements(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		rows := bank.Movements(h, bank.Day{}, bank.Day{}, h.Opened)
		account := bank.AccountIDs(h)[0]
		rows = slices.DeleteFunc(rows, func(m bank.Movement) bool { return m.Account != account })
		for range min(10, len(rows)-1) {
			i := rapid.IntRange(0, len(rows)-2).Draw(rt, "row")
			m, next := rows[i], rows[i+1]
			for _, at := range []time.Time{m.At, next.At.Add(-time.Millisecond)} {
				if m.At.Equal(next.At) {
					continue
				}
				if got := bank.Balance(h, account, at); got != m.Balance {
					rt.Errorf("at %s the balance is %s; %s left %s at %s", at, got, m.Kind, m.Balance, m.At)
				}
				if there := bank.Movements(h, m.Day, m.Day, at); !slices.ContainsFunc(there, func(o bank.Movement) bool { return o.ID == m.ID }) {
					rt.Errorf("at %s there is no %s of %s", at, m.Kind, m.At)
				}
			}
		}
	})
}

// Who has money hardly ever overdraws, who owes stays in debt, no card goes
// beyond its limit, and no balance runs away from what it began with.
func TestBalancesAreSensible(t *testing.T) {
	t.Parallel()
	for _, p := range personas() {
		t.Run(p.ID, func(t *testing.T) {
			t.Parallel()
			rows, overdrawn := 0, 0
			for seed := range uint64(5) {
				h := holderOf(t, seed, p)
				before := bank.HistoryStart(h).Start().Add(-time.Millisecond)
				lowest, highest := map[string]bank.Money{}, map[string]bank.Money{}
				for _, r := range bank.Accounts(h, looks(opened)) {
					a := r.(*bank.Account)
					base := bank.Balance(h, a.ID, before)
					switch {
					case a.Category == fixtures.CreditCard:
						lowest[a.ID] = -a.CreditData.CreditLimit
					case base < 0:
						lowest[a.ID] = 4 * base
					default:
						lowest[a.ID], highest[a.ID] = -base, 12*base
					}
				}
				for _, m := range bank.Movements(h, bank.Day{}, bank.Day{}, opened) {
					if m.Balance < lowest[m.Account] || m.Balance > highest[m.Account] {
						t.Fatalf("seed %d: %s of %s leaves %s, not from %s to %s", seed, m.Kind, m.Amount, m.Balance, lowest[m.Account], highest[m.Account])
					}
					rows++
					if m.Balance < 0 && highest[m.Account] > 0 {
						overdrawn++
					}
				}
			}
			if overdrawn*100 > rows {
				t.Errorf("%d of %d rows leave an account overdrawn", overdrawn, rows)
			}
		})
	}
}
