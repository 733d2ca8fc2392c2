package harness

import (
	"cmp"
	"sync"
)

// sideBySide is how many scenarios run at once where the client allows it: most
// of them wait.
const sideBySide = 16

// lanesOf is how many scenarios of a run are under way at once.
func lanesOf(cfg Config) int {
	if !cfg.Client.Offers().Isolated {
		return 1
	}
	return cmp.Or(cfg.Workers, cfg.Client.Offers().Beside, sideBySide)
}

// Turns let scenarios begin in an order of ours, so many side by side. godog
// knows its own order alone: it begins all at once, and each waits for its turn.
type turns struct {
	mu   sync.Mutex
	next []chan struct{} // of those that wait, in order
	of   map[string]chan struct{}
}

// newTurns lets the first begin, one a lane.
func newTurns(keys []string, lanes int) *turns {
	t := &turns{of: map[string]chan struct{}{}}
	for _, key := range keys {
		t.of[key] = make(chan struct{})
		t.next = append(t.next, t.of[key])
	}
	for range lanes {
		t.done()
	}
	return t
}

// wait returns when it is the turn of a scenario, by its key. All before it
// end, if only with the run.
func (t *turns) wait(key string) { <-t.of[key] }

// done lets the next begin.
func (t *turns) done() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.next) > 0 {
		close(t.next[0])
		t.next = t.next[1:]
	}
}
