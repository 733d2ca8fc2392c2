package bank_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// A card owes the bill that closed last until that is paid, and is due next on
// the first day that is left.
func TestCardsOweTheirLastBill(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := holderOf(t, rapid.Uint64().Draw(rt, "seed"), rapid.SampledFrom(withCards()).Draw(rt, "persona"))
		if rapid.Bool().Draw(rt, "open finance") {
			h = openly(t, h)
		}
		now := drawMoment(rt, "now", h.Opened, 60)
		if rapid.Bool().Draw(rt, "around a payment") {
			now = nextPayment(h, now).Add(time.Duration(rapid.Int64Range(0, 2*day).Draw(rt, "after")) * time.Millisecond)
		}
		last := map[string]*bank.Bill{}
		for _, r := range bank.Bills(h, looks(now)) {
			if b := r.(*bank.Bill); last[b.Account.ID] == nil {
				last[b.Account.ID] = b
			}
		}
		for _, r := range bank.Accounts(h, looks(now)) {
			a := r.(*bank.Account)
			if a.CreditData == nil {
				continue
			}
			c, bill := a.CreditData, last[a.ID]
			owed, due := bill.Total, bill.DueDate
			if len(bill.Payments) > 0 {
				owed = 0
			}
			if len(bill.Payments) > 0 || due.Before(bank.DayOf(now)) {
				due = due.AddMonths(1)
			}
			if c.NoInterestPayment != owed || c.NextPaymentDate != due {
				rt.Errorf("at %s a card owes %s until %s, want %s until %s", now, c.NoInterestPayment, c.NextPaymentDate, owed, due)
			}
			if rest := owed*15/100 - c.MinimumPayment; rest < 0 || rest >= 1_00 {
				rt.Errorf("the minimum of %s is %s", owed, c.MinimumPayment)
			}
			if rest := bill.Total*15/100 - bill.Minimum; rest < 0 || rest >= 1_00 {
				rt.Errorf("the minimum of a bill of %s is %s", bill.Total, bill.Minimum)
			}
			if a.Balance.Current+a.Balance.Available != c.CreditLimit {
				rt.Errorf("of %s there are %s spent and %s left", c.CreditLimit, a.Balance.Current, a.Balance.Available)
			}
			for _, l := range c.Limits {
				if l.Limit != c.CreditLimit || l.Used != a.Balance.Current || l.Available != a.Balance.Available {
					rt.Errorf("a limit is %+v, the balance %+v", l, a.Balance)
				}
			}
		}
	})
}
