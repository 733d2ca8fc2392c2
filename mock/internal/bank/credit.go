package bank

import "time"

// CreditData is what only credit cards have.
type CreditData struct {
	CollectedAt       string        `json:"collected_at"`
	CreditLimit       Money         `json:"credit_limit"`
	Limits            []CreditLimit `json:"limits"`
	CuttingDate       Day           `json:"cutting_date"`
	MinimumPayment    Money         `json:"minimum_payment"`
	Network           *string       `json:"network"`
	NetworkInfo       *string       `json:"network_additional_info"`
	Cards             []Card        `json:"cards"`
	NextPaymentDate   Day           `json:"next_payment_date"`
	NoInterestPayment Money         `json:"no_interest_payment"`
	InterestRate      Money         `json:"interest_rate"`
	EndDate           *string       `json:"end_date"`
	MonthlyPayment    *Money        `json:"monthly_payment"`
	LastPaymentDate   *string       `json:"last_payment_date"`
}

// A CreditLimit is one of a card's limits.
type CreditLimit struct {
	Card          string  `json:"identification_number"`
	Limit         Money   `json:"credit_limit"`
	Used          Money   `json:"used_amount"`
	Available     Money   `json:"available_amount"`
	Flexible      bool    `json:"is_limit_flexible"`
	Type          string  `json:"type"`
	Consolidation string  `json:"consolidation_type"`
	Line          *string `json:"line_name"`
	LineInfo      *string `json:"line_name_additional_info"`
}

// A Card is one plastic of a credit card account.
type Card struct {
	Multiple bool   `json:"is_multiple"`
	Number   string `json:"identification_number"`
}

// yearlyInterest is what a card charges, in percent a year.
//
// Source: our choice; cards there charge in this order.
const yearlyInterest Money = 389_90

// minimumPart is how much of a bill must be paid, in percent.
const minimumPart = 15

// credit is a card's data at a moment: the bill that closed last is what counts.
func (b *book) credit(i int, id identity, held Money, at time.Time) *CreditData {
	l := b.ledger
	a, m := &l.accounts[i], DayOf(at).month()
	due := l.dueDay(m, i)
	owed := Money(0)
	if l.holder.Persona.Rows == 0 {
		owed = l.bill(m-1, i)
	}
	paid := at.UnixMilli() >= l.paidAt(m, i)
	if paid {
		owed = 0
	}
	if paid || at.UnixMilli() >= due.Add(1).millis() {
		due = l.dueDay(m+1, i)
	}
	c := &CreditData{
		CollectedAt: Stamp(at), CreditLimit: a.limit, CuttingDate: m.last(), MinimumPayment: l.tidy(owed * minimumPart / 100),
		NextPaymentDate: due, NoInterestPayment: owed, InterestRate: yearlyInterest,
	}
	if l.holder.openFinance() {
		c.Network = &id.network
		c.Cards = []Card{{Multiple: true, Number: id.card}}
		c.Limits = []CreditLimit{{
			Card: id.card, Limit: a.limit, Used: max(0, -held), Available: max(0, a.limit+held), Type: "TOTAL_LIMIT",
			Consolidation: "CONSOLIDADO",
		}}
	}
	return c
}
