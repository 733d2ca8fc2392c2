package fault

import "cmp"

var unknownCode = Fault{
	ID: "unknown_code", Seam: Webhook, moment: Sent,
	Summary: "The webhook_code is one that nobody knows.",
	Params:  []Param{{Name: "value", Type: "string", Default: "mock_unknown", Summary: "the code"}},
	Example: Rule{Fault: "unknown_code", Times: 1},
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		return d.Attempt.set("webhook_code", text(cmp.Or(r.With.Value, "mock_unknown")))
	},
}
