package harness

import (
	"context"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// eventualLimit is how long we wait for something that the client works on.
const eventualLimit = 40 * time.Second

// eventually waits until something holds of the entries so far. It is false if
// the client has made no call for as long as it may take to do something by
// itself, or works on without an end, and still it does not hold.
func (w *World) eventually(holds func([]journal.Entry) bool) (bool, error) {
	whole, cancel := context.WithTimeout(w.ctx, eventualLimit)
	defer cancel()
	for {
		made := len(callsOf(w.Entries()))
		ctx, cancel := context.WithTimeout(whole, ArrivalLimit)
		err := w.until(ctx, func(entries []journal.Entry) bool { return holds(entries) || len(callsOf(entries)) > made })
		cancel()
		entries := w.Entries()
		switch {
		case err != nil:
			return false, err
		case holds(entries):
			return true, nil
		case len(callsOf(entries)) == made || whole.Err() != nil:
			return false, w.orGone(nil)
		}
	}
}

// until waits until something holds of the entries so far, or ctx ends while the
// scenario goes on.
func (w *World) until(ctx context.Context, holds func([]journal.Entry) bool) error {
	for {
		w.mu.Lock()
		entries, more, ended := slices.Clone(w.entries), w.changed, w.ended
		w.mu.Unlock()
		if holds(entries) {
			return nil
		}
		if ended != nil {
			return ended
		}
		select {
		case <-more:
		case <-ctx.Done():
			return w.ctx.Err()
		}
	}
}
