package agenda

import "time"

// A Base is what a clock runs from, as data: from it follows what time it is,
// whoever asks and whenever.
type Base struct {
	At     time.Time // workspace time, UTC
	Wall   time.Time // the real time at which it was At, UTC
	Frozen bool
	Scale  float64
}

// Now is the clock's time when the real time is wall. A wall that was set back
// does not take the clock back.
func (b Base) Now(wall time.Time) time.Time {
	elapsed := max(0, wall.Sub(b.Wall))
	switch {
	case b.Frozen:
		return b.At
	case b.Scale != 1:
		elapsed = duration(float64(elapsed) * b.Scale)
	}
	return b.At.Add(elapsed)
}

// Rebased is the same clock, based on the real time wall.
func (b Base) Rebased(wall time.Time) Base {
	b.At, b.Wall = b.Now(wall), wall.UTC().Round(0)
	return b
}

// Base is what the clock runs from now on. While an Advance moves it, that is
// the moment that it has reached.
func (a *Agenda) Base() Base {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Base{At: a.clock.now(), Wall: Wall().Round(0), Frozen: a.clock.frozen, Scale: a.clock.scale}
}

// Moves counts how often the clock was set. As long as it is the same, all
// Bases are of one clock.
func (a *Agenda) Moves() uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.clock.moves
}
