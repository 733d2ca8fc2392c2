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

// told is what a transaction says of its movement.
type told struct {
	At, Amount, Balance, Type, Status, Booked, Inferred, Reference, Message, Payment, Other string
	Part, MCC                                                                               int
}

// A transaction says what its movement does, in the form of its generation.
func TestTransactionsSayWhatMoved(t *testing.T) {
	t.Parallel()
	for name, h := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open := h.Institution.IntegrationType == "openfinance"
			cards := map[string]bool{}
			for i, id := range bank.AccountIDs(h) {
				cards[id] = h.Persona.Accounts[i].Category == fixtures.CreditCard
			}
			found := byID(bank.Transactions(h, looks(opened)))
			for _, m := range bank.Movements(h, bank.Day{}, bank.Day{}, opened) {
				if diff := cmp.Diff(expected(m, cards[m.Account], open), says(found[m.ID])); diff != "" {
					t.Fatalf("%s of %s (-movement +transaction):\n%s", m.Kind, m.At, diff)
				}
			}
		})
	}
}

func expected(m bank.Movement, card, open bool) told {
	want := told{At: bank.Stamp(m.At)[:23] + "Z", Amount: m.Amount.String(), Type: "OUTFLOW", Status: "PROCESSED", Part: m.Parts}
	if m.Inflow {
		want.Type = "INFLOW"
	}
	booked := m.At
	if m.Slow {
		booked = booked.AddDate(0, 0, 1)
	}
	for booked.Weekday() == time.Saturday || booked.Weekday() == time.Sunday {
		booked = booked.AddDate(0, 0, 1)
	}
	want.Booked = booked.Format(time.DateOnly) + "T00:00:00Z"
	if m.Slow && opened.Before(m.Settles) {
		want.Status, want.Booked = "PENDING", ""
	}
	balance := m.Balance
	if card {
		balance = -balance
	} else {
		want.Part = 0 // only cards know of instalments
	}
	if !open {
		want.Balance, want.Reference, want.Message = balance.String(), m.Reference, m.Message
		return want
	}
	want.MCC, want.Inferred = m.MCC, booked.Format(time.DateOnly)
	if card && m.Parts > 0 {
		want.Payment = "INSTALLMENT"
	} else if card {
		want.Payment = "FULL"
	}
	if m.Other != nil {
		want.Other = m.Other.Bank + m.Other.Agency + m.Other.Number + m.Other.Check + m.Other.Document
	}
	return want
}

func says(tx *bank.Transaction) told {
	got := told{
		At: tx.TransactedAt, Amount: tx.Amount.String(), Type: tx.Type, Status: tx.Status,
		Booked: text(tx.AccountingDate), Inferred: text(tx.InferredAccounting), Balance: text(tx.Balance),
		Reference: text(tx.Reference), Message: text(tx.Observations), Payment: text(tx.PaymentType),
	}
	if tx.MCC != nil {
		got.MCC = *tx.MCC
	}
	if d := tx.CardData; d != nil && d.Installments != nil {
		got.Part = *d.Installments
	}
	if o := tx.Counterparty; o != nil {
		got.Other = o.Bank + o.Agency + o.Number + o.Check + text(o.Document)
	}
	return got
}

// text is empty for nil.
func text[T any](p *T) string {
	if p == nil {
		return ""
	}
	return fmt.Sprint(*p)
}

// Who pays a salary pays the bonus too; what is slow takes about a day; amounts
// are the persona's.
func TestMovementsAreOfOnePerson(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := holderOf(t, rapid.Uint64().Draw(rt, "seed"), clerk)
		employers := map[string]bool{}
		ranges := map[string][2]int64{}
		for _, s := range clerk.Streams {
			ranges[s.Kind] = s.Amount
		}
		late := bank.AccountIDs(h)[3]
		for _, m := range bank.Movements(h, bank.Day{}, bank.Day{}, opened) {
			if m.Kind == "salary" || m.Kind == "bonus" {
				employers[m.Other.Name] = true
			}
			if took := m.Settles.Sub(m.At); took < 14*time.Hour || took > 26*time.Hour {
				rt.Errorf("%s of %s settles after %s", m.Kind, m.At, took)
			}
			if bought := m.Account == late && m.Kind != "card_paid"; bought && !m.Slow || m.Kind == "card_paid" && m.Slow {
				rt.Errorf("%s on a card: slow is %t", m.Kind, m.Slow)
			}
			if r, ok := ranges[m.Kind]; ok && (int64(m.Amount) < r[0]*100 || int64(m.Amount) > r[1]*100) {
				rt.Errorf("%s of %s is not from %d to %d", m.Kind, m.Amount, r[0], r[1])
			}
		}
		if len(employers) != 1 {
			rt.Errorf("%d employers", len(employers))
		}
	})
}

// Friends who send are friends who receive.
func TestFriendsSendAndReceive(t *testing.T) {
	t.Parallel()
	p, _ := fixtures.Bundled().Persona("br_salaried")
	friends := map[string]map[string]bool{"transfer_in": {}, "transfer_out": {}}
	for _, m := range bank.Movements(holderOf(t, 7, p), bank.Day{}, bank.Day{}, opened) {
		if known := friends[m.Kind]; known != nil {
			known[m.Other.Number] = true
		}
	}
	for number := range friends["transfer_out"] {
		friends["transfer_in"][number] = true
	}
	if n := len(friends["transfer_in"]); n < 10 || n > 20 {
		t.Errorf("%d people in all send and receive", n)
	}
}

// What is bought in instalments is one purchase: the same merchant and amount,
// the parts in order, a month apart.
func TestInstalmentsFollowEachOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := holderOf(t, rapid.Uint64().Draw(rt, "seed"), clerk)
		rows := bank.Movements(h, bank.Day{}, bank.Day{}, opened)
		rows = slices.DeleteFunc(rows, func(m bank.Movement) bool { return m.Kind != "electronics" })
		if len(rows) != 12 {
			rt.Fatalf("%d parts in twelve months", len(rows))
		}
		for i, m := range rows {
			if m.Part < 1 || m.Part > 12 || m.Parts != 12 {
				rt.Errorf("part %d of %d", m.Part, m.Parts)
			}
			if i == 0 || m.Part == 1 {
				continue
			}
			if last := rows[i-1]; m.Part != last.Part+1 || m.Amount != last.Amount || m.Merchant != last.Merchant {
				rt.Errorf("part %d of %s at %s follows part %d of %s at %s", m.Part, m.Amount, m.Merchant, last.Part, last.Amount, last.Merchant)
			}
		}
	})
}
