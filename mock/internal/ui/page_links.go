package ui

import (
	"cmp"
	"context"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// linksPerPage is how many links a page lists.
const linksPerPage = 50

// A linkPage is part of a workspace's links, in the order in which they were made.
type linkPage struct {
	Links []linkRow
	Count int // of all links
	Text  string
	First string // path of the first page; empty: this is it
	Next  string // path of the next page; empty: this is the last
	Add   linkForm
	Start action // the shortest way to a link
}

// A linkRow is a link in the list.
type linkRow struct {
	control.ListedLink
	Tone string
	Page string
	Made time.Time
}

// A linkForm makes a link.
type linkForm struct {
	Add          action
	Institutions []institution
	Personas     []control.Row
}

// An institution is a row of the catalogue.
type institution struct {
	control.Row
	Country string `json:"country"`
}

// showLinks is the page of all links.
func showLinks(ctx context.Context, v *visit) (any, error) {
	p, err := v.links(ctx)
	if err != nil {
		return nil, err
	}
	p.Add = linkForm{Add: v.act("Add the link", "POST", "/links", nil)}
	p.Add.Add.Said, p.Add.Add.Then = "The link is there.", v.At("links")+"/{id}"
	if p.Add.Institutions, err = rowsOf[institution](ctx, v.server.host, "institutions"); err != nil {
		return nil, err
	}
	p.Add.Personas, err = rowsOf[control.Row](ctx, v.server.host, "personas")
	return p, err
}

// linksPieces are the list as it is now. A search is not made anew by itself:
// among many links it is work.
func linksPieces(ctx context.Context, v *visit, _ uint64) ([]piece, error) {
	if err := v.refresh(ctx); err != nil {
		return nil, err
	}
	if v.Query("q") != "" {
		return v.parts(linkPage{}, "banner")
	}
	p, err := v.links(ctx)
	if err != nil {
		return nil, err
	}
	return v.parts(p, "banner", "list")
}

func (v *visit) links(ctx context.Context) (linkPage, error) {
	query := control.LinkQuery{After: v.Query("after"), Text: v.Query("q"), Limit: linksPerPage}
	found, err := v.Workspace.Links(ctx, query)
	if err != nil {
		return linkPage{}, err
	}
	p := linkPage{Count: found.Count, Text: query.Text, Start: v.act("Add a link", "POST", "/links", struct{}{})}
	p.Start.Tone, p.Start.Said, p.Start.Then = "primary", "The link is there.", v.At("links")+"/{id}"
	if query.After != "" {
		p.First = v.With("after", "")
	}
	if found.Next != "" {
		p.Next = v.With("after", found.Next)
	}
	for _, l := range found.Items {
		made, _ := time.Parse(time.RFC3339Nano, l.CreatedAt) // the provider's own
		p.Links = append(p.Links, linkRow{l, statusTone(l.Status), v.At("links", l.ID), made})
	}
	return p, nil
}

// statusTone colours a link's status.
func statusTone(status string) string {
	tones := map[string]string{"valid": "ok", "invalid": "fail", "token_required": "warn", "unconfirmed": "note"}
	return cmp.Or(tones[status], "idle")
}
