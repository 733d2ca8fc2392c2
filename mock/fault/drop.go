package fault

var drop = Fault{
	ID: "drop", Seam: Webhook, moment: Raised,
	Summary: "The webhook is never sent.",
	Example: Rule{Fault: "drop", On: On{WebhookType: "TRANSACTIONS"}, Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		d.Drop = true
		return true
	},
}
