package harness

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A scene is what the steps of a scenario remember for one another.
type scene struct {
	begun    bool               // notifications are kept back
	told     []reaction         // what the client said to what it was told, in that order
	stimulus uint64             // the journal's last entry before the last thing that it was told
	toldAt   map[string]uint64  // likewise before the first that it was told about a link
	shelved  []string           // deliveries that are never sent
	ahead    bool               // the next notification overtakes its answer
	copies   map[string]Holding // what the client held before the last thing that it was told
	requests map[string]string  // ids, by link, resource and period
	canary   *canary
	crashed  bool // the client was restarted, so that connections to it are dead
}

// A reaction is what the client said to a notification, or to something else
// that it was sent.
type reaction struct {
	what     string // in words: notification TRANSACTIONS new_transactions_updated
	status   int    // 0: it said nothing
	took     time.Duration
	why      string // it was no acknowledgement, in the provider's words
	seq      uint64 // the journal's entry; 0: there is none
	delivery string // empty: it was sent outside of the provider's deliveries
	first    bool   // it is the first attempt of its delivery
	sent     *Sent  // likewise the other way round
	body     []byte // what was sent
}

func (r reaction) acknowledged() bool { return r.status >= 200 && r.status < 300 }

// said is the reaction in words.
func (r reaction) said() string {
	if r.status == 0 {
		return fmt.Sprintf("no answer to the %s: %s", r.what, cmp.Or(r.why, "the connection broke"))
	}
	return fmt.Sprintf("%d after %s to the %s", r.status, r.took.Round(time.Millisecond), r.what)
}

// heldBack is the rule that keeps every notification until a step lets it go.
const heldBack = "held-back"

// begin holds all notifications back.
func (w *World) begin() error {
	if w.scene.begun {
		return nil
	}
	w.scene.begun = true
	return w.Fault(fault.Rule{ID: heldBack, Fault: "hold"})
}

// letGo lets notifications leave by themselves again.
func (w *World) letGo() error { return w.workspace.RemoveFault(w.ctx, heldBack) }

// typeOf is the webhook_type of a resource.
func typeOf(resource string) string { return strings.ToUpper(resource) }

// codeOf is the webhook_code that says that a resource is ready.
func (w *World) codeOf(resource string) string {
	if resource != "transactions" {
		return "new_" + resource + "_available"
	}
	if w.edition == "" || w.edition == "guide" {
		return "new_transactions_updated"
	}
	return "new_transactions_available"
}

// gather lets the bank answer whatever was asked for, so that its notifications
// are held back. A job cannot run before the answer of its request was written.
func (w *World) gather() error {
	ctx, cancel := context.WithTimeout(w.ctx, ArrivalLimit)
	defer cancel()
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	for {
		ran, err := w.RunUntil("job")
		if err != nil || !ran && !w.works() {
			return err
		}
		if ran {
			continue
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return fmt.Errorf("what was asked for is not gathered: %w", ctx.Err())
		}
	}
}

// works tells whether the provider has accepted a job that has not ended.
func (w *World) works() bool {
	open := map[string]bool{}
	for _, e := range w.Entries() {
		if d, ok := e.Data.(journal.JobData); ok {
			open[d.ID] = d.State == "accepted" || d.State == "put off"
		}
	}
	return slices.Contains(slices.Collect(maps.Values(open)), true)
}

// waiting are the notifications about somebody's resource that were held back
// and never sent, the oldest first. The resource is empty for all.
func (w *World) waiting(p *Person, resource string) ([]control.Delivery, error) {
	all, err := w.allWaiting(resource)
	return slices.DeleteFunc(all, func(d control.Delivery) bool { return d.LinkID != p.Link }), err
}

// allWaiting are those about everybody.
func (w *World) allWaiting(resource string) ([]control.Delivery, error) {
	if err := w.gather(); err != nil {
		return nil, err
	}
	all, err := w.workspace.Deliveries(w.ctx)
	return slices.DeleteFunc(all, func(d control.Delivery) bool {
		return d.State != "held" || len(d.Attempts) > 0 || slices.Contains(w.scene.shelved, d.ID) || resource != "" && d.Type != typeOf(resource)
	}), err
}

