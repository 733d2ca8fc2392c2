package agenda

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The limits of a Settle.
const (
	SettleItems = 10_000           // run at most
	SettleTime  = 30 * time.Second // by the wall, without waiting for its turn
)

var (
	// ErrReentrant is the error of an Advance or Settle that work called which is
	// itself under way: it would wait for its own end.
	ErrReentrant = errors.New("the clock cannot be advanced by what runs on it")
	// ErrPast is the error of an Advance to before now.
	ErrPast = errors.New("time does not go back")
	// ErrNotSettling is what a *NotSettlingError is.
	ErrNotSettling = errors.New("the agenda does not settle")
)

// A NotSettlingError says what a Settle left when it came to a limit.
type NotSettlingError struct {
	Left []Item // open or pending but not lasting, in order
}

func (e *NotSettlingError) Error() string {
	return fmt.Sprintf("%v: %d items are left after %d items or %s", ErrNotSettling, len(e.Left), SettleItems, SettleTime)
}

// Unwrap is ErrNotSettling.
func (e *NotSettlingError) Unwrap() error { return ErrNotSettling }

// A Run is what an Advance or Settle did, as far as it came.
type Run struct {
	From, To time.Time
	Ran      int // items that it ran; those that were open before are not counted
	Pending  int // items on the agenda at its end, lasting ones too
}

// Advance moves the clock to a moment, stops at each due on the way, and runs
// what is due there to its end before it goes on, open holds included. At first
// it waits for other calls and for what is open. Meanwhile the clock stands
// where it is; afterwards it flows on from to, unless it is frozen. If ctx ends,
// the clock stays where it has come to.
func (a *Agenda) Advance(ctx context.Context, to time.Time) (Run, error) {
	return a.advance(ctx, func(time.Time) time.Time { return to })
}

// AdvanceBy is Advance by a duration from where the clock is when its turn has
// come.
func (a *Agenda) AdvanceBy(ctx context.Context, d time.Duration) (Run, error) {
	return a.advance(ctx, func(now time.Time) time.Time { return now.Add(d) })
}

func (a *Agenda) advance(ctx context.Context, target func(now time.Time) time.Time) (Run, error) {
	return a.travel(ctx, func(j *journey) error {
		to := target(j.run.From)
		if to.Before(j.run.From) {
			return fmt.Errorf("%w: it is %s, after %s", ErrPast, j.run.From.Format(time.RFC3339Nano), to.Format(time.RFC3339Nano))
		}
		if err := checkMoment(to); err != nil {
			return err
		}
		return j.pass(ctx, func(next *entry) (time.Time, bool) {
			if next != nil && !next.Due.After(to) {
				return next.Due, false
			}
			return to, true
		})
	})
}

// Settle runs what is pending, as Advance does, until only lasting items are
// left. Those run as well if they fall due on the way. At a limit it is a
// *NotSettlingError.
func (a *Agenda) Settle(ctx context.Context) (Run, error) {
	return a.travel(ctx, func(j *journey) error {
		ctx, cancel := context.WithTimeoutCause(ctx, SettleTime, ErrNotSettling)
		defer cancel()
		j.limit = SettleItems
		err := j.pass(ctx, func(next *entry) (time.Time, bool) {
			if a.settledLocked() {
				return time.Time{}, true
			}
			return next.Due, false
		})
		if errors.Is(err, ErrNotSettling) {
			return &NotSettlingError{Left: a.left()}
		}
		return err
	})
}

// left is what is open or pending, without lasting items.
func (a *Agenda) left() []Item {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []*entry
	for e := range a.open {
		all = append(all, e)
	}
	for _, e := range a.entries {
		if !a.lasting(e.Kind) {
			all = append(all, e)
		}
	}
	return sorted(all)
}
