package fault

import (
	"time"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

var latency = Fault{
	ID: "latency", Seam: Request, draws: true,
	Summary: "The answer comes later, by the wall's clock.",
	Params: []Param{
		{Name: "by", Type: "duration", Required: true, Summary: "how much later"},
		{Name: "jitter", Type: "duration", Default: "none", Summary: "how far it strays from that, either way"},
		{Name: "distribution", Type: "string", Default: "uniform", Choices: []string{"uniform", "normal"}, Summary: "how it strays: evenly within the jitter, or as a bell whose deviation the jitter is"},
	},
	Example: Rule{Fault: "latency", With: With{By: duration.Duration(2 * time.Second), Jitter: duration.Duration(time.Second)}},
	answer: func(a *Answer, r Rule, c Chance) bool {
		a.Latency += max(0, time.Duration(r.With.By)+stray(r.With, c))
		return true
	},
}

// stray is how far a latency is from its middle. The bell is the sum of twelve
// even draws, whose deviation is one.
func stray(w With, c Chance) time.Duration {
	jitter := int64(w.Jitter)
	if jitter == 0 {
		return 0
	}
	if w.Distribution != "normal" {
		return time.Duration(c.Between(-jitter, jitter))
	}
	sum := int64(0)
	for range 12 {
		sum += c.Between(-jitter/2, jitter/2)
	}
	return time.Duration(sum)
}
