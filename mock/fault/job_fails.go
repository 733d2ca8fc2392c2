package fault

var jobFails = Fault{
	ID: "job_fails", Seam: Job,
	Summary: "The bank cannot be read after all: the webhook of the request carries data.errors, a synchronous request is refused.",
	Params:  []Param{{Name: "code", Type: "string", Required: true, Choices: codeNames(), Summary: "the vendor's code of the error"}},
	Example: Rule{Fault: "job_fails", On: On{Resource: "transactions"}, Times: 1, With: With{Code: "institution_unavailable"}},
	collection: func(c *Collection, r Rule) bool {
		c.Code = r.With.Code
		return true
	},
}
