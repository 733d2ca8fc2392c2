package fault

var lostAck = Fault{
	ID: "lost_ack", Seam: Webhook, moment: Sent,
	Summary: "The client's answer is read and treated as if there had been none, so that the webhook is sent again.",
	Example: Rule{Fault: "lost_ack", Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		d.Attempt.Unheard = Ignored
		return true
	},
}
