package fault

var jobPartial = Fault{
	ID: "job_partial", Seam: Job,
	Summary: "Only a part is collected: the later half of the period, or of what has no period the first account.",
	Example: Rule{Fault: "job_partial", On: On{Resource: "transactions"}, Times: 1},
	collection: func(c *Collection, _ Rule) bool {
		c.Partial = true
		return true
	},
}
