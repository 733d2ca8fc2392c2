package harness

import (
	_ "embed" // of lengths
	"encoding/json"
	"slices"
	"time"
)

// A Listed is a scenario that would be judged.
type Listed struct {
	Requirement
	Title string
	File  string
	Line  int
	// Length is about how long it takes, by the wall.
	Length time.Duration
}

// List is what a Check would judge, in its order.
func List(cfg Config) ([]Listed, error) {
	r, err := newRun(cfg)
	if err != nil {
		return nil, err
	}
	var all []Listed
	for _, s := range r.scenarios {
		if r.excluded(s) == nil {
			all = append(all, Listed{Requirement: s.Requirement, Title: s.title, File: s.file, Line: s.line, Length: s.length()})
		}
	}
	return all, nil
}

// Estimate is about how long a Check of what is listed takes, by the wall: as
// with the reference client, the longest first, each in the first lane that is
// free.
func Estimate(listed []Listed, cfg Config) time.Duration {
	lengths := make([]time.Duration, len(listed))
	for i, s := range listed {
		lengths[i] = s.Length
	}
	slices.Sort(lengths)
	lanes := make([]time.Duration, lanesOf(cfg))
	for _, length := range slices.Backward(lengths) {
		lanes[slices.Index(lanes, slices.Min(lanes))] += length
	}
	return (slices.Max(lanes) * time.Duration(max(1, cfg.Repeat))).Round(time.Second)
}

// lengths.json says how long scenarios take with the reference client where
// computing takes no time, in milliseconds, by id and title: those that take a
// second or more.
//
//go:embed lengths.json
var measured []byte

// lengths are those of lengths.json.
var lengths = func() map[string]int64 {
	var all map[string]int64
	if err := json.Unmarshal(measured, &all); err != nil {
		panic(err)
	}
	return all
}()

// short is how long a scenario takes that is not in lengths.json, with its share
// of two cores.
const short = 500 * time.Millisecond

// length is about how long the scenario takes.
func (s scenario) length() time.Duration {
	return max(short, time.Duration(lengths[s.ID+" "+s.title])*time.Millisecond)
}
