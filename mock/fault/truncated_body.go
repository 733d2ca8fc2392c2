package fault

var truncatedBody = Fault{
	ID: "truncated_body", Seam: Webhook, moment: Sent,
	Summary: "The body ends in its middle, and the Content-Length says that this is all.",
	Example: Rule{Fault: "truncated_body", Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		d.Attempt.Body = half(d.Attempt.Body)
		return true
	},
}
