package sandbox

import (
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A LinkChange is what may be changed of a link; nil leaves it as it is.
type LinkChange struct {
	AccessMode     *AccessMode
	StaleIn        *string
	FetchResources []string    // nil: as it is
	Status         *LinkStatus // by the bank or the person, never by the client
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
	if c.Status != nil {
		link.Status = *c.Status
	}
	if link.AccessMode == Recurrent {
		link.StoreCredentials = "store"
	}
	w.apply(linkSet{link})
	if before.AccessMode == Single && link.AccessMode == Recurrent {
		w.collectAll(cause, id, "", link.FetchResources, 24*time.Hour)
	}
	return w.describe(w.state.Links[id]), nil
}

// Update takes a new password: the link is valid again, and a recurrent one is
// collected anew.
//
// Source: vendor document; that the update is a historical one is inferred.
func (w *Workspace) Update(cause *Cause, id string) (LinkRecord, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, err := w.link(id)
	if err != nil {
		return LinkRecord{}, err
	}
	link := *before
	link.Status = Valid
	w.apply(linkSet{link})
	if link.AccessMode == Recurrent {
		w.collectAll(cause, id, "", link.FetchResources, w.latency)
	}
	return w.describe(w.state.Links[id]), nil
}

// refreshCooldown is how long a link cannot be refreshed again.
//
// Source: vendor document 1.223.0.
const refreshCooldown = 10 * time.Minute

// Refresh starts a historical update of some resources, of all that the
// institution offers if types is nil. Its webhooks carry the returned id.
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
	if err := w.usable(link, Ask{Link: id}); err != nil {
		return "", err
	}
	now := w.agenda.Now()
	if wait := link.Refreshed.Add(refreshCooldown).Sub(now); !link.Refreshed.IsZero() && wait > 0 {
		minutes := int((wait + time.Minute - 1) / time.Minute)
		return "", refuse(LinkRefreshed, "", "This link was refreshed less than 10 minutes ago: wait %d more minute(s).", minutes)
	}
	refreshed := *link
	refreshed.Refreshed = now
	w.apply(linkSet{refreshed})
	requestID = link.Path.At("request").Number(link.Jobs).Hex()
	if types == nil {
		types = slices.DeleteFunc(slices.Clone(institution.Resources), func(typ string) bool {
			_, built := resourceOfType(typ, institution.IntegrationType)
			return !built
		})
	}
	w.collectAll(cause, id, requestID, types, w.latency)
	return requestID, nil
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
	w.note(journal.Entry{
		Kind: journal.KindJob, LinkID: link.ID, RequestID: requestID, Line: "link deleted with all its records",
		Data: journal.JobData{ID: link.ID, Task: string(Erase), State: "deleted"},
	})
	if requestID != "" {
		w.raise(link, w.eventOf(Job{Task: Erase, Process: AsyncPost, RequestID: requestID}))
	}
}
