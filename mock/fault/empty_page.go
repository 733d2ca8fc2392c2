package fault

var emptyPage = Fault{
	ID: "empty_page", Seam: Response,
	Summary: "A page of a list shows no rows, though its count and its next say that there are some.",
	Example: Rule{Fault: "empty_page", On: On{Resource: "transactions", Page: 2}},
	page: func(p *Page, _ Rule) bool {
		p.Empty = true
		return true
	},
}
