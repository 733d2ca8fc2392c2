package ui

import (
	"context"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

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
	// policy is in place of the one that holds for all pages; empty: it does not.
	policy string
	show   func(ctx context.Context, v *visit) (any, error) // what its template is given as .Data
	// parts are what is sent anew when something has happened, by the names of
	// the templates that make them, in elements of the same id. They are given what
	// the page is given.
	parts []string
	// pieces, where a page is long, are the parts that have changed after a moment
	// of the journal, in place of all of parts being made and compared.
	pieces func(ctx context.Context, v *visit, since uint64) ([]piece, error)
	// bell, on a page about no workspace, rings when there may be something new; nil:
	// the page is made anew now and then.
	bell func(ctx context.Context, h control.Host) <-chan struct{}
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
	{path: "/reports", name: "reports", nav: "reports", title: "Reports", show: showReports, parts: []string{"runs"}, bell: reportsBell},
	{path: "/reports/{id}", name: "report", nav: "reports", title: "Report", show: showReport, parts: []string{"summary", "grid", "verdicts"}, bell: reportsBell},
	{path: "/workspaces", name: "workspaces", title: "Workspaces", show: showWorkspaces, parts: []string{"list"}},
	{path: "/w/{ws}/settings", name: "settings", nav: "settings", title: "Settings", show: showSettings, parts: []string{"snapshots", "world"}},
	{path: "/reference/vendor", name: "reference", nav: "reference", title: "Belvo's API", policy: readerPolicy, show: showDocument(documents[0])},
	{path: "/reference/control", name: "reference", nav: "reference", title: "Control API", policy: readerPolicy, show: showDocument(documents[1])},
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
