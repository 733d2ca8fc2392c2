package fault

var hold = Fault{
	ID: "hold", Seam: Webhook, moment: Raised,
	Summary: "The webhook waits until somebody releases it (POST …/deliveries/release).",
	Example: Rule{Fault: "hold", On: On{WebhookType: "TRANSACTIONS"}},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		d.Hold = true
		return true
	},
}
