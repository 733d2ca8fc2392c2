package fault

import "cmp"

var unknownType = Fault{
	ID: "unknown_type", Seam: Webhook, moment: Sent,
	Summary: "The webhook_type is one that nobody knows.",
	Params:  []Param{{Name: "value", Type: "string", Default: "MOCK_UNKNOWN", Summary: "the type"}},
	Example: Rule{Fault: "unknown_type", Times: 1},
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		return d.Attempt.set("webhook_type", text(cmp.Or(r.With.Value, "MOCK_UNKNOWN")))
	},
}
