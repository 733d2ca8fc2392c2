package ui

import "context"

// A page is one row of the table below, one file page_<name>.go and one template
// templates/<name>.html, which defines main, and perhaps head for a style of its
// own. Templates are given a sheet: .Visit, and as .Data what show makes. Buttons are
// actions (visit.act), which templates show as {{template "action" .}}; forms carry
// data-call and are read by assets/action.js. What has to be sent anew stands in an
// element <div id="x">{{template "x" .}}</div> and is named in parts.
type page struct {
	path  string // a pattern of net/http; with {ws} it is about a workspace
	name  string // of its template, templates/<name>.html, and of the mark in the navigation
	nav   string // which entry of the navigation it stands under; empty: none
	title string
	show  func(ctx context.Context, v *visit) (any, error) // what its template is given as .Data
	// parts are what is sent anew when something has happened, by the names of
	// the templates that make them, in elements of the same id. They are given what
	// the page is given.
	parts []string
	// pieces, where a page is long, are the parts that have changed after a moment
	// of the journal, in place of all of parts being made and compared.
	pieces func(ctx context.Context, v *visit, since uint64) ([]piece, error)
}

// pages are all pages.
var pages = []page{
	{path: "/{$}", name: "timeline", nav: "timeline", title: "Timeline", show: showTimeline, pieces: timelinePieces},
	{path: "/w/{ws}/{$}", name: "timeline", nav: "timeline", title: "Timeline", show: showTimeline, pieces: timelinePieces},
	{path: "/w/{ws}/requests/{request_id}", name: "request", nav: "timeline", title: "Request", show: showRequest, parts: []string{"one", "steps"}},
	{path: "/w/{ws}/deliveries/{id}", name: "event", nav: "timeline", title: "Webhook", show: showEvent, parts: []string{"event"}},
	{path: "/w/{ws}/links", name: "links", nav: "links", title: "Links", show: showLinks, pieces: linksPieces},
	{path: "/w/{ws}/links/{id}", name: "link", nav: "links", title: "Link", show: showLink, pieces: linkPieces},
	{path: "/w/{ws}/faults", name: "faults", nav: "faults", title: "Faults", show: showFaults, pieces: faultsPieces},
	{path: "/w/{ws}/clock", name: "clock", nav: "clock", title: "Clock", show: showClock, pieces: clockPieces},
}

// An entry of the navigation.
type entry struct{ Name, Title, Path string }

// Navigation leads to the pages about a workspace.
func (v *visit) Navigation() []entry {
	if v.Workspace == nil {
		return nil
	}
	return []entry{
		{"timeline", "Timeline", v.At("")},
		{"links", "Links", v.At("links")},
		{"faults", "Faults", v.At("faults")},
		{"clock", "Clock", v.At("clock")},
		{"settings", "Settings", v.At("settings")},
	}
}

// Shared leads to the pages about the whole server.
func (v *visit) Shared() []entry {
	return []entry{
		{"reports", "Reports", "/reports"},
		{"reference", "API", "/reference/vendor"},
	}
}
