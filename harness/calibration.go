package harness

import (
	"sync"
	"time"
)

// A calibration knows how fast the client reacts, so that silence is judged
// neither too early nor for longer than it takes. All scenarios of a run share
// one.
type calibration struct {
	mu      sync.Mutex
	slowest time.Duration
	seen    int
}

// Bounds of judged silence. Our choice.
const (
	patience   = 6 // times the slowest reaction seen
	minSilence = 300 * time.Millisecond
	maxSilence = 5 * time.Second
	// unknown is for as long as no reaction was seen.
	unknown = time.Second
)

// reacted remembers how long a client took from being told to its first call.
func (c *calibration) reacted(after time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen++
	c.slowest = max(c.slowest, after)
}

// window is for how long nothing must happen to be judged as silence.
func (c *calibration) window() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == 0 {
		return unknown
	}
	return min(max(patience*c.slowest, minSilence), maxSilence)
}
