package fault

var resetBeforeAck = Fault{
	ID: "reset_before_ack", Seam: Webhook, moment: Sent,
	Summary: "The connection is reset when the client has answered and before the answer is taken, so that the webhook is sent again.",
	Example: Rule{Fault: "reset_before_ack", Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		d.Attempt.Unheard = Unreceived
		return true
	},
}
