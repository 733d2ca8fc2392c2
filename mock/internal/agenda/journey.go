package agenda

import (
	"context"
	"time"
)

// A journey is an Advance or Settle in its turn.
type journey struct {
	agenda *Agenda
	run    Run
	limit  int // of items to run while others are pending; 0 is none
}

// A goal says where a journey goes from a moment at which nothing is left to
// do: to the due of the next entry, which is nil if there is none, or, last, to
// its end. A zero end is where it is. The lock is held.
type goal func(next *entry) (to time.Time, last bool)

// travel waits for its turn, and lets time stand still while it goes.
func (a *Agenda) travel(ctx context.Context, goes func(*journey) error) (run Run, err error) {
	if ctx.Value(runningKey{a}) != nil {
		return Run{}, ErrReentrant
	}
	a.mu.Lock()
	a.calls++
	a.mu.Unlock()
	if err := a.takeTurn(ctx); err != nil {
		return Run{}, err
	}
	defer a.endTurn()
	j := &journey{agenda: a}
	j.depart()
	defer func() { run = j.arrive() }() // also when an item panics
	return Run{}, goes(j)
}

// depart stops the clock where it is.
func (j *journey) depart() {
	a := j.agenda
	a.mu.Lock()
	defer a.mu.Unlock()
	j.run.From = a.clock.now()
	a.clock.set(j.run.From)
	a.clock.standing = true
}

// arrive lets the clock go on from where it has come to.
func (j *journey) arrive() Run {
	a := j.agenda
	a.mu.Lock()
	defer a.mu.Unlock()
	j.run.To, j.run.Pending = a.clock.now(), len(a.entries)
	a.clock.set(j.run.To)
	a.clock.standing = false
	a.signalLocked()
	return j.run
}

// pass runs all that is due, waits until all is quiet, moves the clock, and so
// on until the goal is reached.
func (j *journey) pass(ctx context.Context, to goal) error {
	a := j.agenda
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if j.limit > 0 && j.run.Ran >= j.limit && !a.settled() {
			return ErrNotSettling
		}
		switch e, err := a.start(); {
		case err != nil:
			return err
		case e != nil:
			j.run.Ran++
			a.perform(e)
		default:
			if arrived := j.move(ctx, to); arrived {
				return nil
			}
		}
	}
}

// move takes the clock a step towards the goal, or waits for a change if there
// is something open. It is true at the end.
func (j *journey) move(ctx context.Context, to goal) (arrived bool) {
	a := j.agenda
	a.mu.Lock()
	now, next := a.clock.now(), a.nextLocked()
	open, holding, changed := len(a.open) > 0, a.holdingLocked(), a.changedLocked()
	again := a.stopped || next != nil && !next.Due.After(now) // since pass has looked
	if !open && holding <= 0 && !again {
		moment, last := to(next)
		if moment.After(now) {
			a.clock.set(moment)
		}
		a.mu.Unlock()
		return last
	}
	a.mu.Unlock()
	if again {
		return false
	}
	var late <-chan time.Time
	if !open {
		late = time.After(holding)
	}
	select {
	case <-changed:
	case <-late:
	case <-ctx.Done():
	}
	return false
}
