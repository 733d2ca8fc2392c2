package fault

var reset = Fault{
	ID: "reset", Seam: Request,
	Summary: "The connection is reset; nothing was done.",
	Example: Rule{Fault: "reset", On: On{Resource: "accounts"}, Times: 1},
	answer: func(a *Answer, _ Rule, _ Chance) bool {
		a.Ending = Reset
		return true
	},
}
