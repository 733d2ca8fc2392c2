package fault

import "time"

var duplicate = Fault{
	ID: "duplicate", Seam: Webhook, moment: Raised,
	Summary: "The webhook is sent several times, each copy with the same webhook_id.",
	Params: []Param{
		{Name: "copies", Type: "integer", Required: true, Summary: "how many in all, from 2 to 100"},
		{Name: "gap", Type: "duration", Default: "none: at the same instant", Summary: "workspace time between two copies"},
	},
	Example: Rule{Fault: "duplicate", On: On{WebhookType: "TRANSACTIONS"}, With: With{Copies: 3}},
	check: func(r Rule) error {
		if r.With.Copies < 2 || r.With.Copies > 100 {
			return &Error{"with.copies", "It is how many there are in all, from 2 to 100."}
		}
		return nil
	},
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		for n := 1; n < r.With.Copies; n++ {
			d.Copies = append(d.Copies, time.Duration(n)*time.Duration(r.With.Gap))
		}
		return true
	},
}
