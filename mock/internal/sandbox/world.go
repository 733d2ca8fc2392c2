package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A World is all that a workspace remembers, at one moment. Any number of
// workspaces may begin with it; none of them changes it. The zero value is no
// world; it is read from bytes, or made by Workspace.World or EmptyWorld.
type World struct {
	state state
}

// EmptyWorld is one in which nothing has happened.
func EmptyWorld() *World { return &World{newState()} }

// World is what the workspace remembers now. Its links are shared, so it costs
// a few maps, and little more for each link that was collected.
func (w *Workspace) World() *World {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.worldNow()
	for i, link := range s.Order {
		if len(link.Collections) > 0 {
			s.Order[i] = link.parted()
			s.Links[link.ID] = s.Order[i]
		}
	}
	return &World{s}
}

// worldNow is a copy of the state, dated now. The caller holds mu.
func (w *Workspace) worldNow() state {
	s := w.state.clone()
	s.Clock = w.agenda.Base()
	return s
}

// clone is a copy that shares nothing that is written by changes to s alone.
func (s *state) clone() state {
	c := *s
	c.Links, c.Prefixes, c.Made = maps.Clone(s.Links), maps.Clone(s.Prefixes), maps.Clone(s.Made)
	c.Jobs, c.Sessions, c.Deliveries, c.Spent = maps.Clone(s.Jobs), maps.Clone(s.Sessions), maps.Clone(s.Deliveries), maps.Clone(s.Spent)
	c.Groups, c.Grouped = maps.Clone(s.Groups), maps.Clone(s.Grouped)
	c.Visits = maps.Clone(s.Visits)
	c.Names, c.Acts = maps.Clone(s.Names), maps.Clone(s.Acts)
	c.Order, c.Ended = slices.Clone(s.Order), slices.Clone(s.Ended)
	return c
}

// parted is a copy whose moments of collection have no room behind them, into
// which two worlds would write.
func (l *Link) parted() *Link {
	link := *l
	link.Collections = make(map[string][]Coverage, len(l.Collections))
	for resource, coverage := range l.Collections {
		coverage = slices.Clone(coverage)
		for i := range coverage {
			coverage[i].Times = slices.Clip(coverage[i].Times)
		}
		link.Collections[resource] = coverage
	}
	return &link
}

// MarshalBinary writes a world for UnmarshalBinary.
func (w *World) MarshalBinary() ([]byte, error) { return json.Marshal(w.state) }

// UnmarshalBinary reads what MarshalBinary wrote.
func (w *World) UnmarshalBinary(text []byte) error {
	s := newState()
	if err := strictly(text, &s); err != nil {
		return fmt.Errorf("read world: %w", err)
	}
	for _, link := range s.Order {
		s.Links[link.ID] = link
		s.prefix(link)
	}
	w.state = s
	return nil
}

// Apply adds to a world what happened after it, as a Log was given it. Only
// who has just read the world may do so.
func (w *World) Apply(text []byte) error {
	var list changeList
	if err := list.UnmarshalBinary(text); err != nil {
		return err
	}
	for _, c := range list {
		c.to(&w.state)
	}
	return nil
}

// Resume lets the world's time go on to now, by the wall, unless it is frozen.
// Only who has just read the world may do so.
func (w *World) Resume() {
	w.state.Clock = w.state.Clock.Rebased(agenda.Wall())
}

// Check refuses a world of whose links the fixtures do not have the bank or
// the person any more.
func (w *World) Check(set fixtures.Set) error {
	set = set.With(w.state.Scenario.Personas)
	for _, link := range w.state.Order {
		if _, ok := set.Institution(link.Institution); !ok {
			return fmt.Errorf("link %s is at institution %q, which the fixtures do not have", link.ID, link.Institution)
		}
		if _, ok := set.Persona(link.Persona); !ok {
			return fmt.Errorf("link %s is of persona %q, which the fixtures do not have", link.ID, link.Persona)
		}
	}
	return nil
}

// At is the world's time.
func (w *World) At() time.Time { return w.state.Clock.At }

// Taken is the real time at which the world was as it is.
func (w *World) Taken() time.Time { return w.state.Clock.Wall }

// Subscriber is who was told.
func (w *World) Subscriber() Subscriber { return w.state.Subscriber }

// Limits are those that held.
func (w *World) Limits() Limits { return w.state.Limits }

// Numbers counts what there is.
func (w *World) Numbers() Numbers { return w.state.numbers() }

// resume puts on the agenda what is pending in a world with which the
// workspace begins. An attempt that was open may not have arrived: it is made
// again, under its webhook_id. The caller holds mu.
func (w *Workspace) resume() {
	jobs := slices.SortedFunc(maps.Values(w.state.Jobs), func(a, b Job) int { return cmp.Compare(a.Number, b.Number) })
	for _, job := range jobs {
		if job.Stuck {
			continue
		}
		w.agenda.Add(agenda.Item{Due: job.Due, Kind: itemJob, ID: job.ID})
	}
	for _, link := range w.state.Order {
		w.follow(nil, link.ID)
	}
	groups := slices.SortedFunc(maps.Values(w.state.Groups), func(a, b Group) int { return cmp.Compare(a.ID, b.ID) })
	for _, group := range groups {
		if !group.Leaving {
			w.agenda.Add(agenda.Item{Due: group.Due, Kind: itemGroup, ID: group.ID})
		}
	}
	w.followTimeline()
	waiting := 0
	for _, d := range w.deliveries() {
		if d.Interrupted(w.agenda.Now()) {
			w.keep(d)
		}
		if d.State == webhook.Waiting {
			waiting++
			w.agenda.Add(agenda.Item{Due: d.Due, Kind: itemDelivery, ID: d.ID})
		}
	}
	line := fmt.Sprintf("the world goes on as it was: links %d, jobs pending %d, deliveries pending %d", len(w.state.Links), len(jobs), waiting)
	w.note(journal.Entry{Kind: journal.KindControl, Line: line, Data: journal.ControlData{Action: "world.resume"}})
}
