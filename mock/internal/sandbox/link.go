package sandbox

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A Link is a person's consent to read what an institution holds about them.
// The workspace keeps only these facts; the records follow from them. A Link is
// never written after it was made: a change replaces it.
type Link struct {
	ID               string
	Institution      string // its name
	Username         string
	Persona          string // id of the persona that the person is
	ExternalID       *string
	AccessMode       AccessMode
	Status           LinkStatus
	Created          time.Time
	LastAccessed     time.Time   // zero: never
	FetchResources   []string    // webhook types, as the client sent them
	StoreCredentials string      // "store", "nostore" or days such as "365d"
	Stored           time.Time   // when the credentials were given last; zero: Created
	StaleIn          string      // days such as "365d"
	FetchAll         bool        // collect all that the institution offers, though FetchResources is empty
	RefreshRate      string      // one of RefreshRates
	Recurred         time.Time   // from when on the next refresh by the clock is counted; zero: Created
	Consent          *Consent    // nil where there is none; never written after it was made
	UserID           string      // institution_user_id: equal for one person at one institution
	Path             seeded.Path // of the link
	Person           seeded.Path // of the person at the institution: two links of one person share it
	Refreshed        time.Time   // start of the last refresh; zero: never
	Jobs, Events     int         // how many there have been: the ordinals of the next
	Sessions         int         // likewise for login sessions
	Collections      map[string][]Coverage
	Gone             map[string]bool // ids of records that were deleted
	Extra            []bank.Movement // rows that a person or the bank added by hand
	Hidden           []bank.Movement // rows that the bank took back
	Quota            *Quota          // of the open finance network; nil until it is counted; never written after it was made
	Added            int             // how many rows were ever added: the ordinal of the next
	Touched          time.Time       // when the provider looked or the bank wrote last; a frozen clock does not tell them apart
	Ordinal          int             // how many links there had been before it
	Version          int             // counts what changes its records
}

// An AccessMode says whether the provider goes on collecting by itself.
type AccessMode string

// The access modes.
const (
	Single    AccessMode = "single"
	Recurrent AccessMode = "recurrent"
)

// A LinkStatus says whether a link's data can be asked for.
type LinkStatus string

// The life of a link.
//
// Source: vendor documents of 2021–2026.
const (
	Valid         LinkStatus = "valid"
	InvalidStatus LinkStatus = "invalid"        // the credentials stopped working; PUT heals it
	Unconfirmed   LinkStatus = "unconfirmed"    // the first login was not completed
	TokenNeeded   LinkStatus = "token_required" // the next collection needs a one-time token
)

// touch remembers a moment at which the provider looked or the bank wrote.
func (l *Link) touch(at time.Time) {
	if at.After(l.Touched) {
		l.Touched = at
	}
}

// accessed remembers when the bank was looked at last; data that was looked at
// before does not count.
func (l *Link) accessed(at time.Time) {
	if at.After(l.LastAccessed) {
		l.LastAccessed = at
	}
}

// look is the moment of a look at the bank: now, but not before what the bank
// wrote last.
func (l *Link) look(now time.Time) time.Time {
	if l.Touched.After(now) {
		return l.Touched
	}
	return now
}

// write is the moment at which the bank writes: now, but after the last look.
func (l *Link) write(now time.Time) time.Time {
	if !now.After(l.Touched) {
		return l.Touched.Add(time.Nanosecond)
	}
	return now
}

// LinkStatuses are all of them.
func LinkStatuses() []LinkStatus {
	return []LinkStatus{Valid, InvalidStatus, Unconfirmed, TokenNeeded}
}

// A LinkRecord is a link as the vendor writes it.
type LinkRecord struct {
	ID                string     `json:"id"`
	Institution       string     `json:"institution"`
	AccessMode        AccessMode `json:"access_mode"`
	Status            LinkStatus `json:"status"`
	RefreshRate       *string    `json:"refresh_rate"`
	CreatedBy         string     `json:"created_by"`
	LastAccessedAt    *string    `json:"last_accessed_at"`
	ExternalID        *string    `json:"external_id"`
	CreatedAt         string     `json:"created_at"`
	InstitutionUserID string     `json:"institution_user_id"`
	Credentials       string     `json:"credentials_storage"`
	StaleIn           string     `json:"stale_in"`
	FetchResources    []string   `json:"fetch_resources"`
}

func (w *Workspace) describe(link *Link) LinkRecord {
	r := LinkRecord{
		ID: link.ID, Institution: link.Institution, AccessMode: link.AccessMode, Status: link.Status,
		CreatedBy: w.path.At("creator").UUID(), ExternalID: link.ExternalID, CreatedAt: bank.Stamp(link.Created),
		InstitutionUserID: link.UserID, Credentials: link.StoreCredentials, StaleIn: link.StaleIn,
		FetchResources: append([]string{}, link.FetchResources...),
	}
	if link.AccessMode == Recurrent {
		rate := link.RefreshRate
		r.RefreshRate = &rate
	}
	if !link.LastAccessed.IsZero() {
		at := bank.Stamp(link.LastAccessed)
		r.LastAccessedAt = &at
	}
	return r
}

func (w *Workspace) link(id string) (*Link, error) {
	link := w.state.Links[id]
	if link == nil {
		return nil, refuse(NotFound, "", "Not found.")
	}
	return link, nil
}

// ListLinks finds a page of links, oldest first.
func (w *Workspace) ListLinks(q Query) (Page, error) {
	keep, err := matchers(q.Filters)
	if err != nil {
		return Page{}, err
	}
	links := w.linksOf(nil)
	if len(keep) > 0 {
		links = slices.DeleteFunc(links, func(link *Link) bool { return !all(keep, w.linkRow(link).JSON) })
	}
	return q.cut(len(links), func(from, to int) []Row {
		rows := make([]Row, 0, to-from)
		for _, link := range links[from:to] {
			rows = append(rows, w.linkRow(link))
		}
		return rows
	})
}

// LinkRow is Link as the vendor writes it.
func (w *Workspace) LinkRow(id string) (Row, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, err := w.link(id)
	if err != nil {
		return Row{}, err
	}
	return w.linkRow(link), nil
}

func (w *Workspace) linkRow(link *Link) Row {
	text, err := json.Marshal(w.describe(link))
	if err != nil {
		panic("a link cannot be written: " + err.Error())
	}
	return Row{ID: link.ID, JSON: text}
}
