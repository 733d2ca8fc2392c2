package bank

import (
	"iter"
	"slices"
	"strconv"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// Ordinals of the rows that follow from others within a day; those of streams
// are lower.
const (
	ordinalStream = 64 // times the stream's index
	ordinalAfter  = 1 << 20
)

// Times of day in milliseconds: chance places streams before the night, and
// what a day or month closes with comes last.
const (
	morning     = 11 * 3_600_000
	evening     = 23 * 3_600_000
	yearCloses  = evening + 50*60_000
	levyFalls   = evening + 55*60_000
	monthCloses = evening + 57*60_000
)

// rows are all rows of the months in which some days lie; of a counted persona
// all there are.
func (l *ledger) rows(from, to Day) iter.Seq[row] {
	if l.holder.Persona.Rows > 0 {
		return slices.Values(l.counted)
	}
	return func(yield func(row) bool) {
		for m := from.month(); m <= to.month(); m++ {
			for _, r := range l.month(m) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// foldStart is the first day of the rows that rows begins with.
func (l *ledger) foldStart(from Day) Day {
	if l.holder.Persona.Rows > 0 {
		return HistoryStart(l.holder)
	}
	return from.month().first()
}

// opening are the balances before the first of rows.
func (l *ledger) opening(from Day) []Money {
	m := from.month()
	balances := make([]Money, len(l.accounts))
	for i, a := range l.accounts {
		switch {
		case a.Category != fixtures.CreditCard:
			balances[i] = a.base
		case l.holder.Persona.Rows == 0:
			balances[i] = -l.bill(m-1, i)
		}
		if a.Category == fixtures.Savings && l.holder.Persona.Rows == 0 {
			for saved := m - month(m.number()-1); saved < m; saved++ {
				balances[i] += net(l.planned(saved), i)
			}
		}
	}
	return balances
}

func net(rows []row, account int) Money {
	var sum Money
	for i := range rows {
		if rows[i].account == account {
			sum += rows[i].signed()
		}
	}
	return sum
}

// month is a whole month in order.
func (l *ledger) month(m month) []row {
	if rows, ok := l.whole[m]; ok {
		return rows
	}
	rows := slices.Clone(l.streamed(m))
	for i, a := range l.accounts {
		switch a.Category {
		case fixtures.CreditCard:
			rows = l.payBill(rows, m, i)
		case fixtures.Savings:
			if m.number() == 12 {
				rows = l.closeYear(rows, m, i)
			}
		}
	}
	for i, a := range l.accounts {
		if a.Category == fixtures.Checking {
			rows = l.closeMonth(rows, m, i)
		}
	}
	slices.SortFunc(rows, inOrder)
	l.whole[m] = rows
	return rows
}

// streamed are the rows of a month that streams make.
func (l *ledger) streamed(m month) []row {
	if rows, ok := l.drawn[m]; ok {
		return rows
	}
	rows := l.planned(m)
	if l.usual > 0 {
		rows = slices.Grow(rows, l.usual)
		for d, last := m.first(), m.last(); !last.Before(d); d = d.Add(1) {
			rows = l.happened(rows, d)
		}
	}
	l.drawn[m] = rows
	return rows
}

// planned are the rows of a month that stand in the calendar.
func (l *ledger) planned(m month) []row {
	rows := make([]row, 0, 2*len(l.streams))
	c := l.months.Number(int(m)).Chance()
	for i := range l.streams {
		s := &l.streams[i]
		if s.Schedule.PerMonth > 0 {
			continue
		}
		for nth, d := range dates(s.Schedule, m) {
			r := row{
				at: d.millis() + c.Between(morning, evening), amount: s.steady, account: s.account, kind: s.Kind, inflow: s.inflow,
				ordinal: i*ordinalStream + nth,
			}
			if s.Varies {
				r.amount = s.kind.sum(c, s.lo, s.hi, l.country.whole)
			} else if n := month(s.kind.parts); n > 0 && l.accounts[s.account].Category == fixtures.CreditCard {
				r.part = int(m%n) + 1
				buy := l.holder.World.At("instalments", strconv.Itoa(i)).Number(int(m / n)).Chance()
				r.amount = s.kind.sum(buy, s.lo, s.hi, l.country.whole)
			}
			rows = append(rows, r)
			if saving := l.accountOf(fixtures.Savings); s.Kind == "savings" && saving >= 0 && saving != s.account {
				rows = append(rows, row{at: r.at + 1000, amount: r.amount, account: saving, kind: "savings_in", inflow: true, ordinal: r.ordinal + 32})
			}
		}
	}
	return rows
}

// dates are the days of a month on which a schedule falls.
func dates(s fixtures.Schedule, m month) []Day {
	switch {
	case s.BusinessDay > 0:
		return []Day{m.businessDay(s.BusinessDay)}
	case s.Day > 0:
		return []Day{m.day(min(s.Day, m.days()))}
	case s.Fortnight:
		return []Day{m.day(15).workingBefore(), m.last().workingBefore()}
	case s.Date != "":
		number, _ := strconv.Atoi(s.Date[:2])
		day, _ := strconv.Atoi(s.Date[3:])
		if number == m.number() {
			return []Day{m.day(min(day, m.days()))}
		}
	}
	return nil
}

// happened adds the rows of a day that chance picks.
func (l *ledger) happened(rows []row, d Day) []row {
	c := l.days.Number(int(d.n)).Chance()
	for i := range l.streams {
		s := &l.streams[i]
		if s.Schedule.PerMonth == 0 {
			continue
		}
		times := s.Schedule.PerMonth / 30
		if c.Hit(s.Schedule.PerMonth % 30 * 1000 / 30) {
			times++
		}
		for nth := range times {
			rows = append(rows, row{
				at: d.millis() + c.Between(morning, evening), amount: s.kind.price(c, s.lo, s.hi, l.country.whole),
				account: s.account, kind: s.Kind, inflow: s.inflow, ordinal: i*ordinalStream + nth,
			})
		}
	}
	return rows
}

// accountOf is the first account of a category, or -1.
func (l *ledger) accountOf(category string) int {
	return slices.IndexFunc(l.accounts, func(a account) bool { return a.Category == category })
}
