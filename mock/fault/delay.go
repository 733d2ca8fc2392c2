package fault

import (
	"time"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

var delay = Fault{
	ID: "delay", Seam: Webhook, moment: Raised,
	Summary: "The webhook is sent later, by the workspace's clock.",
	Params:  []Param{{Name: "by", Type: "duration", Required: true, Summary: "how much later"}},
	Example: Rule{Fault: "delay", On: On{WebhookType: "ACCOUNTS"}, With: With{By: duration.Duration(3 * time.Second)}},
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		d.Delay += time.Duration(r.With.By)
		return true
	},
}
