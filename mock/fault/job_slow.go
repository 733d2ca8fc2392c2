package fault

import (
	"time"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

var jobSlow = Fault{
	ID: "job_slow", Seam: Job,
	Summary: "The bank is read later than it should be, by the workspace's clock.",
	Params:  []Param{{Name: "by", Type: "duration", Required: true, Summary: "how much later"}},
	Example: Rule{Fault: "job_slow", On: On{Resource: "transactions"}, With: With{By: duration.Duration(2 * time.Minute)}},
	collection: func(c *Collection, r Rule) bool {
		c.Slow += time.Duration(r.With.By)
		return true
	},
}
