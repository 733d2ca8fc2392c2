package fault

// A respelling is a change that the vendor calls compatible: it may come at any
// time, and clients have to bear it. It works on bodies, in answers and webhooks
// alike, and is false if there was nothing to change.
//
// Source: vendor document (new fields, order of fields, length of opaque strings,
// spelling of times); that new values of enumerations belong to it is our choice.
type respelling func(body *node, c Chance) bool

// compatible makes the row of a respelling.
func compatible(id, summary string, respell respelling) Fault {
	return Fault{
		ID: id, Summary: summary, Seam: Response, Also: Webhook, draws: true, moment: Sent,
		Example: Rule{Fault: id},
		answer: func(a *Answer, _ Rule, c Chance) bool {
			a.Edits = append(a.Edits, func(body []byte) []byte {
				changed, _ := rewrite(body, func(n *node) bool { return respell(n, c) })
				return changed
			})
			return true
		},
		delivery: func(d *Delivery, _ Rule, c Chance) bool {
			return d.Attempt.edit(func(n *node) bool { return respell(n, c) })
		},
	}
}
