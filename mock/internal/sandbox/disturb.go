package sandbox

import (
	"time"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// disturb lets faults edit a collection that is due. It is true if there is
// nothing more to do now: it is put off, never ends, or has failed.
func (w *Workspace) disturb(job *Job, link *Link) (over bool) {
	if job.Edited || !w.faulty.Load() {
		return w.fail(*job)
	}
	c := fault.Collection{Subject: fault.Subject{Resource: job.Resource, Link: link.ID, Identity: job.ID}}
	w.editCollection(&c, *job)
	job.Edited, job.Fails, job.Stuck = true, c.Code, c.Never
	if c.Partial {
		w.part(link, job.Resource, &job.Coverage)
	}
	switch {
	case c.Never:
		w.apply(jobSet{*job})
		w.endJob(*job, "stuck")
		w.told(job.RequestID)
		return true
	case c.Slow > 0:
		job.Due = w.agenda.Now().Add(c.Slow)
		w.apply(jobSet{*job})
		w.endJob(*job, "put off")
		w.agenda.Add(agenda.Item{Due: job.Due, Kind: itemJob, ID: job.ID})
		return true
	default:
		return w.fail(*job)
	}
}

// fail ends a job that fails, and tells the subscriber of it.
//
// Source: data.errors is what two integrators of 2025 and 2026 were sent; that
// the webhook keeps its code is inferred.
func (w *Workspace) fail(job Job) bool {
	if job.Fails == "" {
		return false
	}
	w.apply(jobEnded{job.ID})
	w.endJob(job, "failed: "+job.Fails)
	code, _ := fault.CodeNamed(job.Fails)
	e := w.eventOf(job)
	e.Data = map[string][]jobError{"errors": {{code.ID, code.Summary}}}
	w.raise(w.state.Links[job.Link], e)
	return true
}

type jobError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// disturbNow lets faults edit a collection that a request waits for.
func (w *Workspace) disturbNow(link *Link, ask Ask, coverage *Coverage) error {
	if !w.faulty.Load() {
		return nil
	}
	id := link.Path.At("now").Number(link.Jobs).Hex()
	w.apply(linkCounted{ID: link.ID, Jobs: 1})
	c := fault.Collection{Subject: fault.Subject{Resource: ask.Resource.Name, Link: link.ID, Identity: id}}
	w.editCollection(&c, Job{ID: id, Link: link.ID, Resource: ask.Resource.Name})
	if c.Partial {
		w.part(link, ask.Resource.Name, coverage)
	}
	switch {
	case c.Never:
		return &FaultError{"request_timeout"}
	case c.Code != "":
		return &FaultError{c.Code}
	}
	return nil
}

// part narrows what is collected: to the later half of a period, or to the
// first account.
func (w *Workspace) part(link *Link, resource string, c *Coverage) {
	if r, _ := ResourceNamed(resource); !r.Dated {
		c.Account = bank.AccountIDs(w.holder(link))[0]
		return
	}
	to := c.To
	if to.IsZero() {
		to = bank.DayOf(w.agenda.Now())
	}
	c.From = c.From.Add((to.Sub(c.From) + 1) / 2)
}

// Arrive books new transactions of a link, on the last day that was collected,
// and collects them at once.
func (w *Workspace) Arrive(linkID string, rows int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	link := w.state.Links[linkID]
	if link == nil || len(link.Collections["transactions"]) == 0 {
		return nil // its list is empty, whatever arrives
	}
	coverage := link.Collections["transactions"]
	amount, description, day := "1.00", "BOOKED BETWEEN TWO PAGES", lastDay(coverage, bank.DayOf(w.agenda.Now())).String()
	for range rows {
		row, err := w.newMovement(w.state.Links[linkID], MovementChange{Amount: &amount, Description: &description, ValueDate: &day})
		if err != nil {
			return err
		}
		w.apply(recordsAdded{Link: linkID, Rows: []bank.Movement{row}})
	}
	for _, c := range coverage {
		c.Times = []time.Time{w.state.Links[linkID].look(w.agenda.Now())}
		w.apply(collected{Link: linkID, Resource: "transactions", Coverage: c})
	}
	return nil
}

// lastDay is the last day that was collected, today at most.
func lastDay(coverage []Coverage, today bank.Day) bank.Day {
	var last bank.Day
	for _, c := range coverage {
		if c.To.IsZero() || today.Before(c.To) {
			return today
		}
		if last.Before(c.To) {
			last = c.To
		}
	}
	return last
}
