package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A Job is work that was accepted and is done when it is due.
type Job struct {
	ID        string // unlike RequestID unique, where one request causes several
	RequestID string
	Task      Task
	Link      string
	Due       time.Time
	Resource  string // of a collection
	Process   Process
	Coverage  Coverage // Times is empty until it runs
	Keep      bool     // save_data: whether GET shows what was collected
	Edited    bool     // faults were asked about it
	Fails     string   // the code of the error in which it ends; empty: it does not
	Stuck     bool     // it never ends
}

// A Task says what a job does.
type Task string

// The tasks.
const (
	Collect Task = "collect" // reads a resource at the institution
	Erase   Task = "erase"   // deletes the link
)

// A Process says why data was collected, in the word of the webhook.
type Process string

// The processes.
const (
	Historical      Process = "historical_update"
	AsyncPost       Process = "async_post"
	RecurrentUpdate Process = "recurrent_update"
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

// newJob is the next job of a link, due when the bank has answered.
func (w *Workspace) newJob(link *Link, process Process, resource string, c Coverage) Job {
	id := link.Path.At("request").Number(link.Jobs).Hex()
	return Job{
		ID: id, RequestID: id, Task: Collect, Link: link.ID, Due: w.agenda.Now().Add(w.latency),
		Resource: resource, Process: process, Coverage: c, Keep: true,
	}
}

// accept takes a job on.
func (w *Workspace) accept(cause *Cause, job Job) {
	ahead := w.overtakes(cause, &job)
	w.apply(jobAccepted{job})
	w.apply(linkCounted{ID: job.Link, Jobs: 1})
	w.note(journal.Entry{
		Kind: journal.KindJob, LinkID: job.Link, RequestID: job.RequestID,
		Line: job.line("accepted, due " + job.Due.Format(time.RFC3339)),
		Data: journal.JobData{ID: job.ID, Task: string(job.Task), Resource: job.Resource, Process: string(job.Process), State: "accepted", Due: job.Due},
	})
	if ahead {
		cause = nil
	}
	w.schedule(cause, agenda.Item{Due: job.Due, Kind: itemJob, ID: job.ID})
}

// runJob does what is due. A job whose link is gone has gone with it. What the
// collection finds is counted without holding the lock.
func (w *Workspace) runJob(id string) {
	w.mu.Lock()
	job, there := w.state.Jobs[id]
	link := w.state.Links[job.Link]
	if !there || link == nil {
		w.mu.Unlock()
		return
	}
	if job.Task == Erase {
		w.apply(jobEnded{id})
		w.endJob(job, "done")
		w.erase(link, job.RequestID)
		w.mu.Unlock()
		return
	}
	if w.disturb(&job, link) {
		w.mu.Unlock()
		return
	}
	job.Coverage.Times = []time.Time{w.look(link, job.Resource)}
	holder := w.holder(link)
	w.mu.Unlock()

	if job.Process == RecurrentUpdate {
		w.finishRefresh(job, link, holder)
		return
	}
	data := w.found(job, holder)

	w.mu.Lock()
	defer w.mu.Unlock()
	if _, still := w.state.Jobs[id]; still {
		w.finish(job, data)
	}
}

// finish ends a collection and tells the subscriber what was found.
func (w *Workspace) finish(job Job, data any) {
	w.collect(job)
	e := w.eventOf(job)
	e.Data = data
	w.raise(w.state.Links[job.Link], e)
}

// eventOf is what tells of a job's end, but for its data. What a refresh tells
// depends on what is new; this is what it tells if there is more.
func (w *Workspace) eventOf(job Job) Event {
	e := Event{Process: string(job.Process), RequestID: job.RequestID}
	if job.Task == Erase {
		e.Type, e.Code, e.Data = "LINK", "link_deleted", struct{}{}
		return e
	}
	resource, _ := ResourceNamed(job.Resource)
	e.Type = resource.Type
	switch job.Process {
	case AsyncPost:
		e.Code = resource.newCode(w.terms)
	case Historical:
		e.Code = string(Historical)
	case RecurrentUpdate:
		e.Code = cmp.Or(resource.NewCode, newTransactions)
	}
	return e
}

// collect ends a collection: what it saw is what there is.
func (w *Workspace) collect(job Job) {
	w.apply(jobEnded{job.ID})
	if job.Keep {
		w.apply(collected{Link: job.Link, Resource: job.Resource, Coverage: job.Coverage})
	} else {
		w.apply(linkAccessed{ID: job.Link, At: job.Coverage.Times[0]})
	}
	w.endJob(job, "done")
}

// found is the data of the webhook that ends a job.
func (w *Workspace) found(job Job, h bank.Holder) any {
	resource, _ := ResourceNamed(job.Resource)
	if job.Process == AsyncPost {
		return map[string]int{resource.NewCount: w.count(resource, h, job.Coverage)}
	}
	return resource.history(h, job.Coverage)
}

func (w *Workspace) endJob(job Job, state string) {
	w.note(journal.Entry{
		Kind: journal.KindJob, LinkID: job.Link, RequestID: job.RequestID, Line: job.line(state),
		Data: journal.JobData{ID: job.ID, Task: string(job.Task), Resource: job.Resource, Process: string(job.Process), State: state, Due: job.Due},
	})
}

func (j Job) line(what string) string {
	if j.Task == Erase {
		return "delete link: " + what
	}
	return "collect " + strings.ReplaceAll(j.Resource, "_", "-") + ": " + what
}
