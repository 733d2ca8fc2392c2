package bank

import "time"

// A Difference is what two states of the provider's knowledge tell apart, as
// ids of movements in order of time.
type Difference struct {
	New     []string // known now, and not before
	Changed []string // another status, amount or words
	Gone    []string // known before, and not now
}

// Unsettled is how many days after it happened a row may still change by itself.
const Unsettled = 3

// Differences compares what the provider knew of a holder's movements with what
// it knows after another look. Settled is when it last saw all of them; zero is
// never. What was older then has not changed, unless somebody wrote by hand, and
// is not looked at.
func Differences(h Holder, settled time.Time, before, after Seen) Difference {
	_, latest, ok := after.undated("")
	if !ok {
		return Difference{}
	}
	var from Day
	if !settled.IsZero() && len(h.Extra) == 0 && len(h.Hidden) == 0 {
		from = DayOf(settled).Add(-Unsettled)
	}
	l := newLedger(h)
	was, is := sighting{ledger: l, seen: before}, sighting{ledger: l, seen: after}
	var order []string
	l.walk(from, Day{}, latest, func(r row, _ []Money) {
		if id := was.see(r); id != "" {
			order = append(order, id)
		}
		if id := is.see(r); id != "" {
			order = append(order, id)
		}
	})
	return compare(order, was.rows, is.rows)
}

func compare(order []string, was, is map[string]sight) Difference {
	var d Difference
	done := map[string]bool{}
	for _, id := range order {
		if done[id] {
			continue
		}
		done[id] = true
		old, known := was[id]
		row, there := is[id]
		switch {
		case !known:
			d.New = append(d.New, id)
		case !there:
			d.Gone = append(d.Gone, id)
		case !old.movement.alike(row.movement):
			d.Changed = append(d.Changed, id)
		}
	}
	return d
}

// A sighting gathers rows as somebody saw them last.
type sighting struct {
	ledger *ledger
	seen   Seen
	rows   map[string]sight
}

type sight struct {
	movement Movement
	last     time.Time
}

// see adds a row and returns its id; empty if it was not seen.
func (s *sighting) see(r row) string {
	l := s.ledger
	_, last, ok := s.seen(l.accounts[r.account].id, time.UnixMilli(r.at).UTC(), l.since(r))
	if !ok || !l.known(r, last) {
		return ""
	}
	m := l.movement(r, 0)
	m.Status = m.status(last)
	if other, there := s.rows[m.ID]; there && !other.last.Before(last) {
		return m.ID
	}
	if s.rows == nil {
		s.rows = map[string]sight{}
	}
	s.rows[m.ID] = sight{m, last}
	return m.ID
}

// alike tells whether a client would read two movements as one.
func (m Movement) alike(other Movement) bool {
	sameParty := m.Other == other.Other || m.Other != nil && other.Other != nil && *m.Other == *other.Other
	return sameParty && m.plain() == other.plain()
}

// plain is m without what no client reads, and without the other party.
func (m Movement) plain() Movement {
	m.Other, m.Slow = nil, false
	m.Settles, m.Lapses, m.Since, m.Until = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return m
}
