package control

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A LinkQuery asks for some of a workspace's links.
type LinkQuery struct {
	After string // those that were made after the link of this id; empty: from the first
	Limit int    // at most so many, up to MaxLinks; 0 is DefaultLinks
	// Text is part of an id, an external_id, an institution_user_id, a status, a
	// persona or an institution's name, in any case of letters but for the
	// institution_user_id's; empty: any.
	Text string
}

// Bounds of a LinkQuery. Our choice.
const (
	DefaultLinks = 100
	MaxLinks     = 1000
)

// A LinkPage is what a LinkQuery found, in the order in which the links were made.
type LinkPage struct {
	Items []ListedLink `json:"items"`
	Count int          `json:"count"`          // of the workspace's links, found or not
	Next  string       `json:"next,omitempty"` // After of the next page; empty: this is the last
}

// A ListedLink is the vendor's object with what only the bank knows.
type ListedLink struct {
	Link
	InstitutionName string   `json:"institution_display_name"`
	InstitutionType string   `json:"institution_type"` // bank, fiscal or employment
	IntegrationType string   `json:"integration_type"` // credentials or openfinance
	Persona         string   `json:"persona"`
	Consent         *Consent `json:"consent"` // null where there is none
}

// A Consent is what a person gave an open finance institution.
type Consent struct {
	ID        string    `json:"id"`
	ExpiresAt time.Time `json:"expires_at"` // workspace time
	Expired   bool      `json:"expired"`    // and told so
}

// A LinkDetail is a link with what its bank holds, what was collected of that,
// and what the client has read.
type LinkDetail struct {
	ListedLink
	Accounts    []LinkAccount `json:"accounts"` // as they are at the bank now
	Collections []Collection  `json:"collections"`
	Reads       []Read        `json:"reads"` // one a resource that the institution offers
}

// A LinkAccount is an account at the bank, whether it was collected or not.
type LinkAccount struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Number   string      `json:"number"`
	Category string      `json:"category"`
	Currency string      `json:"currency"`
	Balance  json.Number `json:"balance"` // the current one; of a card what is owed
}

// A Collection is one part of a resource that was collected, once or more often.
type Collection struct {
	Resource string    `json:"resource"`
	Account  string    `json:"account,omitempty"` // only this one; empty: all
	From     string    `json:"from,omitempty"`    // the first day; empty: as far back as there is
	To       string    `json:"to,omitempty"`      // the last day; empty: up to the day of the collection
	At       time.Time `json:"at"`                // of the last time
	Times    int       `json:"times"`             // how many looks can be told apart
}

// A Read says whether the client has read a resource of a link since it was
// collected. It is derived from the journal: what was read before the journal's
// oldest entry counts as not read. The answer to a synchronous request is read too.
type Read struct {
	Resource    string    `json:"resource"`
	Path        string    `json:"path"`                  // of the GET
	CollectedAt time.Time `json:"collected_at,omitzero"` // the last time; absent: never
	LastReadAt  time.Time `json:"last_read_at,omitzero"` // absent: never
	Unread      bool      `json:"unread"`                // collected, and not read since
}

// linkParameters put parameters of the list of links into a LinkQuery.
var linkParameters = map[string]func(q *LinkQuery, value string) error{
	"after": func(q *LinkQuery, value string) error { q.After = value; return nil },
	"limit": func(q *LinkQuery, value string) (err error) { q.Limit, err = size(value); return },
	"q":     func(q *LinkQuery, value string) error { q.Text = value; return nil },
}

func listLinks(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	q, err := parsed(r, linkParameters)
	if err != nil {
		return 0, nil, err
	}
	page, err := w.Links(ctx, q)
	page.Items = *present(page.Items)
	return okay(page, err)
}

func showLink(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	link, err := w.Link(ctx, r.PathValue("id"))
	link.Accounts, link.Collections, link.Reads = *present(link.Accounts), *present(link.Collections), *present(link.Reads)
	return okay(link, err)
}

func deleteLink(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return http.StatusNoContent, nil, w.DeleteLink(ctx, r.PathValue("id"))
}

func (f far) Links(ctx context.Context, q LinkQuery) (LinkPage, error) {
	values := url.Values{}
	if q.After != "" {
		values.Set("after", q.After)
	}
	if q.Limit != 0 {
		values.Set("limit", strconv.Itoa(q.Limit))
	}
	if q.Text != "" {
		values.Set("q", q.Text)
	}
	path := f.path("links")
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return send[LinkPage](ctx, f.client, http.MethodGet, path, nil)
}

func (f far) Link(ctx context.Context, id string) (LinkDetail, error) {
	return get[LinkDetail](ctx, f, "links", id)
}

func (f far) DeleteLink(ctx context.Context, id string) error {
	_, err := send[struct{}](ctx, f.client, http.MethodDelete, f.path("links", id), nil)
	return err
}
