package sandbox

import (
	"maps"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

func (c clockSet) to(s *state) { s.Clock = c.Clock }

func (c subscriberSet) to(s *state) { s.Subscriber = c.Subscriber }

func (c linkMade) to(s *state) {
	link := c.Link
	link.Ordinal = s.Counts.Links
	s.Counts.Links++
	s.Links[link.ID] = &link
	s.Order = append(s.Order, &link)
	s.Made[c.Family]++
	s.prefix(&link)
}

func (s *state) prefix(link *Link) {
	if digits, ok := seeded.Prefix(link.ID); ok {
		s.Prefixes[digits] = link.ID
	}
}

func (c familyCounted) to(s *state) { s.Made[c.Family]++ }

// edit replaces a link by an edited copy: readers may hold the one before.
func (s *state) edit(id string, edit func(*Link)) {
	before := s.Links[id]
	if before == nil {
		return
	}
	link := *before
	edit(&link)
	s.Links[id] = &link
	s.Order[s.position(before)] = &link
}

// position is a link's index in Order.
func (s *state) position(link *Link) int {
	i, _ := slices.BinarySearchFunc(s.Order, link, byOrdinal)
	return i
}

func byOrdinal(a, b *Link) int { return a.Ordinal - b.Ordinal }

func (c linkSet) to(s *state) {
	s.edit(c.Link.ID, func(link *Link) {
		*link = c.Link
		link.Version++
	})
}

func (c linkDeleted) to(s *state) {
	link := s.Links[c.ID]
	if link == nil {
		return
	}
	i := s.position(link)
	s.Order = slices.Delete(s.Order, i, i+1)
	delete(s.Links, c.ID)
	if digits, ok := seeded.Prefix(c.ID); ok {
		delete(s.Prefixes, digits)
	}
	maps.DeleteFunc(s.Jobs, func(_ string, j Job) bool { return j.Link == c.ID })
	maps.DeleteFunc(s.Sessions, func(_ string, open Session) bool { return open.Link == c.ID })
}

func (c linkCounted) to(s *state) {
	s.edit(c.ID, func(link *Link) {
		link.Jobs += c.Jobs
		link.Events += c.Events
		link.Sessions += c.Sessions
	})
}

func (c linkAccessed) to(s *state) {
	s.edit(c.ID, func(link *Link) { link.accessed(c.At) })
}

func (c recordsAdded) to(s *state) {
	s.edit(c.Link, func(link *Link) {
		link.Extra = append(slices.Clip(link.Extra), c.Rows...)
		for _, row := range c.Rows {
			link.touch(row.Since)
		}
		link.Added += len(c.Rows)
		link.Version++
	})
}

func (c recordReplaced) to(s *state) {
	s.edit(c.Link, func(link *Link) {
		link.Version++
		until := c.Before.Until
		if c.After != nil {
			until = c.After.Since
		}
		link.touch(until)
		link.Extra = slices.Clone(link.Extra)
		i := slices.IndexFunc(link.Extra, func(row bank.Movement) bool { return row.ID == c.Before.ID && row.Until.IsZero() })
		if i >= 0 {
			link.Extra[i].Until = until
		} else {
			hidden := c.Before
			hidden.Until = until
			link.Hidden = append(slices.Clip(link.Hidden), hidden)
		}
		if c.After != nil {
			link.Extra = append(link.Extra, *c.After)
		}
	})
}

func (c recordDeleted) to(s *state) {
	s.edit(c.Link, func(link *Link) {
		gone := map[string]bool{c.Record: true}
		maps.Copy(gone, link.Gone)
		link.Gone = gone
		link.Version++
	})
}

func (c collected) to(s *state) {
	s.edit(c.Link, func(link *Link) {
		next := maps.Clone(link.Collections)
		if next == nil {
			next = map[string][]Coverage{}
		}
		next[c.Resource] = cover(next[c.Resource], c.Coverage)
		link.Collections = next
		link.accessed(c.Coverage.Times[0])
		link.touch(c.Coverage.Times[0])
		link.Version++
	})
}

func (c jobAccepted) to(s *state) {
	job := c.Job
	job.Number = s.Counts.Jobs
	s.Counts.Jobs++
	s.Jobs[job.ID] = job
}

func (c jobSet) to(s *state)   { s.Jobs[c.Job.ID] = c.Job }
func (c jobEnded) to(s *state) { delete(s.Jobs, c.ID) }

func (c sessionOpened) to(s *state) {
	maps.DeleteFunc(s.Sessions, func(_ string, open Session) bool { return open.Expires.Before(c.Session.Opened) })
	s.Sessions[c.Session.ID] = c.Session
}
func (c sessionClosed) to(s *state) { delete(s.Sessions, c.ID) }

func (c deliverySet) to(s *state) {
	before := s.Deliveries[c.Delivery.ID]
	s.Deliveries[c.Delivery.ID] = &c.Delivery
	ended := c.Delivery.State.Ended()
	if !ended || before != nil && before.State.Ended() {
		return
	}
	s.Ended = append(s.Ended, c.Delivery.ID)
	for len(s.Ended) > c.Keep {
		if old := s.Deliveries[s.Ended[0]]; old != nil && old.State.Ended() {
			delete(s.Deliveries, old.ID)
		}
		s.Ended = s.Ended[1:]
	}
}

func (c counted) to(s *state) {
	s.Counts.Answers += c.Counts.Answers
	s.Counts.Events += c.Counts.Events
	s.Counts.Attempts += c.Counts.Attempts
	s.Counts.Tokens += c.Counts.Tokens
	s.Counts.Deliveries += c.Counts.Deliveries
}

func (c tokenSpent) to(s *state) {
	maps.DeleteFunc(s.Spent, func(_ string, expires time.Time) bool { return expires.Before(c.Now) })
	s.Spent[c.ID] = c.Expires
}

// maxVisits is how many visits of the widget are remembered, the newest. Our
// choice.
const maxVisits = 1000

func (c visitSet) to(s *state) {
	if _, there := s.Visits[c.Visit.ID]; !there {
		s.Counts.Visits++
		c.Visit.Ordinal = s.Counts.Visits
	}
	s.Visits[c.Visit.ID] = c.Visit
	if old := c.Visit.Ordinal - maxVisits; old > 0 {
		maps.DeleteFunc(s.Visits, func(_ string, v Visit) bool { return v.Ordinal <= old })
	}
}
