package fault

import "cmp"

var slowSend = Fault{
	ID: "slow_send", Seam: Webhook, moment: Sent,
	Summary: "The body trickles to the client.",
	Params:  []Param{{Name: "bytes_per_second", Type: "integer", Default: "256", Summary: "how fast"}},
	Example: Rule{Fault: "slow_send", With: With{BytesPerSecond: 128}},
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		d.Attempt.BytesPerSecond = cmp.Or(r.With.BytesPerSecond, 256)
		return true
	},
}
