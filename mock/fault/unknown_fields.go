package fault

var unknownFields = Fault{
	ID: "unknown_fields", Seam: Webhook, moment: Sent,
	Summary: "The body and its data have fields that nobody knows.",
	Example: Rule{Fault: "unknown_fields"},
	delivery: func(d *Delivery, _ Rule, _ Chance) bool {
		return d.Attempt.edit(func(body *node) bool {
			if data := body.member("data"); data != nil && data.kind == object {
				data.set("mock_unknown_field", text("unknown"))
			}
			return body.set("mock_unknown_field", raw(`{"list":[1,null,true]}`))
		})
	},
}