// notification is the oldest about somebody's resource that was never sent.
// Where nobody asked, the provider makes one of its own accord.
func (w *World) notification(p *Person, resource string) (control.Delivery, error) {
	waiting, err := w.waiting(p, resource)
	if err != nil {
		return control.Delivery{}, err
	}
	if len(waiting) > 0 {
		return waiting[0], nil
	}
	made, err := w.workspace.Notify(w.ctx, control.Notice{LinkID: p.Link, Type: typeOf(resource), Code: w.codeOf(resource)})
	if err != nil {
		return control.Delivery{}, err
	}
	return w.workspace.Delivery(w.ctx, made.DeliveryID)
}

// bodyOf is what a delivery says.
func (w *World) bodyOf(d control.Delivery) ([]byte, error) {
	e, err := w.Await("the event of a notification", "", ArrivalLimit, func(e journal.Entry) bool {
		return e.Kind == journal.KindEvent && e.Data.(journal.EventData).WebhookID == d.WebhookID
	})
	if err != nil {
		return nil, err
	}
	return slices.Clone(e.Data.(journal.EventData).Body.Text), nil
}

// tell sends deliveries now, all at the same moment, and takes down what the
// client says. How often each was tried before does not matter.
func (w *World) tell(spec control.ResendSpec, all ...control.Delivery) error {
	for _, d := range all {
		w.scene.tells(d.LinkID, w.last())
	}
	for _, d := range all {
		if _, err := w.workspace.Resend(w.ctx, d.ID, spec); err != nil {
			return fmt.Errorf("send a notification: %w", err)
		}
	}
	if err := w.Advance(0); err != nil {
		return err
	}
	for _, d := range all {
		n := len(d.Attempts) + 1
		e, err := w.Await("an attempt of a notification", "", ArrivalLimit, func(e journal.Entry) bool {
			a, ok := e.Data.(journal.AttemptData)
			return ok && e.DeliveryID == d.ID && a.N == n
		})
		if err != nil {
			return err
		}
		w.heard(e)
	}
	return w.orGone(nil)
}

// tellAfterCrash is tell for one delivery, which is sent again if it went into
// a connection to the client before its restart, as the provider would.
func (w *World) tellAfterCrash(d control.Delivery) error {
	err := w.tell(control.ResendSpec{}, d)
	last := len(w.scene.told) - 1
	if err != nil || !w.scene.crashed || w.scene.told[last].status != 0 {
		return err
	}
	w.scene.crashed, w.scene.told = false, w.scene.told[:last]
	if d, err = w.workspace.Delivery(w.ctx, d.ID); err != nil {
		return err
	}
	return w.tell(control.ResendSpec{}, d)
}

// tells remembers that the client is told about a link after an entry.
func (s *scene) tells(link string, after uint64) {
	s.stimulus = after
	if _, before := s.toldAt[link]; before {
		return
	}
	if s.toldAt == nil {
		s.toldAt = map[string]uint64{}
	}
	s.toldAt[link] = after
}

// heard takes down what the client said in an attempt.
func (w *World) heard(e journal.Entry) {
	a := e.Data.(journal.AttemptData)
	w.scene.told = append(w.scene.told, reaction{
		what: "notification " + noticeOf(e.Line), status: a.Status, took: time.Duration(a.TookMS) * time.Millisecond, why: a.Why,
		seq: e.Seq, delivery: e.DeliveryID, first: a.N == 1, body: a.Request.Text,
	})
}

// send posts something and takes down what the client says.
func (w *World) send(p Post) error {
	w.scene.stimulus = w.last()
	sent, err := w.Send(p)
	if err != nil {
		return err
	}
	why := ""
	if sent.Err != nil {
		why = sent.Err.Error()
	}
	w.scene.told = append(w.scene.told, reaction{what: p.Label, status: sent.Status, took: sent.Took, why: why, sent: sent, body: p.Body})
	return nil
}

// it is the last reaction.
func (w *World) it() (reaction, error) {
	if len(w.scene.told) == 0 {
		return reaction{}, never("the client was told of nothing", "does the scenario notify it?")
	}
	return w.scene.told[len(w.scene.told)-1], nil
}
