package sandbox

import (
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// A LinkView is a link as who steers the workspace sees it: with its bank and
// its person, of which clients are not told.
type LinkView struct {
	LinkRecord
	Bank    fixtures.Institution
	Persona string
	Consent *Consent // nil where there is none
	// ConsentID is as the webhooks of type CONSENT have it.
	ConsentID string
}

func (w *Workspace) see(link *Link) LinkView {
	institution, _ := w.fixtures.Institution(link.Institution)
	v := LinkView{LinkRecord: w.describe(link), Bank: institution, Persona: link.Persona, Consent: link.Consent}
	if link.Consent != nil {
		v.ConsentID = link.consentID()
	}
	return v
}

// A LinkSearch chooses links.
type LinkSearch struct {
	After string // those that were made after this one; empty: from the first
	Limit int    // at most so many, at least 1
	Text  string // part of what names a link or its bank, in any case of letters but for an institution_user_id's; empty: any
}

// LinkViews finds links in the order of their creation. More tells whether there
// are others after them, count how many the workspace has.
func (w *Workspace) LinkViews(s LinkSearch) (views []LinkView, more bool, count int, err error) {
	links, count, err := w.linksAfter(s)
	if err != nil {
		return nil, false, 0, err
	}
	matches := w.mentioning(s.Text)
	for _, link := range links {
		if !matches(link) {
			continue
		}
		if len(views) == s.Limit {
			return views, true, count, nil
		}
		views = append(views, w.see(link))
	}
	return views, false, count, nil
}

// linksAfter are the links that a search has to look at: without a text one more
// than it finds.
func (w *Workspace) linksAfter(s LinkSearch) (links []*Link, count int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	links = w.state.Order
	count = len(links)
	if s.After != "" {
		last := w.state.Links[s.After]
		if last == nil {
			return nil, 0, refuse(Invalid, "after", "There is no link %s (any more): begin with the first.", s.After)
		}
		links = links[w.state.position(last)+1:]
	}
	if s.Text == "" {
		links = links[:min(len(links), s.Limit+1)]
	}
	return slices.Clone(links), count, nil
}

// mentioning tells whether a text is part of what a link is known by. Most of that
// is in small letters as it is.
func (w *Workspace) mentioning(text string) func(*Link) bool {
	small := strings.ToLower(text)
	banks := map[string]bool{}
	for _, institution := range w.fixtures.Institutions {
		banks[institution.Name] = strings.Contains(institution.Name+" "+strings.ToLower(institution.DisplayName), small)
	}
	return func(link *Link) bool {
		return banks[link.Institution] || strings.Contains(link.ID, small) || strings.Contains(link.Persona, small) ||
			strings.Contains(string(link.Status), small) || strings.Contains(link.UserID, text) ||
			link.ExternalID != nil && strings.Contains(strings.ToLower(*link.ExternalID), small)
	}
}

// A LinkDetail is a link with what its bank holds, and what was collected of it.
type LinkDetail struct {
	LinkView
	Accounts    []*bank.Account // as they are at the bank now
	Collections []Collection
	// Offered are the names of the resources that its institution offers, of those
	// that are built.
	Offered []string
}

// A Collection is one part of a resource that was collected.
type Collection struct {
	Resource string
	Coverage
}

// LinkDetail looks at one link, which is not a look that counts: nothing is
// collected.
func (w *Workspace) LinkDetail(id string) (LinkDetail, error) {
	w.mu.Lock()
	link, err := w.link(id)
	if err != nil {
		w.mu.Unlock()
		return LinkDetail{}, err
	}
	d := LinkDetail{LinkView: w.see(link)}
	holder, now := w.holder(link), link.look(w.agenda.Now())
	w.mu.Unlock()

	for _, record := range bank.Accounts(holder, seenBy([]Coverage{{Times: []time.Time{now}}})) {
		d.Accounts = append(d.Accounts, record.(*bank.Account))
	}
	for _, r := range resources {
		for _, c := range link.Collections[r.Name] {
			d.Collections = append(d.Collections, Collection{r.Name, c})
		}
		if found, built := resourceOfType(r.Type, d.Bank.IntegrationType); built && found.Name == r.Name && d.Bank.Offers(r.Type) {
			d.Offered = append(d.Offered, r.Name)
		}
	}
	return d, nil
}
