package bank

import (
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A Transaction is one movement as the vendor writes it.
type Transaction struct {
	ID                 string        `json:"id"`
	InternalID         string        `json:"internal_identification"`
	Account            *Account      `json:"account"`
	CollectedAt        string        `json:"collected_at"`
	CreatedAt          string        `json:"created_at"`
	ValueDate          Day           `json:"value_date"`
	TransactedAt       string        `json:"transacted_at"`
	AccountingDate     *string       `json:"accounting_date"`
	InferredAccounting *Day          `json:"inferred_accounting_date"`
	Amount             Money         `json:"amount"`
	LocalAmount        *Money        `json:"local_currency_amount"`
	Balance            *Money        `json:"balance"`
	Currency           string        `json:"currency"`
	Description        string        `json:"description"`
	Observations       *string       `json:"observations"`
	Merchant           *Merchant     `json:"merchant"`
	Category           *string       `json:"category"`
	Subcategory        *string       `json:"subcategory"`
	Reference          *string       `json:"reference"`
	Type               string        `json:"type"`
	Status             string        `json:"status"`
	CardData           *CardData     `json:"credit_card_data"`
	Counterparty       *Counterparty `json:"counterparty"`
	LoanData           *struct{}     `json:"loan_data"`
	PaymentType        *string       `json:"payment_type"`
	OperationType      *string       `json:"operation_type"`
	OperationInfo      *string       `json:"operation_type_additional_info"`
	MCC                *int          `json:"mcc"`
}

// A Merchant is who sold.
type Merchant struct {
	Logo    *string `json:"logo"`
	Website *string `json:"website"`
	Name    string  `json:"merchant_name"`
}

// A Counterparty is the other side of a movement in a Brazilian account.
type Counterparty struct {
	Type     string  `json:"type"`
	Document *string `json:"document_number"`
	Bank     string  `json:"clearing_code"`
	Agency   string  `json:"agency"`
	Check    string  `json:"check_digit"`
	Number   string  `json:"number"`
}

// RecordID is the transaction's id.
func (t *Transaction) RecordID() string { return t.ID }

// Transactions are the movements that the provider saw, the latest first.
func Transactions(h Holder, seen Seen) []Record {
	_, latest, ok := seen.undated("")
	if !ok {
		return nil
	}
	b := newBook(h, seen)
	var rows []*Transaction
	b.ledger.walk(Day{}, Day{}, latest, func(r row, balances []Money) {
		first, last, ok := seen(b.ledger.accounts[r.account].id, time.UnixMilli(r.at).UTC(), b.ledger.since(r))
		if !ok || !b.ledger.known(r, last) {
			return
		}
		balance := balances[r.account] + b.ledger.edited(r, latest, last)
		if r.extra > 0 {
			first = b.ledger.firstSeen(r, first, seen)
		}
		rows = append(rows, b.transaction(b.ledger.movement(r, balance), r.account, first, last))
	})
	if len(h.Extra) > 0 {
		rows = newest(rows)
	}
	slices.SortFunc(rows, latestFirst)
	records := make([]Record, len(rows))
	for i, t := range rows {
		records[i] = t
	}
	return records
}

// newest leaves of each transaction what was seen last: one that was edited may
// have been seen at one place before, and at another since.
func newest(rows []*Transaction) []*Transaction {
	last := map[string]*Transaction{}
	for _, t := range rows {
		if other := last[t.ID]; other == nil || other.CollectedAt < t.CollectedAt {
			last[t.ID] = t
		}
	}
	return slices.DeleteFunc(rows, func(t *Transaction) bool { return last[t.ID] != t })
}

// latestFirst is the order of lists: value_date descending, then id.
func latestFirst(a, b *Transaction) int {
	if c := b.ValueDate.Compare(a.ValueDate); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

// transacted is the form of transacted_at: three fractional digits exactly.
const transacted = "2006-01-02T15:04:05.000Z"

// transaction writes a movement as it was seen at the moment last.
//
// Source: the vendor's documents leave balance, reference and observations null
// in open finance; the fields from payment_type on are unknown to 2023.
func (b *book) transaction(m Movement, account int, first, last time.Time) *Transaction {
	t := &Transaction{
		ID: m.ID, InternalID: strings.ReplaceAll(m.ID[13:], "-", ""), CollectedAt: Stamp(last), CreatedAt: Stamp(first), Account: b.account(account, last),
		ValueDate: m.Day, TransactedAt: m.At.Format(transacted), Amount: m.Amount, Currency: b.ledger.country.currency,
		Description: m.Description, Category: given(m.Category), Subcategory: given(m.Subcategory), Type: "OUTFLOW", Status: m.status(last),
	}
	if m.Inflow {
		t.Type = "INFLOW"
	}
	if m.Merchant != "" {
		t.Merchant = &Merchant{Name: m.Merchant}
	}
	if t.Status == "PROCESSED" {
		booked := m.booked().Start().Format(time.RFC3339)
		t.AccountingDate = &booked
	}
	if m.Parts > 0 {
		t.Description += b.ledger.country.wording.part + twoDigits(m.Part) + "/" + twoDigits(m.Parts)
	}
	if b.ledger.accounts[account].Category == fixtures.CreditCard {
		t.CardData = b.cardData(m, account, last)
	}
	if b.ledger.holder.openFinance() {
		b.openTransaction(t, m)
	} else {
		balance := m.Balance
		if t.CardData != nil {
			balance = -balance
		}
		t.Balance, t.Reference, t.Observations = &balance, given(m.Reference), given(m.Message)
	}
	return t
}

// openTransaction adds what only the form of 2026 has.
func (b *book) openTransaction(t *Transaction, m Movement) {
	inferred, local := m.booked(), m.Amount
	t.InferredAccounting, t.LocalAmount = &inferred, &local
	if m.Message != "" {
		t.Description += " - " + m.Message
	}
	t.OperationType = given(m.Operation)
	if m.Operation == "" {
		t.OperationType = given("OUTROS")
	}
	if m.MCC > 0 {
		t.MCC = &m.MCC
	}
	if t.CardData != nil {
		kind := "FULL"
		if m.Parts > 0 {
			kind = "INSTALLMENT"
		}
		t.PaymentType = &kind
	}
	if o := m.Other; o != nil {
		t.Counterparty = &Counterparty{Type: "INDIVIDUAL", Document: given(o.Document), Bank: o.Bank, Agency: o.Agency, Check: o.Check, Number: o.Number}
		if o.Company {
			t.Counterparty.Type = "COMPANY"
		}
	}
}

// status is what a look at a moment finds.
func (m Movement) status(at time.Time) string {
	switch {
	case m.Status != "":
		return m.Status
	case m.Slow && at.Before(m.Settles):
		return "PENDING"
	default:
		return "PROCESSED"
	}
}

// booked is the day on which the bank books m.
func (m Movement) booked() Day {
	if m.Slow {
		return m.Day.Add(1).booked()
	}
	return m.Day.booked()
}

// given is nil for an empty text.
func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }
