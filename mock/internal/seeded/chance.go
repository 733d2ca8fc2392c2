package seeded

import (
	"encoding/binary"
	"math/rand/v2"
)

// Chance is one thing's own stream of draws. It uses whole numbers only, since
// floating point may round differently on another machine. It is not safe for
// concurrent use.
type Chance struct {
	source *rand.Rand
}

// Chance starts p's stream; two streams of one path are equal.
func (p Path) Chance() *Chance {
	pcg := rand.NewPCG(binary.BigEndian.Uint64(p.key[:8]), binary.BigEndian.Uint64(p.key[8:16]))
	return &Chance{source: rand.New(pcg)}
}

// Between draws a number from lo to hi, both included. It panics if hi < lo.
func (c *Chance) Between(lo, hi int64) int64 {
	return lo + c.source.Int64N(hi-lo+1)
}

// Hit is true in per mille of a thousand draws: 0 never, 1000 always.
func (c *Chance) Hit(perMille int) bool {
	return c.source.IntN(1000) < perMille
}

// Pick draws one of the choices, all equally likely. It panics if there are none.
func Pick[T any](c *Chance, choices []T) T {
	return choices[c.source.IntN(len(choices))]
}

// Weighted draws an index of weights, each as likely as its weight. It panics
// if the weights do not add up to more than 0.
func (c *Chance) Weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	draw := c.source.IntN(total)
	for i, w := range weights {
		if draw -= w; draw < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// Digits draws n decimal digits.
func (c *Chance) Digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + c.source.IntN(10))
	}
	return string(b)
}
