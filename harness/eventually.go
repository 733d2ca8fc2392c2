package harness

import (
	"context"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// eventualLimit is how long we wait for something that the client works on.
const eventualLimit = 40 * time.Second

// eventually waits until something holds of the entries so far. It is false if
// the client has made no call, and waited for none, for as long as it may take
// to do something by itself, or works on without an end, and still it does not
// hold.
func (w *World) eventually(holds func([]journal.Entry) bool) (bool, error) {
	whole, cancel := context.WithTimeout(w.ctx, eventualLimit)
	defer cancel()
	for {
		made := moves(w.Entries())
		ctx, cancel := context.WithTimeout(whole, ArrivalLimit)
		err := w.until(ctx, func(entries []journal.Entry) bool { return holds(entries) || moves(entries) > made })
		cancel()
		entries := w.Entries()
		switch {
		case err != nil:
			return false, err
		case holds(entries):
			return true, nil
		case moves(entries) == made || whole.Err() != nil:
			return false, w.orGone(nil)
		}
	}
}

// moves is how often the client has called and was answered. While it grows, the
// client is at work.
func moves(entries []journal.Entry) (n int) {
	for _, e := range entries {
		if e.Kind == journal.KindCall || e.Kind == journal.KindAnswer {
			n++
		}
	}
	return n
}

// rest waits until the client has made no move for longer than so long, and for
// no shorter than the calibrated window, or something else is the case.
func (w *World) rest(ctx context.Context, limit time.Duration, enough func() bool) error {
	began := wall.Now()
	defer func() { w.silent += wall.Now().Sub(began) }()
	limit = max(limit+minSilence, w.calm.window()) // who pauses for the limit moves after it
	for ctx.Err() == nil && !enough() {
		made := moves(w.Entries())
		quiet, cancel := context.WithTimeout(ctx, limit)
		err := w.until(quiet, func(entries []journal.Entry) bool { return moves(entries) > made })
		cancel()
		if err != nil || moves(w.Entries()) == made {
			return err
		}
	}
	return w.ctx.Err()
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
