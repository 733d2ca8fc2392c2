package fault

var lostAnswer = Fault{
	ID: "lost_answer", Seam: Response,
	Summary: "What was asked is done, but its answer does not arrive: the connection is reset instead.",
	Example: Rule{Fault: "lost_answer", On: On{Method: "POST", Resource: "transactions"}, Times: 1},
	answer: func(a *Answer, _ Rule, _ Chance) bool {
		a.Ending = Lost
		return true
	},
}
