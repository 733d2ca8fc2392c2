package fault

var nextCycle = Fault{
	ID: "next_cycle", Seam: Response,
	Summary: "The link to the next page leads back to the first, even from the last.",
	Example: Rule{Fault: "next_cycle", On: On{Resource: "transactions"}},
	page: func(p *Page, _ Rule) bool {
		p.Next = Around
		return true
	},
}
