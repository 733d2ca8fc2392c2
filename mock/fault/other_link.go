package fault

import "strconv"

var otherLink = Fault{
	ID: "other_link", Seam: Webhook, moment: Sent, draws: true,
	Summary: "The link_id is of another link.",
	Params:  []Param{{Name: "link", Type: "string", Default: "an id of no link", Summary: "the id of the other link"}},
	Example: Rule{Fault: "other_link", Times: 1, With: With{Link: "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f"}},
	delivery: func(d *Delivery, r Rule, c Chance) bool {
		return d.Attempt.edit(func(body *node) bool {
			id := body.member("link_id")
			if id == nil {
				return false
			}
			other := otherDigits(id.raw, c)
			if r.With.Link != "" {
				other = strconv.Quote(r.With.Link)
			}
			return body.set("link_id", raw(other))
		})
	},
}
