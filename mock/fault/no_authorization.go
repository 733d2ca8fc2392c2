package fault

var noAuthorization = Fault{
	ID: "no_authorization", Seam: Webhook, moment: Sent,
	Summary: "The Authorization header is left out.",
	Example: Rule{Fault: "no_authorization", Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		had := d.Attempt.Authorization != ""
		d.Attempt.Authorization = ""
		return had
	},
}
