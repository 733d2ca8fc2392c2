package bank

import "github.com/belvo-mock/belvo-mock/mock/internal/seeded"

// count makes all rows of a counted persona: evenly spread over the twelve
// months before its link was made, the last one before that moment. What kinds
// they are follows the streams' per_month, and keeps every account on its side
// of zero, and near what it began with, where the streams allow it.
func (l *ledger) count() []row {
	n := int64(l.holder.Persona.Rows)
	from := HistoryStart(l.holder).millis()
	span := l.holder.Opened.UnixMilli() - from
	c := l.holder.World.At("counted").Chance()
	balances := l.opening(HistoryStart(l.holder))
	in, out := l.weights(true), l.weights(false)
	rows := make([]row, 0, n)
	for i := range n {
		slot := span / n
		at := from + span*i/n + c.Between(0, max(0, slot-1))
		s := &l.streams[l.turn(c, balances, in, out)]
		r := row{
			at: at, amount: s.kind.price(c, s.lo, s.hi, l.country.whole), account: s.account, kind: s.Kind, inflow: s.inflow, ordinal: int(i),
		}
		balances[r.account] += r.signed()
		rows = append(rows, r)
	}
	return rows
}

// weights are how often each stream moves, if it moves in that direction.
func (l *ledger) weights(inflow bool) []int {
	weights := make([]int, len(l.streams))
	for i, s := range l.streams {
		if s.inflow == inflow {
			weights[i] = s.Schedule.PerMonth
		}
	}
	return weights
}

// turn picks the stream of the next row. A draw that would take its account too
// far from where it began is drawn again in the other direction.
func (l *ledger) turn(c *seeded.Chance, balances []Money, in, out []int) int {
	both := make([]int, len(in))
	for i := range in {
		both[i] = in[i] + out[i]
	}
	i := c.Weighted(both)
	s := l.streams[i]
	base, held := l.accounts[s.account].base, balances[s.account]
	room := base.abs() / 2
	switch {
	case !s.inflow && held-s.hi < base-room && some(in):
		return c.Weighted(in)
	case s.inflow && held+s.lo > base+room && some(out):
		return c.Weighted(out)
	default:
		return i
	}
}

func some(weights []int) bool {
	for _, w := range weights {
		if w > 0 {
			return true
		}
	}
	return false
}
