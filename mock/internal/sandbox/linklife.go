package sandbox

import (
	"cmp"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A LinkChange is what may be changed of a link; nil leaves it as it is.
type LinkChange struct {
	AccessMode     *AccessMode
	StaleIn        *string
	FetchResources []string // nil: as it is

	// By the bank or the person, never by the client.
	Status      *LinkStatus
	Consent     *string // active, expiring, expired, or the moment at which it expires
	RefreshRate *string // one of RefreshRates
}

// Modify changes how a link's data is collected. A single link that becomes
// recurrent gets a historical update the next day.
//
// Source: vendor document.
func (w *Workspace) Modify(cause *Cause, id string, c LinkChange) (LinkRecord, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, err := w.link(id)
	if err != nil {
		return LinkRecord{}, err
	}
	institution, _ := w.fixtures.Institution(before.Institution)
	if err := checkFetch(institution, c.FetchResources); err != nil {
		return LinkRecord{}, err
	}
	link := *before
	if c.AccessMode != nil {
		link.AccessMode = *c.AccessMode
	}
	if c.StaleIn != nil {
		link.StaleIn = *c.StaleIn
	}
	if c.FetchResources != nil {
		link.FetchResources = slices.Clone(c.FetchResources)
	}
	if err := w.steer(&link, c); err != nil {
		return LinkRecord{}, err
	}
	if link.AccessMode == Recurrent {
		link.StoreCredentials = "store"
	}
	w.replace(link)
	if before.AccessMode == Single && link.AccessMode == Recurrent {
		w.collectAll(cause, id, "", link.history(institution), 24*time.Hour)
	}
	w.tellStatus(before, id)
	return w.describe(w.state.Links[id]), nil
}

// replace sets a link, and what is due of it by the clock. Refreshes that begin
// are counted from now on.
func (w *Workspace) replace(link Link) {
	before := w.state.Links[link.ID]
	if before.refreshDue().IsZero() {
		link.Recurred = w.agenda.Now()
	}
	w.apply(linkSet{link})
	w.follow(before, link.ID)
}

// Update takes new credentials: the link is valid again, its consent renewed if
// it had expired, and a recurrent one is collected anew. Where the institution
// asks for a token, that happens when the token has come.
//
// Source: vendor document; that the update is a historical one is inferred, and
// that it renews the consent is our choice: the vendor's widget does so.
func (w *Workspace) Update(cause *Cause, id, password, token string) (LinkRecord, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.update(cause, id, password, token)
}

func (w *Workspace) update(cause *Cause, id, password, token string) (LinkRecord, error) {
	link, err := w.link(id)
	if err != nil {
		return LinkRecord{}, err
	}
	if err := userOf(link.Username).admits(password); err != nil {
		return LinkRecord{}, err
	}
	institution, _ := w.fixtures.Institution(link.Institution)
	kind := tokenOf(institution, link.Username)
	if link.Status == TokenNeeded {
		kind = cmp.Or(kind, Numeric)
	}
	switch {
	case kind != "" && token == "":
		return LinkRecord{}, w.challenge(link, Session{Errand: Updating})
	case kind != "" && kind.wrong(token):
		return LinkRecord{}, refuse(LoginError, "token", "The institution did not take this token.")
	}
	w.confirm(link)
	w.updated(cause, id)
	return w.describe(w.state.Links[id]), nil
}

// confirm makes a link valid, as a login that worked does.
func (w *Workspace) confirm(link *Link) {
	valid := *link
	valid.Status = Valid
	if valid.Consent.over() {
		valid.renew(w.agenda.Now())
	}
	w.replace(valid)
}

// updated keeps the credentials that were given, and collects a recurrent link
// anew with them.
func (w *Workspace) updated(cause *Cause, id string) {
	link := *w.state.Links[id]
	link.Stored = w.agenda.Now()
	w.apply(linkSet{link})
	if link.AccessMode == Recurrent {
		institution, _ := w.fixtures.Institution(link.Institution)
		w.collectAll(cause, id, "", link.history(institution), w.latency)
	}
}

// refreshCooldown is how long a link cannot be refreshed again.
//
// Source: vendor document 1.223.0.
const refreshCooldown = 10 * time.Minute

// Refresh starts a historical update of some resources, of all that the
// institution offers if types is nil. Its webhooks carry the returned id. Where
// the institution asks for a token, it starts when the token has come.
func (w *Workspace) Refresh(cause *Cause, id string, types []string) (requestID string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, err := w.link(id)
	if err != nil {
		return "", err
	}
	institution, _ := w.fixtures.Institution(link.Institution)
	if err := checkFetch(institution, types); err != nil {
		return "", err
	}
	if err := w.usable(link); err != nil {
		return "", err
	}
	now := w.agenda.Now()
	if wait := link.Refreshed.Add(refreshCooldown).Sub(now); !link.Refreshed.IsZero() && wait > 0 {
		minutes := int((wait + time.Minute - 1) / time.Minute)
		return "", refuse(LinkRefreshed, "", "This link was refreshed less than 10 minutes ago: wait %d more minute(s).", minutes)
	}
	if types == nil {
		types = slices.DeleteFunc(slices.Clone(institution.Resources), func(typ string) bool {
			_, built := resourceOfType(typ, institution.IntegrationType)
			return !built
		})
	}
	if w.tokenWanted(link) {
		return "", w.challenge(link, Session{Errand: Refreshing, Types: types})
	}
	return w.refresh(cause, id, types), nil
}

// refresh starts a historical update and returns the id of its webhooks.
func (w *Workspace) refresh(cause *Cause, id string, types []string) (requestID string) {
	link := *w.state.Links[id]
	link.Refreshed = w.agenda.Now()
	w.apply(linkSet{link})
	requestID = link.Path.At("request").Number(link.Jobs).Hex()
	w.collectAll(cause, id, requestID, types, w.latency)
	return requestID
}

// Delete takes a link away with all its records. Its jobs go too; what was
// announced is still delivered.
func (w *Workspace) Delete(id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, err := w.link(id)
	if err != nil {
		return err
	}
	if err := w.mayDelete("links"); err != nil {
		return err
	}
	w.erase(link, "")
	return nil
}

// Remove is Delete by the bank or the person, to whom the limits of clients do not
// apply.
func (w *Workspace) Remove(id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, err := w.link(id)
	if err != nil {
		return err
	}
	w.erase(link, "")
	return nil
}

// StartDelete accepts the deletion of a link, of which a webhook tells later.
func (w *Workspace) StartDelete(cause *Cause, id string) (requestID string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, err := w.link(id)
	if err != nil {
		return "", err
	}
	job := w.newJob(link, AsyncPost, "", Coverage{})
	job.Task = Erase
	if w.terms.DashedDeletes {
		job.RequestID = link.Path.At("request").Number(link.Jobs).UUID()
	}
	w.accept(cause, job)
	return job.RequestID, nil
}

// erase deletes a link; with a request to answer it tells the subscriber.
func (w *Workspace) erase(link *Link, requestID string) {
	w.apply(linkDeleted{link.ID})
	w.follow(link, link.ID)
	w.note(journal.Entry{
		Kind: journal.KindJob, LinkID: link.ID, RequestID: requestID, Line: "link deleted with all its records",
		Data: journal.JobData{ID: link.ID, Task: string(Erase), State: "deleted"},
	})
	if requestID != "" {
		w.raise(link, w.eventOf(Job{Task: Erase, Process: AsyncPost, RequestID: requestID}))
	}
}
