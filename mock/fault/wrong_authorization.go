package fault

import (
	"cmp"
	"strings"
)

var wrongAuthorization = Fault{
	ID: "wrong_authorization", Seam: Webhook, moment: Sent,
	Summary: "The Authorization header has a value that is not the webhook's.",
	Params:  []Param{{Name: "value", Type: "string", Default: "the same scheme with other credentials", Summary: "the whole value"}},
	Example: Rule{Fault: "wrong_authorization", Times: 1, With: With{Value: "Bearer guessed"}},
	check:   func(r Rule) error { return headerValue(r.With.Value) },
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		scheme, _, _ := strings.Cut(cmp.Or(d.Attempt.Authorization, "Bearer"), " ")
		d.Attempt.Authorization = cmp.Or(r.With.Value, scheme+" belvo-mock-wrong")
		return true
	},
}

// headerValue refuses what cannot be the value of a header.
func headerValue(value string) error {
	if strings.ContainsFunc(value, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return &Error{"with.value", "It holds a character that no header can have."}
	}
	return nil
}
