package harness

import (
	"fmt"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// Entries are those of the scenario so far.
func (w *World) Entries() []journal.Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.entries)
}

// last is the number of the last entry.
func (w *World) last() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.entries) == 0 {
		return 0
	}
	return w.entries[len(w.entries)-1].Seq
}

// Await waits for an entry of the scenario that matches; those that are there
// count. Without one in time, or when the client is gone, it is a judgement:
// what says in words what was waited for, look what to check first.
func (w *World) Await(what, look string, within time.Duration, match func(journal.Entry) bool) (journal.Entry, error) {
	timer := time.NewTimer(within)
	defer timer.Stop()
	for next := 0; ; {
		w.mu.Lock()
		for ; next < len(w.entries); next++ {
			if match(w.entries[next]) {
				found := w.entries[next]
				w.mu.Unlock()
				return found, nil
			}
		}
		more, ended := w.changed, w.ended
		w.mu.Unlock()
		if ended != nil {
			return journal.Entry{}, ended
		}
		select {
		case <-more:
		case <-timer.C:
			return journal.Entry{}, w.orGone(never(fmt.Sprintf("%s did not happen within %s", what, within), look))
		case <-w.ctx.Done():
			return journal.Entry{}, w.ctx.Err()
		}
	}
}

// follow reads the journal until the scenario ends.
func (w *World) follow(since uint64, done chan<- struct{}) {
	defer close(done)
	for e, err := range w.workspace.Follow(w.ctx, since) {
		w.mu.Lock()
		if err != nil {
			w.ended = fmt.Errorf("the journal ended: %w", err)
		} else {
			w.entries = append(w.entries, e)
		}
		close(w.changed)
		w.changed = make(chan struct{})
		w.mu.Unlock()
	}
}
