package fault

import "cmp"

var missingField = Fault{
	ID: "missing_field", Seam: Webhook, moment: Sent,
	Summary: "A field is left out of the body.",
	Params:  []Param{{Name: "field", Type: "string", Default: "request_id", Summary: "its key at the top of the body"}},
	Example: Rule{Fault: "missing_field", Times: 1, With: With{Field: "link_id"}},
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		return d.Attempt.edit(func(body *node) bool { return body.remove(cmp.Or(r.With.Field, "request_id")) })
	},
}
