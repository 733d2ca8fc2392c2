package fault

import "strings"

var otherRequestID = Fault{
	ID: "other_request_id", Seam: Webhook, moment: Sent, draws: true,
	Summary: "The request_id is of the right form, and of no request.",
	Example: Rule{Fault: "other_request_id", Times: 1},
	delivery: func(d *Delivery, _ Rule, c Chance) bool {
		return d.Attempt.edit(func(body *node) bool {
			id := body.member("request_id")
			return id != nil && body.set("request_id", raw(otherDigits(id.raw, c)))
		})
	},
}

// otherDigits is an identifier with other digits in the same places.
func otherDigits(id string, c Chance) string {
	const digits = "0123456789abcdef"
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(digits, r) {
			return rune(digits[c.Between(0, 15)])
		}
		return r
	}, id)
}
