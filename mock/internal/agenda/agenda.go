// Package agenda is a workspace's clock and the work that is due on it.
//
// Work is data: an Item says what is due and when, and one function runs them
// all. Two things make time pass: Follow, with the wall, and Advance or Settle,
// at once. Only one of them starts work at any time.
package agenda

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// An Item is work that is due. Kind and ID together are its identity.
type Item struct {
	Due  time.Time // workspace time
	Kind string
	ID   string
}

// DefaultWidth is the Width of a Config that names none.
const DefaultWidth = 1024

// A Config says how an agenda runs its work. Run alone is required.
type Config struct {
	Start  time.Time // workspace time at the beginning; zero is the wall's
	Frozen bool      // whether time stands still until it is advanced
	Scale  float64   // as Clock.Scale; 0 is 1
	// Width is how many items of overlapping kinds may be open at once; 0 is
	// DefaultWidth. With 1, items of all kinds run strictly one after another.
	Width int
	// Run does an item. Its context ends with Stop, and must reach whatever Run
	// calls that may come back to the agenda: Advance and Settle refuse it.
	Run func(context.Context, Item)
	// Overlaps tells whether items of a kind take long and run beside others,
	// each in its own goroutine. Others run one by one and are quick. Nil: none.
	Overlaps func(kind string) bool
	// Lasting tells whether items of a kind come again and again, or far in the
	// future, so that Settle must not wait for them. Nil: none.
	Lasting func(kind string) bool
}

// ErrStopped is the error of an Advance or Settle after or during Stop.
var ErrStopped = errors.New("the agenda has been stopped")

// An Agenda holds the clock and the work of one workspace. It is safe for
// concurrent use, and Run may call all of it but Advance, Settle, Wait and Stop.
// Make it with New and end it with Stop.
type Agenda struct {
	run      func(context.Context, Item)
	overlaps func(kind string) bool
	lasting  func(kind string) bool
	width    int
	base     context.Context // what the contexts of items descend from
	cancel   context.CancelFunc
	turn     chan struct{} // full while somebody starts work; a channel, so that who waits for it can be let go

	mu      sync.Mutex // held for moments only, never while work runs
	clock   clock
	queues  [2]queue // by lane
	entries map[key]*entry
	kinds   map[string]int // how many entries there are of each kind
	added   uint64
	open    map[*entry]struct{} // started and not ended
	holds   map[*Hold]struct{}  // not released
	calls   uint64              // of Advance and Settle, ever
	stopped bool
	changed chan struct{} // closed at the next change; nil while nobody waits for one
}

// New makes an agenda. It starts no goroutine.
func New(cfg Config) *Agenda {
	never := func(string) bool { return false }
	a := &Agenda{
		run: cfg.Run, overlaps: cfg.Overlaps, lasting: cfg.Lasting,
		width: cmp.Or(cfg.Width, DefaultWidth), turn: make(chan struct{}, 1),
		clock: newClock(cfg.Start, cfg.Frozen, cmp.Or(cfg.Scale, 1)),
	}
	if a.overlaps == nil {
		a.overlaps = never
	}
	if a.lasting == nil {
		a.lasting = never
	}
	a.base, a.cancel = context.WithCancel(context.Background())
	return a
}

// Add puts an item on the agenda, in place of one with the same kind and ID.
// What is already due runs at once. After Stop it does nothing.
func (a *Agenda) Add(item Item) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.addLocked(item)
}

func (a *Agenda) addLocked(item Item) { a.putLocked(a.numberedLocked(item)) }

// numberedLocked is an item as the next one that was added.
func (a *Agenda) numberedLocked(item Item) *entry {
	a.added++
	e := &entry{Item: item, number: a.added, lane: inline}
	if a.overlaps(item.Kind) {
		e.lane = overlapping
	}
	return e
}

func (a *Agenda) putLocked(e *entry) {
	if a.stopped {
		return
	}
	a.takeOutLocked(e.key())
	if a.entries == nil {
		a.entries, a.kinds = map[key]*entry{}, map[string]int{}
	}
	a.entries[e.key()] = e
	a.kinds[e.Kind]++
	a.queues[e.lane].add(e)
	if a.queues[e.lane].first() == e {
		a.signalLocked()
	}
}

// Remove takes an item off the agenda, or from the hold that it waits for. One
// that has started goes on.
func (a *Agenda) Remove(kind, id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.takeOutLocked(key{kind, id})
	for h := range a.holds {
		h.items = slices.DeleteFunc(h.items, func(e *entry) bool { return e.key() == key{kind, id} })
	}
}

func (a *Agenda) takeOutLocked(k key) {
	e, there := a.entries[k]
	if !there {
		return
	}
	delete(a.entries, k)
	if a.kinds[k.kind]--; a.kinds[k.kind] == 0 {
		delete(a.kinds, k.kind)
	}
	a.queues[e.lane].remove(e)
}

// Len is how many items of a kind are on the agenda; those that are open or
// held are not.
func (a *Agenda) Len(kind string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.kinds[kind]
}

// Idle tells whether nothing is open, held or pending but lasting items.
func (a *Agenda) Idle() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.open) == 0 && len(a.holds) == 0 && a.settledLocked()
}

func (a *Agenda) settled() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.settledLocked()
}

// settledLocked tells whether nothing is pending but lasting items.
func (a *Agenda) settledLocked() bool {
	for kind := range a.kinds {
		if !a.lasting(kind) {
			return false
		}
	}
	return true
}

// Wait waits until no work is under way, or ctx ends. What Follow or an Advance
// starts later is not waited for: to drain, end Follow's context first.
func (a *Agenda) Wait(ctx context.Context) {
	if a.takeTurn(ctx) != nil {
		return
	}
	defer a.endTurn()
	a.awaitOpen(ctx)
}

// Stop drops what is pending, cancels the contexts of what is open and waits
// for its end. Nothing runs afterwards. It may be called twice; called by Run
// it would wait for itself.
func (a *Agenda) Stop() {
	a.mu.Lock()
	a.stopped = true
	a.queues, a.entries, a.kinds = [2]queue{}, nil, nil
	a.signalLocked()
	a.mu.Unlock()
	a.cancel()
	a.awaitOpen(context.Background())
}

// awaitOpen waits until nothing is open, or ctx ends.
func (a *Agenda) awaitOpen(ctx context.Context) {
	for {
		a.mu.Lock()
		if len(a.open) == 0 {
			a.mu.Unlock()
			return
		}
		changed := a.changedLocked()
		a.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// changedLocked is closed when something has changed that may matter to who
// waits: work that ended, an earlier due, another clock, a released hold.
func (a *Agenda) changedLocked() <-chan struct{} {
	if a.changed == nil {
		a.changed = make(chan struct{})
	}
	return a.changed
}

func (a *Agenda) signalLocked() {
	if a.changed != nil {
		close(a.changed)
		a.changed = nil
	}
}
