package agenda

import (
	"context"
	"time"
)

// Follow runs what is due as time passes, and at once what is due already,
// until ctx or the agenda ends. It does not wait for what it has started. Call
// it once, in a goroutine of its own.
func (a *Agenda) Follow(ctx context.Context) {
	timer := time.NewTimer(0)
	timer.Stop()
	defer timer.Stop()
	for {
		wait, timed, changed := a.untilNext()
		if timed && wait == 0 {
			if a.runDue(ctx) != nil {
				return
			}
			continue
		}
		var due <-chan time.Time
		if timed {
			timer.Reset(wait)
			due = timer.C
		}
		select {
		case <-due:
		case <-changed:
		case <-ctx.Done():
			return
		case <-a.base.Done():
			return
		}
	}
}

// untilNext is how long, in wall time, until there is something to run. It is
// not timed if only a change can bring that about.
func (a *Agenda) untilNext() (wait time.Duration, timed bool, changed <-chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if e := a.nextLocked(); e != nil {
		wait, timed = a.clock.wait(e.Due)
	}
	return wait, timed, a.changedLocked()
}

// runDue starts all that is due and may start, in its turn.
func (a *Agenda) runDue(ctx context.Context) error {
	if err := a.takeTurn(ctx); err != nil {
		return err
	}
	defer a.endTurn()
	for ctx.Err() == nil {
		e, _ := a.start()
		if e == nil {
			return nil
		}
		a.perform(e)
	}
	return ctx.Err()
}

// takeTurn waits for the turn to start work, first come, first served.
func (a *Agenda) takeTurn(ctx context.Context) error {
	select {
	case a.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-a.base.Done():
		return ErrStopped
	}
}

func (a *Agenda) endTurn() { <-a.turn }

// nextLocked is the first in order that may start as soon as it is due; nil if
// there is none. While the width is used up, overlapping items do not hold up
// the others, unless all have to go one after another.
func (a *Agenda) nextLocked() *entry {
	if a.width == 1 && len(a.open) > 0 {
		return nil
	}
	first := a.queues[inline].first()
	if other := a.queues[overlapping].first(); len(a.open) < a.width && other.before(first) {
		first = other
	}
	return first
}

// start takes the next due entry off the agenda and opens it, for perform; nil
// if none may start now.
func (a *Agenda) start() (*entry, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped {
		return nil, ErrStopped
	}
	e := a.nextLocked()
	if e == nil || e.Due.After(a.clock.now()) {
		return nil, nil
	}
	a.takeOutLocked(e.key())
	if a.open == nil {
		a.open = map[*entry]struct{}{}
	}
	a.open[e] = struct{}{}
	e.calls = a.calls
	return e, nil
}

// perform runs an entry that was started, or lets it run beside the others.
// The caller has the turn.
func (a *Agenda) perform(e *entry) {
	if e.lane == overlapping {
		go a.do(e)
		return
	}
	a.do(e)
}

func (a *Agenda) do(e *entry) {
	defer func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.open, e)
		a.signalLocked()
	}()
	a.run(context.WithValue(a.base, runningKey{a}, e), e.Item)
}

// runningKey is where the context of an agenda's item has its entry.
type runningKey struct{ agenda *Agenda }

// Awaited tells whether somebody has called Advance or Settle since the item
// began that ctx is the context of: they wait for it, and if it waits for them
// too, it waits in vain. It is false for any other context.
func (a *Agenda) Awaited(ctx context.Context) bool {
	e, running := ctx.Value(runningKey{a}).(*entry)
	a.mu.Lock()
	defer a.mu.Unlock()
	return running && a.calls > e.calls
}
