package fault

import "cmp"

var wrongContentType = Fault{
	ID: "wrong_content_type", Seam: Webhook, moment: Sent,
	Summary: "The Content-Type is not that of JSON, though the body is JSON.",
	Params:  []Param{{Name: "value", Type: "string", Default: "text/plain", Summary: "the type"}},
	Example: Rule{Fault: "wrong_content_type", Times: 1, With: With{Value: "application/x-www-form-urlencoded"}},
	check:   func(r Rule) error { return headerValue(r.With.Value) },
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		d.Attempt.ContentType = cmp.Or(r.With.Value, "text/plain")
		return true
	},
}
