package fault

import "cmp"

var overlappingPages = Fault{
	ID: "overlapping_pages", Seam: Response,
	Summary: "A page after the first begins with the last rows of the page before.",
	Params:  []Param{{Name: "rows", Type: "integer", Default: "1", Summary: "how many rows are shown twice"}},
	Example: Rule{Fault: "overlapping_pages", On: On{Resource: "transactions"}, With: With{Rows: 3}},
	page: func(p *Page, r Rule) bool {
		if p.Page < 2 {
			return false
		}
		p.Repeat = cmp.Or(r.With.Rows, 1)
		return true
	},
}
