package fault

var truncatedJSON = Fault{
	ID: "truncated_json", Seam: Response,
	Summary: "The body ends in its middle, and the Content-Length says that this is all.",
	Example: Rule{Fault: "truncated_json", On: On{Method: "GET", Resource: "transactions", Page: 2}, Times: 1},
	answer: func(a *Answer, _ Rule, _ Chance) bool {
		a.Edits = append(a.Edits, half)
		return true
	},
}

// half is the first half of a body.
func half(body []byte) []byte { return body[:len(body)/2] }
