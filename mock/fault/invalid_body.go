package fault

var invalidBody = Fault{
	ID: "invalid_body", Seam: Webhook, moment: Sent,
	Summary: "The body is whole but no JSON: its last bracket is of the other kind.",
	Example: Rule{Fault: "invalid_body", Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		d.Attempt.Body = misclose(d.Attempt.Body)
		return true
	},
}
