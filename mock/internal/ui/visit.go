package ui

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A visit is one request to a page, and what all templates are given as .Visit.
type visit struct {
	Request   *http.Request
	Title     string
	Nav       string
	Workspace control.Workspace // nil where the page is about none
	Info      control.Info      // of the workspace
	Version   control.Version
	Others    []control.Info // all workspaces, the last used first
	Faults    int            // rules of the workspace that may still make something go wrong
	Live      string         // from where the page follows what happens; empty: it does not

	server *server
	page   page
	book   *book
}

// maxOthers is how many workspaces the switcher lists.
const maxOthers = 20

// visit opens what a request is about. It is never nil, so that also a refusal
// can be shown.
func (s *server) visit(r *http.Request, p page) (*visit, error) {
	v := &visit{Request: r, Title: p.title, Nav: p.nav, server: s, page: p}
	ctx := r.Context()
	var err error
	if v.Version, err = s.host.Version(ctx); err != nil {
		return v, err
	}
	if v.Others, err = s.host.List(ctx); err != nil {
		return v, err
	}
	v.Others = v.Others[:min(len(v.Others), maxOthers)]
	if !strings.Contains(p.path, "{ws}") && p.path != "/{$}" {
		if len(p.parts) > 0 {
			v.Live = "now"
		}
		return v, nil
	}
	ws, err := s.host.Open(ctx, cmp.Or(r.PathValue("ws"), "default"))
	if err != nil {
		return v, err
	}
	v.Workspace = ws
	if err = v.refresh(ctx); err != nil {
		return v, err
	}
	if v.book, err = s.shelf.open(ctx, ws); err != nil {
		return v, err
	}
	if len(p.parts) > 0 || p.pieces != nil {
		v.Live = v.book.mark()
	}
	return v, nil
}

// At is the path of a page about the workspace.
func (v *visit) At(page string, ids ...string) string {
	path := "/w/" + url.PathEscape(v.Workspace.ID()) + "/" + page
	for _, id := range ids {
		path += "/" + url.PathEscape(id)
	}
	return path
}

// Base is the scheme and host by which the server is called.
func (v *visit) Base() string {
	if v.server.cfg.PublicURL != "" {
		return v.server.cfg.PublicURL
	}
	scheme := "http"
	if v.Request.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + v.Request.Host
}

// Query is a parameter of the page.
func (v *visit) Query(name string) string { return v.Request.URL.Query().Get(name) }

// With is the page with one parameter changed; an empty value takes it away.
func (v *visit) With(name, value string) string {
	query := v.Request.URL.Query()
	query.Del("live") // of who follows the page
	query.Set(name, value)
	if value == "" {
		query.Del(name)
	}
	if len(query) == 0 {
		return v.Request.URL.Path
	}
	return v.Request.URL.Path + "?" + query.Encode()
}

// ReadOnly tells whether the control API changes nothing.
func (v *visit) ReadOnly() bool { return v.Version.ReadOnly }

// refresh asks again for what the frame shows of the workspace.
func (v *visit) refresh(ctx context.Context) error {
	if v.Workspace == nil {
		return nil
	}
	var err error
	if v.Info, err = v.Workspace.Info(ctx); err != nil {
		return err
	}
	rules, err := v.Workspace.Faults(ctx)
	v.Faults = 0
	for _, rule := range rules {
		if rule.Times == 0 || rule.Hits < rule.Times {
			v.Faults++
		}
	}
	return err
}
