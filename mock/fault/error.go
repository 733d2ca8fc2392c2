package fault

var refusal = Fault{
	ID: "error", Seam: Request,
	Summary: "A documented error, with its status and body; nothing was done.",
	Params: []Param{
		{Name: "code", Type: "string", Required: true, Choices: codeNames(), Summary: "the vendor's code of the error"},
		{Name: "field", Type: "string", Default: "none", Summary: "the field that the error names"},
	},
	Example: Rule{Fault: "error", On: On{Method: "POST", Path: "/api/links/"}, Times: 1, With: With{Code: "institution_down"}},
	answer: func(a *Answer, r Rule, _ Chance) bool {
		a.Instead = &Instead{Code: r.With.Code, Field: r.With.Field}
		return true
	},
}
