package ui

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A linkDetail is a link with what its bank holds and what the client knows of it.
type linkDetail struct {
	control.LinkDetail
	Tone     string
	Accessed time.Time // the last time; zero: never
	Acts     []actGroup
	Delete   action
	Reads    []readRow
	Unread   int // resources that are there to be read
	Ask      string
	Break    string // path of the page where a fault is made for it
	Booked   booked
	Form     transactionForm // only where the whole page is made
}

// An actGroup is what can be done about one side of a link.
type actGroup struct {
	Title string
	Acts  []action
}

// A readRow is a resource of the link: what the client has yet to read of it.
type readRow struct {
	control.Read
	State string // not read, read, not collected
	Tone  string
	Curl  string // what the client does next; empty: nothing
}

// showLink is the page of one link.
func showLink(ctx context.Context, v *visit) (any, error) {
	d, err := v.link(ctx)
	if err != nil {
		return nil, err
	}
	v.Title = "Link " + short(d.ID)
	d.Form, err = v.transactionForm(ctx, d.LinkDetail)
	return d, err
}

// linkPieces are what has changed of the link, if anything can have.
func linkPieces(ctx context.Context, v *visit, since uint64) ([]piece, error) {
	if err := v.refresh(ctx); err != nil {
		return nil, err
	}
	if !v.concerned(ctx, v.Request.PathValue("id"), since) {
		return v.parts(linkDetail{}, "banner")
	}
	d, err := v.link(ctx)
	if err != nil {
		return nil, err
	}
	return v.parts(d, "banner", "state", "reads", "accounts", "rows")
}

// concerned tells whether something has happened that a link's page shows: about
// the link, or a read, which may be of all links.
func (v *visit) concerned(ctx context.Context, link string, since uint64) bool {
	page, err := v.Workspace.Journal(ctx, journal.Query{Since: since, Limit: 1000})
	return err != nil || len(page.Items) == 1000 || slices.ContainsFunc(page.Items, func(e journal.Entry) bool {
		answer, is := e.Data.(journal.Answer)
		return e.LinkID == link || is && answer.Method == http.MethodGet || e.Kind == journal.KindClock
	})
}

func (v *visit) link(ctx context.Context) (linkDetail, error) {
	found, err := v.Workspace.Link(ctx, v.Request.PathValue("id"))
	if err != nil {
		return linkDetail{}, err
	}
	d := linkDetail{LinkDetail: found, Tone: statusTone(found.Status), Acts: v.linkActs(found), Ask: v.asks("transactions", "/api/transactions/", found.ID)}
	if at := found.LastAccessedAt; at != nil {
		d.Accessed, _ = time.Parse(time.RFC3339Nano, *at) // the provider's own
	}
	d.Break = v.At("faults") + "?" + url.Values{"fault": {"job_fails"}, "link": {found.ID}}.Encode() + "#rule"
	d.Delete = v.act("Delete the link", "DELETE", "/links/"+found.ID, nil)
	d.Delete.Tone, d.Delete.Confirm = "danger", "Delete this link with its records? Its jobs are cancelled, its webhooks are not."
	d.Delete.Said, d.Delete.Then = "The link is gone.", v.At("links")
	for _, r := range found.Reads {
		row := v.readRow(r, found.ID)
		if r.Unread {
			d.Unread++
		}
		d.Reads = append(d.Reads, row)
	}
	d.Booked, err = v.booked(ctx, found.ID)
	return d, err
}

func (v *visit) readRow(r control.Read, link string) readRow {
	switch {
	case r.CollectedAt.IsZero():
		return readRow{r, "Not asked for", "idle", v.asks(r.Resource, r.Path, link)}
	case r.Unread:
		return readRow{r, "GET not made yet", "warn", v.reads(r.Path, link)}
	default:
		return readRow{r, "Read", "ok", ""}
	}
}

// linkActs are what the person and the bank can do.
func (v *visit) linkActs(l control.LinkDetail) []actGroup {
	change := func(label string, change control.LinkChange, said string) action {
		a := v.act(label, "PATCH", "/links/"+l.ID, change)
		a.Said = said
		return a
	}
	status := func(label, to string) action {
		a := change(label, control.LinkChange{Status: &to}, "The link is "+to+" now.")
		if l.Status == to && a.Why == "" {
			a.Why = "It is " + to + " already."
		}
		return a
	}
	refresh := v.act("Refresh now", "POST", "/links/"+l.ID+"/refresh", struct{}{})
	refresh.Tone, refresh.Said = "primary", "The bank is asked again: request {request_id}."
	groups := []actGroup{
		{"Data", []action{refresh}},
		{"Status", []action{status("Require token", "token_required"), status("Make invalid", "invalid"), status("Make unconfirmed", "unconfirmed"), status("Make valid", "valid")}},
	}
	if l.Consent != nil {
		consent := func(label, to, said string) action { return change(label, control.LinkChange{Consent: &to}, said) }
		groups = append(groups, actGroup{"Consent", []action{
			consent("Expire consent", "expired", "The consent has expired."),
			consent("Let it expire in 7 days", "expiring", "The consent expires in seven days."),
			consent("Renew consent", "active", "The consent is renewed."),
		}})
	}
	return groups
}
