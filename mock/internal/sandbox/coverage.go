package sandbox

import (
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// A Coverage says which part of a resource was collected, and when.
type Coverage struct {
	Account  string      // only this account; empty: all
	From, To bank.Day    // both included; zero: open on that side
	Times    []time.Time // of the collections, ascending, at least one
}

// covers tells whether what happened in an account at a moment lies in c. The
// zero moment stands for what has no date.
func (c Coverage) covers(account string, at time.Time) bool {
	if c.Account != "" && account != "" && c.Account != account {
		return false
	}
	if at.IsZero() {
		return true
	}
	day := bank.DayOf(at)
	return (c.From.IsZero() || !day.Before(c.From)) && (c.To.IsZero() || !c.To.Before(day))
}

// cover adds a collection of one moment to what there is. Equal parts become
// one, and moments that no row can tell apart are dropped, so that asking for
// the same period for ever costs nothing.
func cover(coverage []Coverage, c Coverage) []Coverage {
	at := c.Times[0]
	today := bank.DayOf(at)
	if !c.To.IsZero() && !c.To.Before(today) {
		c.To = bank.Day{} // what is not there yet cannot be left out
	}
	coverage = slices.Clone(coverage)
	for i, old := range coverage {
		if old.Account == c.Account && old.From == c.From && old.To == c.To {
			coverage[i].Times = addTime(old, at)
			return coverage
		}
	}
	return append(coverage, c)
}

// addTime is c's moments with at. A row is first seen by the first moment after
// it, so a moment in the middle counts only if rows may lie between it and the
// one before: none do once c's period is over. Slices that readers may hold are
// appended to, never written.
func addTime(c Coverage, at time.Time) []time.Time {
	n := len(c.Times)
	switch {
	case !at.After(c.Times[n-1]):
		return c.Times // the clock stood still or was set back
	case n > 1 && !c.To.IsZero() && c.To.Before(bank.DayOf(c.Times[n-2])):
		return append(slices.Clone(c.Times[:n-1]), at)
	default:
		return append(c.Times, at)
	}
}

// seenBy tells when rows were first and last seen, by all of the collections.
func seenBy(coverage []Coverage) bank.Seen {
	return func(account string, at, since time.Time) (first, last time.Time, ok bool) {
		for _, c := range coverage {
			if !c.covers(account, at) {
				continue
			}
			i, _ := slices.BinarySearchFunc(c.Times, since, time.Time.Compare)
			if i == len(c.Times) {
				continue // it was not there at the last look
			}
			if !ok || c.Times[i].Before(first) {
				first = c.Times[i]
			}
			if seen := c.Times[len(c.Times)-1]; seen.After(last) {
				last = seen
			}
			ok = true
		}
		return first, last, ok
	}
}
