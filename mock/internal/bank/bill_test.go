package bank_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// sheet is what the movements of a card say of one of its bills.
type sheet struct {
	Bought, Fee, Interest, Paid bank.Money
	PaidOn                      string
}

// A bill is what was bought in its month and what being late cost in it, which
// is two percent and one of what was bought in the month before; and it is paid
// in the month that follows, by as much on both accounts.
func TestBillsFollowFromMovements(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := holderOf(t, rapid.Uint64().Draw(rt, "seed"), rapid.SampledFrom(withCards()).Draw(rt, "persona"))
		now := drawMoment(rt, "now", h.Opened, 100)
		if rapid.Bool().Draw(rt, "just before a payment") {
			now = nextPayment(h, now)
		}
		months := map[string]map[string]sheet{} // by account, then the month's first day
		paid := map[string][]bank.Money{}       // from the first account, by day
		got := map[string][]bank.Money{}        // by cards
		for _, m := range bank.Movements(h, bank.Day{}, bank.Day{}, now) {
			month := m.Day.String()[:7]
			if months[m.Account] == nil {
				months[m.Account] = map[string]sheet{}
			}
			s := months[m.Account][month]
			switch m.Kind {
			case "card_payment":
				if m.Account != bank.AccountIDs(h)[0] || m.Inflow {
					rt.Errorf("%s is paid from account %s", m.Amount, m.Account)
				}
				paid[m.Day.String()] = append(paid[m.Day.String()], m.Amount)
			case "card_paid":
				got[m.Day.String()] = append(got[m.Day.String()], m.Amount)
				s.Paid, s.PaidOn = m.Amount, m.Day.String()
			case "late_fee":
				s.Fee = m.Amount
			case "late_interest":
				s.Interest = m.Amount
			default:
				s.Bought += m.Amount
			}
			months[m.Account][month] = s
		}
		// One second lies between what leaves an account and what a card gets.
		if now := bank.DayOf(now).String(); len(got[now]) < len(paid[now]) {
			paid[now] = paid[now][:len(got[now])]
		}
		for day, amounts := range paid {
			if len(amounts) == 0 {
				delete(paid, day)
			}
		}
		if diff := cmp.Diff(paid, got); diff != "" {
			rt.Errorf("what cards got, by day (-left account +got):\n%s", diff)
		}
		checkBills(rt, bank.Bills(h, looks(now)), months)
		for _, r := range bank.Bills(h, looks(now)) {
			bill, days := r.(*bank.Bill), 0
			if late(h, bill.Account.ID) {
				days = 3
				checkLate(rt, h, bill, months[bill.Account.ID])
			}
			if len(bill.Payments) > 0 && bill.Payments[0].Date != bill.DueDate.Add(days) {
				rt.Errorf("bill due on %s is paid on %s", bill.DueDate, bill.Payments[0].Date)
			}
		}
	})
}

// nextPayment is the last moment before a bill is paid.
func nextPayment(h bank.Holder, now time.Time) time.Time {
	for _, m := range bank.Movements(h, bank.DayOf(now), bank.Day{}, now.AddDate(0, 0, 40)) {
		if m.Kind == "card_payment" && m.At.After(now) {
			return m.At.Add(-time.Millisecond)
		}
	}
	return now
}

func late(h bank.Holder, account string) bool {
	return h.Persona.Accounts[slices.Index(bank.AccountIDs(h), account)].Late
}

// checkLate looks at what a bill says of the one before, if all of that one's
// month lies in the history.
func checkLate(t *rapid.T, h bank.Holder, bill *bank.Bill, card map[string]sheet) {
	t.Helper()
	before := bill.DueDate.AddMonths(-2)
	first, err := bank.ParseDay(before.String()[:7] + "-01")
	if err != nil || first.Before(bank.HistoryStart(h)) {
		return
	}
	late := card[before.String()[:7]].Bought
	for _, c := range bill.Charges {
		want := map[string]bank.Money{"LATE_FEE": late * 2 / 100, "LATE_PAYMENT_INTEREST": late / 100}[c.Type]
		if c.Amount != want {
			t.Errorf("bill due on %s: %s is %s, want %s of %s", bill.DueDate, c.Type, c.Amount, want, late)
		}
	}
	if late > 0 && len(bill.Charges) != 2 {
		t.Errorf("bill due on %s has charges %v", bill.DueDate, bill.Charges)
	}
}

