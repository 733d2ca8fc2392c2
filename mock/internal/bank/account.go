package bank

import (
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// An Account is one account as the vendor writes it. What only the other
// generation knows is null.
type Account struct {
	ID              string             `json:"id"`
	Link            string             `json:"link"`
	Institution     AccountInstitution `json:"institution"`
	CollectedAt     string             `json:"collected_at"`
	CreatedAt       string             `json:"created_at"`
	LastAccessedAt  string             `json:"last_accessed_at"`
	Category        string             `json:"category"`
	BalanceType     string             `json:"balance_type"`
	Overdraft       *Overdraft         `json:"overdraft"`
	Type            string             `json:"type"`
	Subtype         *string            `json:"subtype"`
	Name            string             `json:"name"`
	Number          string             `json:"number"`
	Agency          *string            `json:"agency"`
	CheckDigit      *string            `json:"check_digit"`
	Balance         AccountBalance     `json:"balance"`
	Currency        string             `json:"currency"`
	PublicName      *string            `json:"public_identification_name"`
	PublicValue     *string            `json:"public_identification_value"`
	InternalID      string             `json:"internal_identification"`
	CreditData      *CreditData        `json:"credit_data"`
	LoanData        *struct{}          `json:"loan_data"`
	FundsData       *struct{}          `json:"funds_data"`
	ReceivablesData *struct{}          `json:"receivables_data"`
	BankProductID   *string            `json:"bank_product_id"`
}

// AccountInstitution is where an account is held.
type AccountInstitution struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// AccountBalance is what is in an account; on a card what is owed and what may
// still be spent.
type AccountBalance struct {
	Current               Money  `json:"current"`
	Available             Money  `json:"available"`
	Blocked               *Money `json:"blocked"`
	AutomaticallyInvested *Money `json:"automatically_invested"`
}

// Overdraft is how far an account may go below zero, and how far it has.
type Overdraft struct {
	Arranged   Money `json:"arranged"`
	Used       Money `json:"used"`
	Unarranged Money `json:"unarranged"`
}

// RecordID is the account's id.
func (a *Account) RecordID() string { return a.ID }

// Accounts are a holder's accounts, in the persona's order, as they were when
// they were last seen.
func Accounts(h Holder, seen Seen) []Record {
	b := newBook(h, seen)
	var records []Record
	for i, a := range b.ledger.accounts {
		if _, last, ok := seen.undated(a.id); ok {
			records = append(records, b.account(i, last))
		}
	}
	return records
}

// A book writes the records that the provider saw of a holder. It makes each
// snapshot of an account once.
type book struct {
	ledger    *ledger
	seen      Seen
	snapshots map[snapshotKey]*Account
	balances  map[int64][]Money // by Unix microseconds
}

type snapshotKey struct {
	account int
	last    int64 // Unix microseconds
}

func newBook(h Holder, seen Seen) *book {
	return &book{ledger: newLedger(h), seen: seen, snapshots: map[snapshotKey]*Account{}, balances: map[int64][]Money{}}
}

// account is an account as it was at the moment last.
func (b *book) account(i int, last time.Time) *Account {
	key := snapshotKey{i, last.UnixMicro()}
	if made := b.snapshots[key]; made != nil {
		return made
	}
	first, _, _ := b.seen.undated(b.ledger.accounts[i].id)
	made := b.describe(i, b.balancesAt(last)[i], last)
	made.CreatedAt, made.CollectedAt, made.LastAccessedAt = Stamp(first), Stamp(last), Stamp(last)
	b.snapshots[key] = made
	return made
}

func (b *book) balancesAt(at time.Time) []Money {
	key := at.UnixMicro()
	if b.balances[key] == nil {
		b.balances[key] = b.ledger.balancesAt(at)
	}
	return b.balances[key]
}

func (b *book) describe(i int, held Money, at time.Time) *Account {
	l := b.ledger
	h, a, words := l.holder, &l.accounts[i], l.country.wording
	id := l.identify(a)
	owner := words.personal
	if h.Persona.Kind == fixtures.Company {
		owner = words.business
	}
	r := &Account{
		ID: a.id, Link: h.Link, Institution: AccountInstitution{h.Institution.Name, h.Institution.Type},
		Category: a.Category, BalanceType: "ASSET", Type: words.checking, Name: words.checking + " " + owner, Number: id.number,
		Balance: AccountBalance{Current: held, Available: held}, Currency: l.country.currency, InternalID: id.internal,
		PublicName: &id.publicName, PublicValue: &id.publicValue,
	}
	switch a.Category {
	case fixtures.Savings:
		r.Type, r.Name = words.savings, words.savings
	case fixtures.CreditCard:
		r.Type, r.Name, r.BalanceType = words.card, words.card+" "+id.network, "LIABILITY"
		r.Balance = AccountBalance{Current: -held, Available: max(0, a.limit+held)}
		r.PublicName, r.PublicValue = nil, nil
		r.CreditData = b.credit(i, id, held, at)
	}
	if h.openFinance() {
		b.openFinance(r, id, owner, held, a)
	}
	return r
}

// openFinance adds what only the form of 2026 has.
func (b *book) openFinance(r *Account, id identity, owner string, held Money, a *account) {
	r.Subtype, r.CheckDigit = &owner, &id.check
	if a.Category == fixtures.CreditCard {
		return
	}
	blocked, invested := Money(0), Money(0)
	r.Agency = &id.agency
	r.Balance.Available, r.Balance.Blocked, r.Balance.AutomaticallyInvested = max(0, held), &blocked, &invested
	if a.Category == fixtures.Checking {
		used := max(0, -held)
		r.Overdraft = &Overdraft{Arranged: a.limit, Used: used, Unarranged: max(0, used-a.limit)}
	}
}

// An identity is how an account is known.
type identity struct {
	agency, number, check   string
	publicName, publicValue string
	internal, network, card string
}

func (l *ledger) identify(a *account) identity {
	path := l.holder.World.At("identity", a.Key)
	c := path.Chance()
	id := identity{
		agency: c.Digits(4), number: c.Digits(8), check: c.Digits(1), internal: path.Hex(),
		network: seeded.Pick(c, []string{"VISA", "MASTERCARD"}), card: c.Digits(4),
	}
	id.publicName, id.publicValue = "AGENCY/ACCOUNT", id.agency+"/"+id.number+"-"+id.check
	switch l.holder.Institution.Country() {
	case mexico.code:
		id.publicName, id.publicValue = "CLABE", CLABE(c)
	case colombia.code:
		id.number += c.Digits(3)
		id.publicName, id.publicValue = "ACCOUNT_NUMBER", id.number
	}
	if a.Category == fixtures.CreditCard {
		id.number = strings.Repeat("*", 12) + id.card
	}
	return id
}
