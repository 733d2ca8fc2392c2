package bank

import (
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A DailyBalance is what an account held at the end of a day, as 2023 has it.
type DailyBalance struct {
	ID          string   `json:"id"`
	Account     *Account `json:"account"`
	ValueDate   Day      `json:"value_date"`
	Balance     Money    `json:"balance"`
	Current     Money    `json:"current_balance"`
	Statement   *string  `json:"statement"`
	CollectedAt string   `json:"collected_at"`
}

// RecordID is the balance's id.
func (b *DailyBalance) RecordID() string { return b.ID }

// Balances are one row for each account and day that was seen, the latest
// first. The day of the last look ends with that look.
func Balances(h Holder, seen Seen) []Record {
	_, latest, ok := seen.undated("")
	if !ok {
		return nil
	}
	b := newBook(h, seen)
	days := b.daily(latest)
	var records []Record
	for d := DayOf(latest); !d.Before(HistoryStart(h)); d = d.Add(-1) {
		for i, a := range b.ledger.accounts {
			_, last, ok := seen(a.id, d.Start(), d.Start())
			if !ok {
				continue
			}
			held := days[d.Sub(HistoryStart(h))][i] + b.ledger.edited(row{at: d.Add(1).millis() - 1, account: i}, latest, last)
			if DayOf(last) == d && !last.Equal(latest) {
				held = b.balancesAt(last)[i]
			}
			if a.Category == fixtures.CreditCard {
				held = -held
			}
			records = append(records, &DailyBalance{
				ID: b.ledger.days.Number(int(d.n)).At("balance", a.Key).UUIDUnder(h.Link), Account: b.account(i, last),
				ValueDate: d, Balance: held, Current: held, CollectedAt: Stamp(last),
			})
		}
	}
	return records
}

// daily are the balances of all accounts at the end of each day of the history,
// the last day ending at a moment.
func (b *book) daily(at time.Time) [][]Money {
	start := HistoryStart(b.ledger.holder)
	n := DayOf(at).Sub(start) + 1
	if n <= 0 {
		return nil
	}
	days := make([][]Money, n)
	b.ledger.walk(start, Day{}, at, func(r row, balances []Money) {
		days[dayOfMillis(r.at).Sub(start)] = append([]Money(nil), balances...)
	})
	before := b.ledger.balancesAt(start.Start().Add(-time.Millisecond))
	if b.ledger.holder.Persona.Rows > 0 {
		before = b.ledger.opening(start)
	}
	for i := range days {
		if days[i] == nil {
			days[i] = before
		}
		before = days[i]
	}
	return days
}

// A BRBalance is what an account held when it was looked at, as 2026 has it for
// Brazil. It is never below zero: a debt stands in the account's overdraft.
type BRBalance struct {
	ID           string `json:"id"`
	Link         string `json:"link"`
	AccountID    string `json:"account_id"`
	InternalID   string `json:"account_internal_identification"`
	CollectedAt  string `json:"collected_at"`
	CreatedAt    string `json:"created_at"`
	UpdatedAt    string `json:"last_updated_at"`
	Currency     string `json:"currency"`
	Available    Money  `json:"available"`
	Blocked      Money  `json:"blocked"`
	AutoInvested Money  `json:"automatically_invested"`
}

// RecordID is the balance's id.
func (b *BRBalance) RecordID() string { return b.ID }

// BRBalances are one row for each account that is no card, in the persona's
// order.
func BRBalances(h Holder, seen Seen) []Record {
	b := newBook(h, seen)
	var records []Record
	for i, a := range b.ledger.accounts {
		_, last, ok := seen.undated(a.id)
		if a.Category == fixtures.CreditCard || !ok {
			continue
		}
		account := b.account(i, last)
		records = append(records, &BRBalance{
			ID: h.World.At("balance", a.Key).UUIDUnder(h.Link), Link: h.Link, AccountID: a.id, InternalID: account.InternalID,
			CollectedAt: account.CollectedAt, CreatedAt: account.CreatedAt, UpdatedAt: account.CollectedAt, Currency: account.Currency,
			Available: max(0, b.balancesAt(last)[i]),
		})
	}
	return records
}