func checkBills(t *rapid.T, bills []bank.Record, months map[string]map[string]sheet) {
	t.Helper()
	if len(bills) == 0 {
		t.Fatal("no bills")
	}
	for _, r := range bills {
		bill := r.(*bank.Bill)
		card := months[bill.Account.ID]
		bought, payment := card[bill.DueDate.AddMonths(-1).String()[:7]], card[bill.DueDate.String()[:7]]
		got, want := sheet{}, sheet{Fee: bought.Fee, Interest: bought.Interest, Paid: payment.Paid, PaidOn: payment.PaidOn}
		for _, c := range bill.Charges {
			switch c.Type {
			case "LATE_FEE":
				got.Fee = c.Amount
			case "LATE_PAYMENT_INTEREST":
				got.Interest = c.Amount
			}
		}
		for _, p := range bill.Payments {
			got.Paid, got.PaidOn = p.Amount, p.Date.String()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("bill due on %s (-movements +bill):\n%s", bill.DueDate, diff)
		}
		if sum := bought.Bought + bought.Fee + bought.Interest; bill.Total != sum {
			t.Errorf("bill due on %s: total is %s, want %s", bill.DueDate, bill.Total, sum)
		}
		if got.Paid > 0 && got.Paid != bill.Total {
			t.Errorf("bill due on %s over %s: the card got %s", bill.DueDate, bill.Total, got.Paid)
		}
	}
}

func withCards() []fixtures.Persona {
	var found []fixtures.Persona
	for _, p := range personas() {
		for _, a := range p.Accounts {
			if a.Category == fixtures.CreditCard && p.Rows == 0 {
				found = append(found, p)
				break
			}
		}
	}
	return found
}

// A movement on a card names the bill that it stands on, once that is made.
func TestMovementsNameTheirBill(t *testing.T) {
	t.Parallel()
	h := openly(t, holderOf(t, 7, clerk))
	bills, due := map[string]*bank.Bill{}, map[string]*bank.Bill{} // by id; by account and due date
	for _, r := range bank.Bills(h, looks(opened)) {
		bill := r.(*bank.Bill)
		bills[bill.ID], due[bill.Account.ID+bill.DueDate.String()] = bill, bill
	}
	named := map[string]bool{}
	for _, r := range bank.Transactions(h, looks(opened)) {
		tx := r.(*bank.Transaction)
		d := tx.CardData
		if d == nil {
			continue
		}
		if (d.BillStatus == "OPEN") != (d.BillAmount == nil) {
			t.Errorf("a bill that is %s has the amount %v", d.BillStatus, d.BillAmount)
		}
		if previous := due[tx.Account.ID+d.BillDueDate.AddMonths(-1).String()]; previous != nil && *d.PreviousTotal != previous.Total.String() {
			t.Errorf("the bill before that of %s is over %s, want %s", d.BillDueDate, *d.PreviousTotal, previous.Total)
		}
		if fee := tx.Description == "MULTA POR ATRASO"; fee != (d.FeeType != nil) {
			t.Errorf("%s has the fee type %v", tx.Description, d.FeeType)
		}
		if d.Bill == nil {
			continue
		}
		bill := bills[d.Bill.ID]
		if bill == nil {
			t.Fatalf("there is no bill %s", d.Bill.ID)
		}
		named[bill.ID] = true
		if d.BillName != bill.Name || d.BillDueDate != bill.DueDate || *d.BillAmount != bill.Total || *d.BillInternalID != bill.InternalID ||
			(d.BillStatus == "PAID") != (len(bill.Payments) > 0) {
			t.Errorf("movement says %+v of bill %+v", *d, *bill)
		}
	}
	if len(named) != len(bills) {
		t.Errorf("%d of %d bills are named", len(named), len(bills))
	}
}
