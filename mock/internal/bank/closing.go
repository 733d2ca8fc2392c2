package bank

import "time"

// defaultDueDay is the day on which a card's bill is paid, and lateDays how much
// later those do who are late.
const (
	defaultDueDay = 10
	lateDays      = 3
)

// spent is what a card's holder bought in a month.
func (l *ledger) spent(m month, card int) Money { return -net(l.streamed(m), card) }

// charges are what a bill paid late costs in the month in which it was due: a
// fee of two percent, and interest of one percent.
func (l *ledger) charges(m month, card int) (fee, interest Money) {
	if !l.accounts[card].Late {
		return 0, 0
	}
	late := l.spent(m-1, card)
	return l.tidy(late * 2 / 100), l.tidy(late / 100)
}

// tidy cuts an amount that was computed to whole units where there are no others.
func (l *ledger) tidy(m Money) Money {
	if l.country.whole {
		return m / 100 * 100
	}
	return m
}

// bill is the total of the bill that closes with a month.
func (l *ledger) bill(m month, card int) Money {
	fee, interest := l.charges(m, card)
	return l.spent(m, card) + fee + interest
}

func (l *ledger) dueDay(m month, card int) Day {
	if day := l.accounts[card].DueDay; day > 0 {
		return m.day(day)
	}
	return m.day(defaultDueDay)
}

// paidAt is the moment in a month at which the bill of the month before is paid.
func (l *ledger) paidAt(m month, card int) int64 {
	day := l.dueDay(m, card)
	if l.accounts[card].Late {
		day = day.Add(lateDays)
	}
	return day.millis() + morning
}

// payBill adds the payment of the last month's bill, and what being late cost.
func (l *ledger) payBill(rows []row, m month, card int) []row {
	at, ordinal := l.paidAt(m, card), ordinalAfter+card*ordinalStream
	fee, interest := l.charges(m, card)
	if fee > 0 {
		rows = append(rows, row{at: at - 2000, amount: fee, account: card, kind: "late_fee", ordinal: ordinal})
	}
	if interest > 0 {
		rows = append(rows, row{at: at - 1000, amount: interest, account: card, kind: "late_interest", ordinal: ordinal + 1})
	}
	if total := l.bill(m-1, card); total > 0 {
		rows = append(rows,
			row{at: at, amount: total, kind: "card_payment", ordinal: ordinal + 2},
			row{at: at + 1000, amount: total, account: card, kind: "card_paid", inflow: true, ordinal: ordinal + 3})
	}
	return rows
}

// closeYear takes back what was saved in a year.
func (l *ledger) closeYear(rows []row, december month, saving int) []row {
	var saved Money
	for m := december - 11; m <= december; m++ {
		saved += net(l.planned(m), saving)
	}
	if saved == 0 {
		return rows
	}
	at, ordinal := december.last().millis()+yearCloses, ordinalAfter+saving*ordinalStream+8
	out := row{at: at, amount: saved.abs(), account: saving, kind: "savings_out", ordinal: ordinal}
	in := row{at: at + 1000, amount: saved.abs(), kind: "savings_in", inflow: true, ordinal: ordinal + 1}
	if saved < 0 {
		out.account, in.account = in.account, out.account
	}
	return append(rows, out, in)
}

// closeMonth brings a checking account back to what it began the month with:
// who has money invests it or fetches it back, who owes it borrows and repays.
func (l *ledger) closeMonth(rows []row, m month, checking int) []row {
	last, ordinal := m.last().millis(), ordinalAfter+checking*ordinalStream+16
	if l.country.code == colombia.code {
		if levy := l.levy(rows, checking); levy > 0 {
			rows = append(rows, row{at: last + levyFalls, amount: levy, account: checking, kind: "levy", ordinal: ordinal})
		}
	}
	over := net(rows, checking)
	if over == 0 {
		return rows
	}
	closing := row{at: last + monthCloses, amount: over.abs(), account: checking, inflow: over < 0, ordinal: ordinal + 1}
	switch owes := l.accounts[checking].base < 0; {
	case owes && over > 0:
		closing.kind = "loan_payment"
	case owes:
		closing.kind = "loan"
	case over > 0:
		closing.kind = "invest"
	default:
		closing.kind = "redeem"
	}
	return append(rows, closing)
}

// levy is Colombia's four in a thousand of what leaves an account.
func (l *ledger) levy(rows []row, checking int) Money {
	var out Money
	for i := range rows {
		if rows[i].account == checking && !rows[i].inflow {
			out += rows[i].amount
		}
	}
	return l.tidy(out * 4 / 1000)
}

// billMonths are the months whose bills a holder has at a moment: from, and
// before to. A bill is there when its month is over, if all of it lies in the
// history.
func billMonths(h Holder, at time.Time) (from, to month) {
	start := HistoryStart(h)
	from, to = start.month(), DayOf(at).month()
	if start != from.first() {
		from++
	}
	if h.Persona.Rows > 0 || to < from {
		return from, from
	}
	return from, to
}
