package fault

import (
	"time"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

var throttle = Fault{
	ID: "throttle", Seam: Request,
	Summary: "429 throttled, with a Retry-After in seconds; nothing was done.",
	Params:  []Param{{Name: "retry_after", Type: "duration", Required: true, Summary: "what the header says, rounded up to seconds"}},
	Example: Rule{Fault: "throttle", Times: 3, With: With{RetryAfter: duration.Duration(30 * time.Second)}},
	answer: func(a *Answer, r Rule, _ Chance) bool {
		a.Instead = &Instead{Code: "throttled", RetryAfter: time.Duration(r.With.RetryAfter)}
		return true
	},
}
