package fault

import (
	"cmp"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

var stall = Fault{
	ID: "stall", Seam: Response,
	Summary: "Half of the body arrives, and then nothing more, until the client gives up.",
	Params:  []Param{{Name: "for", Type: "duration", Default: "5m", Summary: "how long at most, by the wall's clock; then the connection ends"}},
	Example: Rule{Fault: "stall", On: On{Method: "GET"}, Times: 1, With: With{For: duration.Duration(20 * time.Second)}},
	answer: func(a *Answer, r Rule, _ Chance) bool {
		a.Ending, a.Stall = Stalled, cmp.Or(time.Duration(r.With.For), 5*time.Minute)
		return true
	},
}
