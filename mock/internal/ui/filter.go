package ui

import (
	"net/url"
	"slices"
	"strings"
)

// A filter is what of the timeline is shown, as the page's query says.
type filter struct {
	Link    string // an id, or the beginning of one
	Type    string // webhook_type, in lower case as resources are
	Verdict verdict
	Text    string
}

func filterOf(query url.Values) filter {
	return filter{
		Link: strings.TrimSpace(query.Get("link")), Type: query.Get("type"),
		Verdict: verdict(query.Get("verdict")), Text: strings.ToLower(strings.TrimSpace(query.Get("q"))),
	}
}

// Any tells whether something is left out.
func (f filter) Any() bool { return f != filter{} }

func (f filter) takes(c *chain) bool {
	return strings.HasPrefix(c.LinkID, f.Link) &&
		(f.Type == "" || slices.Contains(c.about, f.Type)) &&
		(f.Verdict == "" || f.Verdict == c.now) &&
		(f.Text == "" || c.has(f.Text))
}

// has tells whether a text in lower case is in what a card shows.
func (c *chain) has(text string) bool {
	in := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(w), text) })
	}
	if in(c.ID, c.LinkID) || c.Asked != nil && in(c.Asked.Method+" "+c.Asked.Path) {
		return true
	}
	return slices.ContainsFunc(c.Events, func(e event) bool {
		return in(e.DeliveryID, e.Type, e.Code, e.State) || slices.ContainsFunc(e.Attempts, func(a attempt) bool { return in(a.Why, a.Label()) })
	}) || slices.ContainsFunc(c.Jobs, func(j job) bool { return in(j.Resource, j.State, j.Process) })
}
