package sandbox

import (
	"cmp"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A Job is work that was accepted and is done when it is due.
type Job struct {
	ID        string // unlike RequestID unique, where one request causes several
	Number    int    // how many there had been before it
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
	w.echoed(job)
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
	if w.disturb(&job, link) || w.late(job, link) {
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

// late ends a collection whose link has turned invalid since it was accepted,
// and tells the subscriber of it. It is true if it did.
//
// Source: inferred, as what a failed job tells is.
func (w *Workspace) late(job Job, link *Link) bool {
	if link.Status != InvalidStatus {
		return false
	}
	job.Fails = string(InvalidLink)
	return w.fail(job)
}

// eventOf is what tells of a job's end, but for its data.
func (w *Workspace) eventOf(job Job) Event {
	e := Event{Process: string(job.Process), RequestID: job.RequestID}
	if job.Task == Erase {
		e.Type, e.Code, e.Data = "LINK", "link_deleted", struct{}{}
		return e
	}
	resource, _ := ResourceNamed(job.Resource)
	e.Type, e.Code = resource.Type, string(Historical)
	switch job.Process {
	case AsyncPost:
		e.Code = resource.newCode(w.terms)
	case RecurrentUpdate:
		e.Code = cmp.Or(resource.NewCode, newTransactions)
	case Historical:
	}
	return e
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
