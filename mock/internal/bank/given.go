package bank

import (
	"slices"
	"time"
)

// rowsGiven are the rows that were added by hand, and what undoes those that
// were taken back.
func (l *ledger) rowsGiven() []row {
	var rows []row
	for i, m := range l.holder.Extra {
		a := slices.IndexFunc(l.accounts, func(a account) bool { return a.id == m.Account })
		if a >= 0 {
			rows = append(rows, row{at: m.At.UnixMilli(), amount: m.Amount, account: a, inflow: m.Inflow, extra: i + 1})
		}
	}
	for i, m := range l.holder.Hidden {
		a := slices.IndexFunc(l.accounts, func(a account) bool { return a.id == m.Account })
		if a >= 0 {
			rows = append(rows, row{at: m.At.UnixMilli(), amount: m.Amount, account: a, inflow: !m.Inflow, undoes: i + 1})
		}
	}
	slices.SortStableFunc(rows, inOrder)
	return rows
}

// counts tells whether a row is in balances for who looks at a moment: one that
// was added is from then on, one that was taken back until then, by its own
// Until or by the row that undoes it.
func (l *ledger) counts(r row, look time.Time) bool {
	switch {
	case r.extra > 0:
		m := &l.holder.Extra[r.extra-1]
		return !look.Before(m.Since) && (m.Until.IsZero() || look.Before(m.Until)) && !m.lapsed(look)
	case r.undoes > 0:
		m := &l.holder.Hidden[r.undoes-1]
		return !look.Before(m.Until) && !m.lapsed(look)
	case r.lapses > 0:
		return look.UnixMilli() < r.lapses
	default:
		return true
	}
}

// lapsed tells whether m had vanished by itself by a moment.
func (m *Movement) lapsed(at time.Time) bool { return !m.Lapses.IsZero() && !at.Before(m.Lapses) }

// known tells whether the bank shows a row to who looks at a moment.
func (l *ledger) known(r row, look time.Time) bool {
	if r.extra > 0 {
		return l.counts(r, look)
	}
	if r.lapses > 0 && !l.counts(r, look) {
		return false
	}
	for i := range l.holder.Hidden {
		m := &l.holder.Hidden[i]
		if m.At.UnixMilli() == r.at && m.ID == l.pathOf(r).UUIDUnder(l.holder.Link) {
			return look.Before(m.Until)
		}
	}
	return true
}

// edited is by how much the balance after r differs between two looks, since
// rows before it were added or taken back between them.
func (l *ledger) edited(r row, from, to time.Time) Money {
	var sum Money
	for _, g := range l.given {
		if g.at > r.at || from.Equal(to) {
			break
		}
		if g.account == r.account && l.counts(g, to) {
			sum += g.signed()
		}
		if g.account == r.account && l.counts(g, from) {
			sum -= g.signed()
		}
		if r.extra > 0 && g.extra == r.extra {
			break
		}
	}
	return sum
}

// givenAfter adds the given rows before a day to balances, as far as they count
// for who looks at a moment, and returns the rest.
func (l *ledger) givenAfter(day Day, balances []Money, look time.Time) []row {
	for i, r := range l.given {
		if r.at >= day.millis() {
			return l.given[i:]
		}
		if l.counts(r, look) {
			balances[r.account] += r.signed()
		}
	}
	return nil
}

// firstSeen is when a row that was added was first seen: if it stands for one
// that was edited, when that was, else at its own first moment.
func (l *ledger) firstSeen(r row, own time.Time, seen Seen) time.Time {
	m := &l.holder.Extra[r.extra-1]
	for _, earlier := range [][]Movement{l.holder.Hidden, l.holder.Extra[:r.extra-1]} {
		for i := range earlier {
			was := &earlier[i]
			if was.ID != m.ID {
				continue
			}
			if first, _, ok := seen(was.Account, was.At, later(was.At, was.Since)); ok && first.Before(own) {
				own = first
			}
		}
	}
	return own
}

// since is the moment from which a row is there as it is.
func (l *ledger) since(r row) time.Time {
	at := time.UnixMilli(r.at).UTC()
	if r.extra > 0 {
		return later(at, l.holder.Extra[r.extra-1].Since)
	}
	return at
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
