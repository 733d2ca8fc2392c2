package fault

var jobNeverEnds = Fault{
	ID: "job_never_ends", Seam: Job,
	Summary: "The request stays under way for ever: there is no webhook and no data. A synchronous request ends in 408.",
	Example: Rule{Fault: "job_never_ends", On: On{Resource: "accounts"}, Times: 1},
	collection: func(c *Collection, _ Rule) bool {
		c.Never = true
		return true
	},
}
