package bank

import (
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A lapse is a purchase that never settles: the shop reserves the amount on a
// card and lets it go within 26 hours. Until then it is a pending row like any
// other. In three months of five somebody with a card that chance moves has one.
//
// Source: the vendor tells of rows that vanish; how they do is our choice.
const (
	lapseChance   = 600 // in a thousand months
	ordinalLapse  = 1 << 21
	lapsesEarlier = 48 * time.Hour // than the first look, no lapse is ever seen
)

// lapse adds the lapses of all months up to a moment that somebody could have
// seen to what was given.
func (l *ledger) lapse(now time.Time) {
	shops := l.shops()
	if len(shops) == 0 {
		return
	}
	last := DayOf(now).month()
	m := DayOf(l.holder.Opened.Add(-lapsesEarlier)).month()
	if l.lapsedTo > 0 {
		m = l.lapsedTo + 1
	}
	if last < m {
		return
	}
	for ; m <= last; m++ {
		l.given = l.lapseOf(l.given, m, shops)
	}
	l.lapsedTo = last
	slices.SortStableFunc(l.given, inOrder)
}

// shops are the indexes of the streams in which a purchase may lapse.
func (l *ledger) shops() []int {
	if l.holder.Persona.Rows > 0 {
		return nil
	}
	var shops []int
	for i := range l.streams {
		if s := &l.streams[i]; s.Schedule.PerMonth > 0 && l.accounts[s.account].Category == fixtures.CreditCard {
			shops = append(shops, i)
		}
	}
	return shops
}

func (l *ledger) lapseOf(rows []row, m month, shops []int) []row {
	c := l.holder.World.At("lapse").Number(int(m)).Chance()
	if !c.Hit(lapseChance) {
		return rows
	}
	s := &l.streams[shops[c.Between(0, int64(len(shops)-1))]]
	at := m.day(int(c.Between(1, 28))).millis() + c.Between(morning, evening)
	return append(rows, row{
		at: at, amount: s.kind.price(c, s.lo, s.hi, l.country.whole), account: s.account, kind: s.Kind,
		ordinal: ordinalLapse, lapses: at + 1000*c.Between(14*3600, 26*3600),
	})
}
