package fault

var nullData = Fault{
	ID: "null_data", Seam: Webhook, moment: Sent,
	Summary: "The data of the body is null.",
	Example: Rule{Fault: "null_data", Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		return d.Attempt.set("data", raw("null"))
	},
}
