// Package bank makes what an institution holds about a person: accounts, what
// moves on them, bills, balances and who owns them. Everything is a pure
// function of the person's path, the persona and the calendar; nothing is kept.
package bank

import (
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A Holder is a person or company, as one institution knows them through one
// link.
type Holder struct {
	World       seeded.Path // of the person at the institution; what they hold follows from it
	Link        string      // id of the link; ids of records begin with its 12 digits
	Institution fixtures.Institution
	Persona     fixtures.Persona
	Opened      time.Time  // when the link was made; history starts twelve months before that day
	Extra       []Movement // rows that a person or the bank added by hand
	Hidden      []Movement // rows that the bank took back, each at its Until
}

// Seen tells when the provider first and last saw what happened at a moment in
// an account, and was there since another; ok is false if it never did. No
// account stands for any of them.
type Seen func(account string, at, since time.Time) (first, last time.Time, ok bool)

// undated is Seen of what has no date.
func (s Seen) undated(account string) (first, last time.Time, ok bool) {
	return s(account, time.Time{}, time.Time{})
}

// A Record is one object of a resource; its JSON is the vendor's.
type Record interface {
	RecordID() string
}

// openFinance tells whether bodies have the form of 2026, else that of 2023.
func (h Holder) openFinance() bool { return h.Institution.IntegrationType == "openfinance" }

// AccountIDs are the ids of the holder's accounts, in their order.
func AccountIDs(h Holder) []string {
	ids := make([]string, 0, len(h.Persona.Accounts))
	for _, a := range h.Persona.Accounts {
		ids = append(ids, accountID(h, a.Key))
	}
	return ids
}

func accountID(h Holder, key string) string {
	return h.World.At("account", key).UUIDUnder(h.Link)
}

// HistoryStart is the first day of which the institution knows anything.
func HistoryStart(h Holder) Day { return DayOf(h.Opened).AddMonths(-12) }

// CountAccounts is len(Accounts).
func CountAccounts(h Holder) int { return len(h.Persona.Accounts) }

// CountOwners is len(Owners).
func CountOwners(Holder) int { return 1 }

// CountBRBalances is len(BRBalances).
func CountBRBalances(h Holder) int { return len(h.Persona.Accounts) - countCards(h) }

func countCards(h Holder) int {
	n := 0
	for _, a := range h.Persona.Accounts {
		if a.Category == fixtures.CreditCard {
			n++
		}
	}
	return n
}
