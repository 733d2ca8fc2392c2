package fault

var beforeAnswer = Fault{
	ID: "before_answer", Seam: Webhook, moment: Announced,
	Summary: "The webhook arrives before the 202 of its request is written.",
	Example: Rule{Fault: "before_answer", On: On{WebhookType: "TRANSACTIONS"}, Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		d.Ahead = true
		return true
	},
}
