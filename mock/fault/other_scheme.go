package fault

import "strings"

var otherScheme = Fault{
	ID: "other_scheme", Seam: Webhook, moment: Sent,
	Summary: "The right credentials stand under another scheme: Basic for Bearer, Bearer for all others.",
	Example: Rule{Fault: "other_scheme", Times: 1},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		if d.Attempt.Authorization == "" {
			return false
		}
		scheme, credentials, found := strings.Cut(d.Attempt.Authorization, " ")
		if !found {
			scheme, credentials = "", d.Attempt.Authorization
		}
		other := "Bearer"
		if strings.EqualFold(scheme, other) {
			other = "Basic"
		}
		d.Attempt.Authorization = other + " " + credentials
		return true
	},
}
