package fault

import (
	"time"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

var hang = Fault{
	ID: "hang", Seam: Request,
	Summary: "Nothing comes for a while, by the wall's clock, and then 408 request_timeout; nothing was done.",
	Params:  []Param{{Name: "for", Type: "duration", Required: true, Summary: "how long"}},
	Example: Rule{Fault: "hang", On: On{Method: "POST", Resource: "transactions"}, With: With{For: duration.Duration(30 * time.Second)}},
	answer: func(a *Answer, r Rule, _ Chance) bool {
		a.Latency += time.Duration(r.With.For)
		a.Instead = &Instead{Code: "request_timeout"}
		return true
	},
}
