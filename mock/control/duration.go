package control

import "github.com/belvo-mock/belvo-mock/internal/duration"

// A Duration is written as Go's, such as 5s or 36h, in which days may stand in
// front: 2d, 1d12h.
type Duration = duration.Duration

// Gaps are waits between attempts. In JSON they are an array of durations, or
// one text with commas between them; none is [] or "".
type Gaps = duration.Gaps
