package sandbox

import (
	"slices"
)

// A Query asks for one page of a list.
type Query struct {
	Resource Resource
	Links    []string // only these; nil: all of the workspace's
	Filters  []Filter
	Page     int // from 1
	Size     int // rows a page, at least 1
	Repeat   int // so many rows of the page before are shown once more
}

// A Page is what a Query found.
type Page struct {
	Count int // rows on all pages
	Rows  []Row
	// View is set where the page is a plain cut of one link's rows: as long as
	// it is the same pointer, the same query gives the same page.
	View *View
}

// List finds a page of records. Without filters the rows of links that are not
// on the page are not made where their number is known without.
func (w *Workspace) List(q Query) (Page, error) {
	keep, err := matchers(q.Filters)
	if err != nil {
		return Page{}, err
	}
	links := w.linksOf(q.Links)
	if len(links) == 1 && len(keep) == 0 {
		view, err := w.view(links[0], q.Resource)
		if err != nil {
			return Page{}, err
		}
		page, err := q.cut(len(view.Rows), func(from, to int) []Row { return view.Rows[from:to] })
		page.View = view
		return page, err
	}
	return w.walk(q, links, keep)
}

// walk collects the rows of a page over several links, in order of their
// creation.
func (w *Workspace) walk(q Query, links []*Link, keep []matcher) (Page, error) {
	var rows []Row
	count, from, to := 0, (q.Page-1)*q.Size-q.Repeat, q.Page*q.Size
	for _, link := range links {
		n, known := w.known(link, q.Resource)
		if len(keep) == 0 && known && (count+n <= from || count >= to) {
			count += n
			continue
		}
		view, err := w.view(link, q.Resource)
		if err != nil {
			return Page{}, err
		}
		for _, row := range view.Rows {
			if !all(keep, row.JSON) {
				continue
			}
			if count >= from && count < to {
				rows = append(rows, row)
			}
			count++
		}
	}
	page, err := q.cut(count, func(int, int) []Row { return rows })
	return page, err
}

// known is the number of rows of a link if it follows from its persona.
func (w *Workspace) known(link *Link, r Resource) (n int, ok bool) {
	coverage := link.Collections[r.Name]
	switch {
	case len(coverage) == 0:
		return 0, true
	case r.total == nil || len(link.Gone) > 0 || !slices.ContainsFunc(coverage, func(c Coverage) bool { return c.Account == "" }):
		return 0, false
	default:
		return r.total(w.holder(link)), true
	}
}

// cut makes the page of a query out of count rows. A page beyond the last is
// refused; the first may be empty.
//
// Source: inferred from the framework that the vendor's answers look like.
func (q Query) cut(count int, rows func(from, to int) []Row) (Page, error) {
	from := (q.Page - 1) * q.Size
	if from >= count && q.Page > 1 {
		return Page{}, refuse(PageNotFound, "page", "There is no page %d.", q.Page)
	}
	return Page{Count: count, Rows: rows(max(0, from-q.Repeat), min(from+q.Size, count))}, nil
}

// linksOf are the links that are asked for and there, in order of their
// creation; nil ids are all links.
func (w *Workspace) linksOf(ids []string) []*Link {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ids == nil {
		return slices.Clone(w.state.Order)
	}
	var links []*Link
	for _, id := range ids {
		if link := w.state.Links[id]; link != nil && !slices.Contains(links, link) {
			links = append(links, link)
		}
	}
	slices.SortFunc(links, byOrdinal)
	return links
}

func all(keep []matcher, row []byte) bool {
	for _, m := range keep {
		if !m(row) {
			return false
		}
	}
	return true
}

// ListRows cuts a page out of rows that are there, such as institutions.
func ListRows(rows []Row, q Query) (Page, error) {
	keep, err := matchers(q.Filters)
	if err != nil {
		return Page{}, err
	}
	if len(keep) > 0 {
		rows = slices.DeleteFunc(slices.Clone(rows), func(row Row) bool { return !all(keep, row.JSON) })
	}
	return q.cut(len(rows), func(from, to int) []Row { return rows[from:to] })
}
