package agenda

import "time"

// HoldLimit is how old a hold may be, in wall time, for Advance and Settle to
// wait for it.
const HoldLimit = 10 * time.Second

// A Hold keeps back what a request brings about, until the request has been
// answered.
type Hold struct {
	agenda *Agenda
	opened time.Time // by the wall
	items  []*entry
}

// Hold opens a hold. Release it, or every Advance waits for it for as long as
// HoldLimit allows.
func (a *Agenda) Hold() *Hold {
	h := &Hold{agenda: a, opened: time.Now()}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.holds == nil {
		a.holds = map[*Hold]struct{}{}
	}
	a.holds[h] = struct{}{}
	return h
}

// Add puts an item on the agenda at the time of the release; at once if that
// has been. Among those of one due it stands where it was added: which of two
// holds is released first does not matter.
func (h *Hold) Add(item Item) {
	a := h.agenda
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, open := a.holds[h]; !open {
		a.addLocked(item)
		return
	}
	h.items = append(h.items, a.numberedLocked(item))
}

// Release lets the items go. It may be called twice.
func (h *Hold) Release() {
	a := h.agenda
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, open := a.holds[h]; !open {
		return
	}
	delete(a.holds, h)
	for _, e := range h.items {
		a.putLocked(e)
	}
	h.items = nil
	a.signalLocked()
}

// holdingLocked is how long an Advance has to wait for holds at most; 0 if
// there is none to wait for.
func (a *Agenda) holdingLocked() time.Duration {
	var longest time.Duration
	for h := range a.holds {
		longest = max(longest, HoldLimit-time.Since(h.opened))
	}
	return longest
}
