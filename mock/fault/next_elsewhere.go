package fault

var nextElsewhere = Fault{
	ID: "next_elsewhere", Seam: Response,
	Summary: "The link to the next page leads to another origin, a listener of our own that notes who follows and whether credentials came along.",
	Example: Rule{Fault: "next_elsewhere", On: On{Resource: "transactions"}},
	page: func(p *Page, _ Rule) bool {
		p.Next = Elsewhere
		return true
	},
}
