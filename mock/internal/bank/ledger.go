package bank

import (
	"slices"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A ledger makes a holder's rows, a month at a time. It remembers what it made
// for as long as one call to the package lasts, and is not safe for concurrent
// use.
//
// Each month stands alone: a checking account ends it with what it began with,
// since what is over is invested and what is missing fetched back; a savings
// account does so at the end of a year; a card owes the month before. So a
// balance at any moment costs a month of rows, however long the history.
type ledger struct {
	holder   Holder
	country  *country
	accounts []account
	streams  []stream
	usual    int // about how many rows of a month chance picks
	days     seeded.Path
	months   seeded.Path
	drawn    map[month][]row // by streams alone
	whole    map[month][]row // with what follows from them
	counted  []row           // all rows of a counted persona
	given    []row           // holder.Extra, what undoes holder.Hidden, and what lapses, in order
	lapsedTo month           // up to which given has what lapses; 0: it has nothing
	people   map[contactKey]*Party
}

type account struct {
	fixtures.PersonaAccount
	id    string
	base  Money // what it begins a month or a year with
	limit Money
}

type stream struct {
	fixtures.Stream
	account int
	kind    kind
	inflow  bool
	lo, hi  Money
	steady  Money // of a schedule that does not vary
}

// A row is a movement before it has words.
type row struct {
	at      int64 // Unix milliseconds
	amount  Money
	account int
	kind    string
	inflow  bool
	ordinal int   // within its day, or among the rows of a counted persona
	part    int   // which instalment
	extra   int   // index in holder.Extra, from 1
	lapses  int64 // Unix milliseconds at which it vanishes; 0: it does not
	undoes  int   // index in holder.Hidden, from 1: takes that row's effect back and is no row of its own
}

func newLedger(h Holder) *ledger {
	l := &ledger{
		holder: h, country: countryOf(h), days: h.World.At("day"), months: h.World.At("month"),
		drawn: map[month][]row{}, whole: map[month][]row{},
	}
	rate := int64(1)
	if h.Persona.Country == "" {
		rate = l.country.rate
	}
	for _, a := range h.Persona.Accounts {
		c := h.World.At("terms", a.Key).Chance()
		l.accounts = append(l.accounts, account{
			PersonaAccount: a, id: accountID(h, a.Key), base: l.units(c, a.Balance, rate), limit: l.round(c, a.Limit, rate),
		})
	}
	for i, s := range h.Persona.Streams {
		l.streams = append(l.streams, l.stream(i, s, rate))
		l.usual += s.Schedule.PerMonth + s.Schedule.PerMonth/8
	}
	l.given = l.rowsGiven()
	if h.Persona.Rows > 0 {
		l.counted = l.count()
	}
	return l
}

func (l *ledger) stream(i int, s fixtures.Stream, rate int64) stream {
	out := stream{
		Stream: s, kind: kinds[s.Kind], lo: Money(s.Amount[0] * rate * 100), hi: Money(s.Amount[1] * rate * 100),
		account: max(0, slices.IndexFunc(l.accounts, func(a account) bool { return a.Key == s.Account })),
	}
	out.inflow = out.kind.inflow && l.accounts[out.account].Category != fixtures.CreditCard
	if s.Schedule.PerMonth == 0 && !s.Varies {
		out.steady = out.kind.sum(l.holder.World.At("stream", strconv.Itoa(i)).Chance(), out.lo, out.hi, l.country.whole)
	}
	return out
}

// units draws an amount from a range of whole units, with hundredths where the
// country has them.
func (l *ledger) units(c *seeded.Chance, between [2]int64, rate int64) Money {
	amount := Money(c.Between(between[0]*rate*100, between[1]*rate*100))
	if l.country.whole {
		amount -= amount % 100
	}
	return amount
}

// round draws an amount from a range, of a hundred units or so.
func (l *ledger) round(c *seeded.Chance, between [2]int64, rate int64) Money {
	return Money(c.Between(between[0], between[1])) * Money(rate) / 100 * 100 * 100
}

// inOrder sorts rows by time.
func inOrder(a, b row) int {
	switch {
	case a.at < b.at:
		return -1
	case a.at > b.at:
		return 1
	default:
		return a.ordinal - b.ordinal
	}
}

// signed is what r adds to its account's balance.
func (r row) signed() Money {
	if r.inflow {
		return r.amount
	}
	return -r.amount
}

// walk visits all rows of some days up to now, in order, known or not, each with
// the balances of all accounts after it for who looks now. A card's balance is
// negative: it is owed.
func (l *ledger) walk(from, to Day, now time.Time, visit func(r row, balances []Money)) {
	if start := HistoryStart(l.holder); from.Before(start) {
		from = start
	}
	if today := DayOf(now); to.IsZero() || today.Before(to) {
		to = today
	}
	if to.Before(from) {
		return
	}
	first, limit := from.millis(), min(now.UnixMilli(), to.Add(1).millis()-1)
	balances := l.opening(from)
	l.lapse(now)
	given := l.givenAfter(l.foldStart(from), balances, now)
	show := func(r row) {
		if l.counts(r, now) {
			balances[r.account] += r.signed()
		}
		if r.at >= first && r.at <= limit && r.undoes == 0 {
			visit(r, balances)
		}
	}
	for r := range l.rows(from, to) {
		if r.at > limit {
			break
		}
		for len(given) > 0 && given[0].at <= r.at {
			show(given[0])
			given = given[1:]
		}
		show(r)
	}
	for _, r := range given {
		if r.at <= limit {
			show(r)
		}
	}
}

// balancesAt are the balances of all accounts for who looks at a moment.
func (l *ledger) balancesAt(at time.Time) []Money {
	day, limit := DayOf(at), at.UnixMilli()
	l.lapse(at)
	balances := l.opening(day)
	for r := range l.rows(day, day) {
		if r.at > limit {
			break
		}
		balances[r.account] += r.signed()
	}
	for _, r := range l.given {
		if r.at <= limit && l.counts(r, at) {
			balances[r.account] += r.signed()
		}
	}
	return balances
}
