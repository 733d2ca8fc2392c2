package fault

import "cmp"

var dataShifts = Fault{
	ID: "data_shifts", Seam: Response,
	Summary: "Between two pages new transactions are booked and collected, so that all rows move on.",
	Params:  []Param{{Name: "rows", Type: "integer", Default: "1", Summary: "how many are booked"}},
	Example: Rule{Fault: "data_shifts", On: On{Resource: "transactions", Page: 2}, Times: 1},
	check: func(r Rule) error {
		if word := Word(r.On.Resource); word != "" && word != "transactions" {
			return never("on.resource", "only transactions are booked, not %s", r.On.Resource)
		}
		return nil
	},
	page: func(p *Page, r Rule) bool {
		if p.Page < 2 || p.Resource != "transactions" || p.Link == "" {
			return false
		}
		p.Arrive += cmp.Or(r.With.Rows, 1)
		return true
	},
}
