package fault

var closeMidBody = Fault{
	ID: "close_mid_body", Seam: Response,
	Summary: "Half of the body arrives, and the connection ends before what the Content-Length promised.",
	Example: Rule{Fault: "close_mid_body", On: On{Method: "GET", Resource: "transactions"}, Times: 1},
	answer: func(a *Answer, _ Rule, _ Chance) bool {
		a.Ending = Cut
		return true
	},
}
