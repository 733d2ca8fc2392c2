package harness

import (
	"slices"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A calibration knows how fast the client reacts, so that silence is judged
// neither too early nor for longer than it takes. All scenarios of a run share
// one.
type calibration struct {
	mu      sync.Mutex
	slowest time.Duration   // ever
	late    []time.Duration // the reactions of late, the oldest first
}

// Bounds of judged silence. Our choice.
const (
	patience   = 6 // times the slowest reaction of late
	margin     = 2 // times the slowest reaction ever
	minSilence = 300 * time.Millisecond
	maxSilence = 5 * time.Second
	// unknown is for as long as no reaction was seen.
	unknown = time.Second
	// ofLate is how many reactions tell how busy the machine is by now: it is most
	// of all when all workers begin at once.
	ofLate = 20
)

// reacted remembers how long a client took from being told to its first call.
func (c *calibration) reacted(after time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slowest = max(c.slowest, after)
	c.late = append(c.late, after)
	c.late = c.late[max(0, len(c.late)-ofLate):]
}

// window is for how long nothing must happen to be judged as silence.
func (c *calibration) window() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.late) == 0 {
		return unknown
	}
	return min(max(patience*slices.Max(c.late), margin*c.slowest, minSilence), maxSilence)
}

// lag is by how much what the client does may come late by no fault of its own.
func (c *calibration) lag() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.slowest
}

// calibrate learns from a scenario how fast the client reacts: from the end of
// the first attempt of each request that it acknowledged, whence silence is
// counted as well, to its first fetch after it was told. Who fetches while it
// still answers takes no time.
func (w *World) calibrate() {
	entries := w.Entries()
	told := map[string]bool{}
	for _, e := range entries {
		a, ok := e.Data.(journal.AttemptData)
		if !ok || a.Outcome != "acknowledged" || told[e.RequestID] {
			continue
		}
		told[e.RequestID] = true
		for _, f := range fetchesOf(entries) {
			if f.about(e.LinkID) && !f.call.Wall.Before(a.Wall) && !w.isDeclared(f) {
				w.calm.reacted(max(0, f.call.Wall.Sub(e.Wall)))
				break
			}
		}
	}
}
