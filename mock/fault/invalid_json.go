package fault

import "slices"

var invalidJSON = Fault{
	ID: "invalid_json", Seam: Response,
	Summary: "The body is whole but no JSON: its last bracket is of the other kind.",
	Example: Rule{Fault: "invalid_json", On: On{Method: "GET"}, Times: 1},
	answer: func(a *Answer, _ Rule, _ Chance) bool {
		a.Edits = append(a.Edits, misclose)
		return true
	},
}

// misclose ends a body with a bracket that closes nothing.
func misclose(body []byte) []byte {
	if len(body) == 0 {
		return []byte("}")
	}
	last := byte(']')
	if body[len(body)-1] == ']' {
		last = '}'
	}
	return append(slices.Clone(body[:len(body)-1]), last)
}
