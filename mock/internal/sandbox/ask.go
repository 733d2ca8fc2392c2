package sandbox

import (
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// An Ask is one request for a link's data.
type Ask struct {
	Resource Resource
	Link     string
	Account  string // only this account; empty: all
	From, To string // days; empty where the resource is not dated
	Keep     bool   // save_data

	proved bool // the institution has its token
}

// Start accepts a request whose answer comes later, by webhook. It returns the
// id that names the request. The job waits for the cause's answer and then for
// the bank's latency.
func (w *Workspace) Start(cause *Cause, ask Ask) (requestID string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, coverage, err := w.admit(ask)
	if err != nil {
		return "", err
	}
	job := w.newJob(link, AsyncPost, ask.Resource.Name, coverage)
	job.Keep = ask.Keep
	w.accept(cause, job)
	return job.RequestID, nil
}

// Retrieve collects at once and returns what the collection saw, in the order
// of a list. Without Keep nothing of it is remembered.
func (w *Workspace) Retrieve(ask Ask) ([]Row, error) {
	w.mu.Lock()
	link, coverage, err := w.admit(ask)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	if err := w.inTime(); err != nil {
		w.mu.Unlock()
		return nil, err
	}
	if err := w.disturbNow(link, ask, &coverage); err != nil {
		w.mu.Unlock()
		return nil, err
	}
	coverage.Times = []time.Time{w.look(link, ask.Resource.Name)}
	w.apply(collectedNow(link.ID, ask, coverage))
	seen := ask.only(link, coverage)
	holder := w.holder(link)
	gone := link.Gone
	w.mu.Unlock()
	return encode(ask.Resource.records(holder, seen), gone)
}

// collectedNow is the change that a synchronous request makes: without Keep the
// link was accessed all the same.
func collectedNow(link string, ask Ask, c Coverage) change {
	if !ask.Keep {
		return linkAccessed{ID: link, At: c.Times[0]}
	}
	return collected{Link: link, Resource: ask.Resource.Name, Coverage: c}
}

// only is the view of one collection: what it covers, with the moments at which
// that was first and last seen.
func (a Ask) only(link *Link, c Coverage) bank.Seen {
	all := seenBy(append(slices.Clone(link.Collections[a.Resource.Name]), c))
	one := seenBy([]Coverage{c})
	return func(account string, at, since time.Time) (first, last time.Time, ok bool) {
		if _, _, ok := one(account, at, since); !ok {
			return first, last, false
		}
		return all(account, at, since)
	}
}

// admit checks that an Ask can be asked, in the vendor's order: the link, its
// state, what its institution offers, the period, the account.
func (w *Workspace) admit(ask Ask) (*Link, Coverage, error) {
	link := w.state.Links[ask.Link]
	if link == nil {
		return nil, Coverage{}, refuse(DoesNotExist, "link", "There is no link %s.", ask.Link)
	}
	if err := w.usable(link); err != nil {
		return nil, Coverage{}, err
	}
	institution, _ := w.fixtures.Institution(link.Institution)
	if institution.Status == "down" {
		return nil, Coverage{}, refuse(InstitutionDown, "", "%s cannot be reached at the moment.", institution.DisplayName)
	}
	if !institution.Offers(ask.Resource.Type) {
		return nil, Coverage{}, refuse(UnsupportedOperation, "", "%s does not offer %s.", link.Institution, ask.Resource.Type)
	}
	coverage := Coverage{Account: ask.Account}
	if err := w.period(ask, &coverage); err != nil {
		return nil, Coverage{}, err
	}
	if ask.Account != "" && !w.owns(link, ask.Account) {
		return nil, Coverage{}, refuse(DoesNotExist, "account", "Link %s has no account %s.", link.ID, ask.Account)
	}
	return link, coverage, w.secured(link, ask)
}

// usable refuses a link whose state does not allow to collect, whatever token
// comes with the request.
func (w *Workspace) usable(link *Link) error {
	switch link.Status {
	case InvalidStatus:
		if link.Consent.over() {
			return refuse(InvalidLink, "link", "The consent of link %s has expired: the person has to renew it.", link.ID)
		}
		return refuse(InvalidLink, "link", "The credentials of link %s stopped working: update it with PUT.", link.ID)
	case Unconfirmed:
		return refuse(UnconfirmedLink, "link", "The first login of link %s was never completed.", link.ID)
	case TokenNeeded, Valid:
	}
	if link.forgotten(w.agenda.Now()) {
		return refuse(ExpiredCredentials, "link", "The credentials of link %s are not stored any more: update it with PUT.", link.ID)
	}
	return nil
}

// secured asks for the institution's token where collecting takes one.
//
// Source: inferred. An asynchronous request is asked for it before it is
// accepted, and goes on synchronously: the vendor's document has 428 beside 202
// on the POST, and no 202 on the PATCH.
func (w *Workspace) secured(link *Link, ask Ask) error {
	switch {
	case ask.proved || !w.tokenWanted(link):
		return nil
	case !ask.Resource.Resumes && link.Status != TokenNeeded:
		return nil
	}
	return w.challenge(link, ask.errand())
}

// errand is what a login for an Ask goes on with.
func (a Ask) errand() Session {
	if !a.Resource.Resumes {
		return Session{Errand: Confirming}
	}
	return Session{Errand: Collecting, Resource: a.Resource.Name, Account: a.Account, From: a.From, To: a.To, Keep: a.Keep}
}

// tokenWanted tells whether the next login on a link takes a token.
func (w *Workspace) tokenWanted(link *Link) bool {
	institution, _ := w.fixtures.Institution(link.Institution)
	return link.Status == TokenNeeded || tokenOf(institution, link.Username) != ""
}

// period reads the days of an Ask into c.
//
// Source: the order of the days and the code invalid_period are vendor
// documents. That "future" begins after the day that follows the later of the
// workspace's and the wall's now is our choice: clients live in time zones.
func (w *Workspace) period(ask Ask, c *Coverage) error {
	if !ask.Resource.Dated {
		return nil
	}
	var err error
	if c.From, err = bank.ParseDay(ask.From); err != nil {
		return refuse(Invalid, "date_from", "%q is not a day of the form YYYY-MM-DD.", ask.From)
	}
	if c.To, err = bank.ParseDay(ask.To); err != nil {
		return refuse(Invalid, "date_to", "%q is not a day of the form YYYY-MM-DD.", ask.To)
	}
	if c.To.Before(c.From) {
		return refuse(InvalidPeriod, "date_from", "date_from %s lies after date_to %s.", ask.From, ask.To)
	}
	latest := bank.DayOf(w.agenda.Now())
	if wall := bank.DayOf(w.agenda.Wall()); latest.Before(wall) {
		latest = wall
	}
	if latest.Add(1).Before(c.To) {
		return refuse(InvalidPeriod, "date_to", "date_to %s lies in the future.", ask.To)
	}
	return nil
}
