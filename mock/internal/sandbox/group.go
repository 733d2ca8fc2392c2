package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A Group is deliveries that leave in another order: first it gathers them,
// then each leaves once the one before was answered.
type Group struct {
	ID      string
	Order   fault.Order
	Of      int // how many it gathers; 0: until its time is over
	Nth     int // how many of its rule there had been before it
	Members []string
	Due     time.Time // when it leaves at the latest
	Leaving bool      // the members are in the order in which they leave
}

type (
	groupSet  struct{ Group Group }
	groupMade struct{ Rule string }
	groupOver struct{ ID string }
)

func (c groupSet) to(s *state)  { s.Groups[c.Group.ID] = c.Group }
func (c groupMade) to(s *state) { s.Grouped[c.Rule]++ }
func (c groupOver) to(s *state) { delete(s.Groups, c.ID) }

// join holds a delivery back until its group leaves.
func (w *Workspace) join(d *webhook.Delivery, g fault.Group) {
	group, open := w.gathering(g.Rule)
	if !open {
		nth := w.state.Grouped[g.Rule]
		group = Group{ID: g.Rule + "/" + strconv.Itoa(nth), Order: g.Order, Of: g.Of, Nth: nth, Due: w.agenda.Now().Add(g.Within)}
		w.apply(groupMade{g.Rule})
		w.agenda.Add(agenda.Item{Due: group.Due, Kind: itemGroup, ID: group.ID})
	}
	d.State, d.Group = webhook.Held, group.ID
	w.keep(*d)
	group.Members = append(slices.Clone(group.Members), d.ID)
	w.apply(groupSet{group})
	if len(group.Members) == group.Of {
		w.leave(group.ID)
	}
}

// gathering is the group of a rule that takes members.
func (w *Workspace) gathering(rule string) (Group, bool) {
	nth := w.state.Grouped[rule] - 1
	group, open := w.state.Groups[rule+"/"+strconv.Itoa(nth)]
	return group, open && !group.Leaving
}

// runGroup lets a group leave whose time is over.
func (w *Workspace) runGroup(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.leave(id)
}

// leave puts the members of a group in order and lets the first go.
func (w *Workspace) leave(id string) {
	group, open := w.state.Groups[id]
	if !open || group.Leaving {
		return
	}
	chance, _ := w.draw("order", id)
	var members, words []string
	for _, i := range group.Order.Arrange(len(group.Members), group.Nth, chance) {
		members, words = append(members, group.Members[i]), append(words, strconv.Itoa(i+1))
	}
	group.Members, group.Leaving = members, true
	w.apply(groupSet{group})
	w.wentOn(journal.Entry{}, "reorder", fmt.Sprintf("%d webhook(s) leave in the order %s", len(words), strings.Join(words, ", ")))
	w.next(id)
}

// next lets the first member go that still waits; without one the group is over.
func (w *Workspace) next(id string) {
	group, open := w.state.Groups[id]
	if !open || !group.Leaving {
		return
	}
	for len(group.Members) > 0 {
		first := w.state.Deliveries[group.Members[0]]
		group.Members = slices.Clone(group.Members[1:])
		if first != nil && first.State == webhook.Held && first.Group == id {
			w.apply(groupSet{group})
			w.release(first.Clone())
			return
		}
	}
	w.apply(groupOver{id})
}

// release lets a delivery go that was held.
func (w *Workspace) release(d webhook.Delivery) webhook.Delivery {
	d.State, d.Due = webhook.Waiting, w.agenda.Now()
	w.keep(d)
	w.agenda.Add(agenda.Item{Due: d.Due, Kind: itemDelivery, ID: d.ID})
	return d
}

// Release lets all deliveries go that are held, in the order in which they were
// raised, and returns them.
func (w *Workspace) Release() []webhook.Delivery {
	w.mu.Lock()
	defer w.mu.Unlock()
	var held []webhook.Delivery
	for _, d := range w.state.Deliveries {
		if d.State == webhook.Held {
			held = append(held, d.Clone())
		}
	}
	slices.SortFunc(held, func(a, b webhook.Delivery) int { return a.Number - b.Number })
	for i, d := range held {
		d.Group = ""
		held[i] = w.release(d)
	}
	return held
}
