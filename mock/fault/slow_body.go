package fault

var slowBody = Fault{
	ID: "slow_body", Seam: Response,
	Summary: "The body trickles.",
	Params:  []Param{{Name: "bytes_per_second", Type: "integer", Required: true, Summary: "how fast"}},
	Example: Rule{Fault: "slow_body", On: On{Method: "GET"}, With: With{BytesPerSecond: 512}},
	answer: func(a *Answer, r Rule, _ Chance) bool {
		a.BytesPerSecond = r.With.BytesPerSecond
		return true
	},
}
