package sandbox

import (
	"context"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// aheadLimit is how long an answer waits for the webhook that overtakes it, by
// the wall.
const aheadLimit = 10 * time.Second

// overtakes lets faults say that the webhook of a job comes before the answer
// of its cause. Then the job is due at once.
func (w *Workspace) overtakes(cause *Cause, job *Job) bool {
	if cause == nil || !w.faulty.Load() || w.state.Subscriber.URL == "" {
		return false
	}
	d := fault.Delivery{Subject: w.subjectOf(w.eventOf(*job), job.Link, job.ID), Moment: fault.Announced}
	if w.editDelivery(&d, job.RequestID, ""); !d.Ahead {
		return false
	}
	job.Due = w.agenda.Now()
	cause.ahead = append(cause.ahead, job.RequestID)
	if w.gates == nil {
		w.gates = map[string]chan struct{}{}
	}
	w.gates[job.RequestID] = make(chan struct{})
	return true
}

// told opens the gate of a request whose webhook has had an attempt, or gets
// none.
func (w *Workspace) told(requestID string) {
	if gate := w.gates[requestID]; gate != nil {
		close(gate)
		delete(w.gates, requestID)
	}
}

// Overtaken waits for the webhooks that overtake the answer, if there are any.
// It gives up at its limit, or when ctx ends, and says so.
func (c *Cause) Overtaken(ctx context.Context) {
	if len(c.ahead) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, aheadLimit)
	defer cancel()
	for _, requestID := range c.ahead {
		if !c.workspace.overtaken(ctx, requestID) {
			c.workspace.wentOn(journal.Entry{RequestID: requestID}, "before_answer", "the webhook was not answered in time: the answer goes first")
		}
	}
}

// overtaken waits for the gate of a request; false if ctx ended first.
func (w *Workspace) overtaken(ctx context.Context, requestID string) bool {
	w.mu.Lock()
	gate := w.gates[requestID]
	w.mu.Unlock()
	if gate == nil {
		return true
	}
	select {
	case <-gate:
		return true
	case <-ctx.Done():
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.gates, requestID)
		return false
	}
}
