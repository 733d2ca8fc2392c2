package agenda

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// MaxScale is the fastest that a clock may run: a day in a second.
const MaxScale = 86_400

// A Clock is how an agenda's time stands, and what is pending on it.
type Clock struct {
	Now     time.Time // UTC
	Frozen  bool
	Scale   float64 // workspace seconds in a wall second; without effect while frozen
	Pending []Item  // in the order in which they will run; open and held ones are not among them
}

// A Setting changes a clock; nil leaves things as they are.
type Setting struct {
	Frozen *bool
	// To sets the clock, forward or back. What comes to be due runs at once, late
	// and in order; Advance would run it on time. What has happened keeps its dates.
	To    *time.Time
	Scale *float64 // from now on, above 0 to MaxScale
}

// Wall is the real time, in UTC.
func Wall() time.Time { return time.Now().UTC() }

// Wall is the real time, in UTC.
func (a *Agenda) Wall() time.Time { return Wall() }

// Now is workspace time, in UTC. While an Advance or Settle runs it stands at
// the moment that they have reached.
func (a *Agenda) Now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.clock.now()
}

// Clock is how time stands.
func (a *Agenda) Clock() Clock {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Clock{Now: a.clock.now(), Frozen: a.clock.frozen, Scale: a.clock.scale, Pending: a.pendingLocked()}
}

func (a *Agenda) pendingLocked() []Item {
	all := make([]*entry, 0, len(a.entries))
	for _, e := range a.entries {
		all = append(all, e)
	}
	return sorted(all)
}

// sorted are the items of entries, in order.
func sorted(entries []*entry) []Item {
	slices.SortFunc(entries, func(a, b *entry) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.number, b.number))
	})
	items := make([]Item, len(entries))
	for i, e := range entries {
		items[i] = e.Item
	}
	return items
}

// Set changes the clock. A value that no clock can have is an error, and then
// nothing is changed.
func (a *Agenda) Set(s Setting) error {
	if s.To != nil {
		if err := checkMoment(*s.To); err != nil {
			return err
		}
	}
	if s.Scale != nil && !(*s.Scale > 0 && *s.Scale <= MaxScale) {
		return fmt.Errorf("scale %v is not above 0 and at most %d", *s.Scale, MaxScale)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.clock.set(a.clock.now())
	if s.To != nil {
		a.clock.set(*s.To)
	}
	if s.Frozen != nil {
		a.clock.frozen = *s.Frozen
	}
	if s.Scale != nil {
		a.clock.scale = *s.Scale
	}
	a.signalLocked()
	return nil
}

// checkMoment refuses what cannot be written in a body, or is surely a mistake.
func checkMoment(t time.Time) error {
	if year := t.UTC().Year(); year < 1970 || year > 9999 {
		return fmt.Errorf("%s is not in the years 1970 to 9999", t.Format(time.RFC3339))
	}
	return nil
}

// A clock is the wall's, moved and stretched. It does not notice when the
// machine sleeps or its clock is set.
type clock struct {
	at       time.Time // workspace time when it was last set
	since    time.Time // the wall's time then, with its monotonic reading
	scale    float64
	frozen   bool
	standing bool // while an Advance moves it
	moves    uint64
}

func newClock(start time.Time, frozen bool, scale float64) clock {
	c := clock{scale: scale, frozen: frozen}
	if start.IsZero() {
		start = Wall()
	}
	c.set(start)
	return c
}

func (c *clock) set(t time.Time) {
	c.at, c.since = t.UTC().Round(0), time.Now()
	c.moves++
}

func (c *clock) stands() bool { return c.frozen || c.standing }

func (c *clock) now() time.Time {
	if c.stands() {
		return c.at
	}
	elapsed := time.Since(c.since)
	if c.scale != 1 {
		elapsed = duration(float64(elapsed) * c.scale)
	}
	return c.at.Add(elapsed)
}

// wait is how long, in wall time, until it is t: 0 if t has come, and false if
// t does not come by itself.
func (c *clock) wait(t time.Time) (time.Duration, bool) {
	left := t.Sub(c.now())
	switch {
	case left <= 0:
		return 0, true
	case c.stands():
		return 0, false
	case c.scale != 1:
		left = max(1, duration(math.Ceil(float64(left)/c.scale)))
	}
	return left, true
}

// duration is ns nanoseconds, or the longest there is.
func duration(ns float64) time.Duration {
	if ns >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(ns)
}
