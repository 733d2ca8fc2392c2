package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// An Event is something that a subscriber may want to know of a link.
type Event struct {
	Type, Code, Process string
	RequestID           string
	ExternalID          *string // the link's, unless set
	Data                any     // what the vendor's data holds
}

// raise makes an event of a link and its delivery. The identity of the event
// is kept by every attempt.
func (w *Workspace) raise(link *Link, e Event) webhook.Delivery {
	path := link.Path.At("event").Number(link.Events)
	w.apply(linkCounted{ID: link.ID, Events: 1})
	data, err := json.Marshal(e.Data)
	if err != nil {
		panic(fmt.Sprintf("data of %s %s cannot be written: %v", e.Type, e.Code, err))
	}
	if e.ExternalID == nil {
		e.ExternalID = link.ExternalID
	}
	d := webhook.Delivery{
		ID: path.At("delivery").UUID(), Number: w.state.Counts.Deliveries, Due: w.agenda.Now(), State: webhook.Waiting,
		Event: webhook.Event{
			WebhookID: path.Hex(), Type: e.Type, Code: e.Code, Process: e.Process,
			LinkID: link.ID, RequestID: e.RequestID, ExternalID: e.ExternalID, Data: data,
		},
	}
	w.deliver(&d)
	return d
}

// deliver journals an event and puts its delivery on the agenda, or says that
// there is nobody to tell.
func (w *Workspace) deliver(d *webhook.Delivery) {
	w.apply(counted{Counts{Events: 1, Deliveries: 1}})
	w.note(w.about(d, journal.KindEvent, fmt.Sprintf("%s %s", d.Type, d.Code), journal.EventData{
		WebhookID: d.WebhookID, Type: d.Type, Code: d.Code, Process: d.Process,
		Body: journal.NewBody(d.Body()),
	}))
	if w.state.Subscriber.URL == "" {
		d.State = webhook.NoSubscriber
		w.told(d.RequestID)
		w.settle(*d, "nobody to tell: set a webhook URL (--webhook-url, or PUT /_mock/workspaces/default/webhook)")
		return
	}
	if !w.faulty.Load() {
		w.keep(*d)
		w.agenda.Add(agenda.Item{Due: d.Due, Kind: itemDelivery, ID: d.ID})
		return
	}
	w.misdeliver(d)
}

// attempt makes one attempt of a delivery; no lock is held while it is open.
func (w *Workspace) attempt(ctx context.Context, id string) {
	w.mu.Lock()
	before := w.state.Deliveries[id]
	if before == nil || before.State != webhook.Waiting {
		w.mu.Unlock()
		return
	}
	d := before.Clone()
	to := w.state.Subscriber
	if to.URL == "" {
		d.State = webhook.NoSubscriber
		w.settle(d, "nobody to tell any more: the webhook URL was taken away")
		w.mu.Unlock()
		return
	}
	at, wall := w.agenda.Now(), w.agenda.Wall()
	d.Start()
	w.echoTold(d.RequestID)
	w.keep(d)
	w.apply(counted{Counts{Attempts: 1}})
	request, unheard := w.request(d, to)
	w.mu.Unlock()

	if w.Kept(ctx) != nil {
		return // nothing leaves of which we might not know any more
	}
	answer := w.send(ctx, request)
	if ctx.Err() != nil {
		return // the workspace has ended; nothing of it is written any more
	}
	outcome, why := to.Policy.Judge(d.Event, answer)
	if unheard == fault.Ignored && answer.Failure == webhook.NoFailure {
		outcome, why = webhook.TimedOut, fmt.Sprintf("answered %d, which was lost on the way: a fault", answer.Status)
	}
	if outcome == webhook.TimedOut && w.agenda.Awaited(ctx) {
		why += "; an advance waited for it: does the handler call advance?"
	}
	attempt := webhook.Attempt{
		N: len(d.Attempts) + 1, At: at, Wall: wall, Took: answer.Took,
		Status: answer.Status, Outcome: outcome, Why: why,
	}
	d.Record(attempt, to.Policy)

	w.mu.Lock()
	defer w.mu.Unlock()
	w.attempted(d, attempt, request, answer)
}

// request is what the next attempt of a delivery sends.
func (w *Workspace) request(d webhook.Delivery, to Subscriber) (webhook.Request, fault.Unheard) {
	r := webhook.Request{
		URL: to.URL, Authorization: cmp.Or(d.Next.Authorization, to.Authorization), UserAgent: w.userAgent,
		Body: d.Next.Body, Window: to.Policy.Window,
	}
	if r.Body == nil {
		r.Body = d.Body()
	}
	if !w.faulty.Load() {
		return r, fault.Heard
	}
	return w.mistell(d, r)
}

// attempted writes down how an attempt went and what comes next.
func (w *Workspace) attempted(d webhook.Delivery, a webhook.Attempt, r webhook.Request, answer webhook.Answer) {
	line := fmt.Sprintf("attempt %d of %s %s: %s", a.N, d.Type, d.Code, a.Outcome)
	if a.Why != "" {
		line += ": " + a.Why
	}
	w.note(w.about(&d, journal.KindAttempt, line, attemptData(a, r, answer)))
	w.told(d.RequestID)
	if d.Group != "" && a.N == 1 {
		defer w.next(d.Group)
	}
	if d.State == webhook.Waiting {
		w.keep(d)
		w.agenda.Add(agenda.Item{Due: d.Due, Kind: itemDelivery, ID: d.ID})
		return
	}
	w.settle(d, fmt.Sprintf("%s after %d attempt(s)", d.State, len(d.Attempts)))
}

// settle keeps a delivery that is over and says so.
func (w *Workspace) settle(d webhook.Delivery, line string) {
	w.keep(d)
	w.note(w.about(&d, journal.KindDelivery, line, journal.DeliveryData{
		WebhookID: d.WebhookID, State: string(d.State), Attempts: len(d.Attempts),
	}))
}

func (w *Workspace) keep(d webhook.Delivery) {
	w.apply(deliverySet{Delivery: d, Keep: w.remember})
}

func (w *Workspace) about(d *webhook.Delivery, kind journal.Kind, line string, data any) journal.Entry {
	return journal.Entry{Kind: kind, Line: line, LinkID: d.LinkID, RequestID: d.RequestID, DeliveryID: d.ID, Data: data}
}

func attemptData(a webhook.Attempt, r webhook.Request, answer webhook.Answer) journal.AttemptData {
	return journal.AttemptData{
		N: a.N, Started: a.At, Wall: a.Wall, URL: r.URL, Status: a.Status, Outcome: string(a.Outcome), Why: a.Why, TookMS: a.Took.Milliseconds(),
		RequestHeader: journal.NewHeader(r.Header()), Request: journal.NewBody(r.Body),
		AnswerHeader: journal.NewHeader(answer.Header), Answer: journal.NewBody(answer.Body),
	}
}

// finding journals something that a client should look at.
func (w *Workspace) finding(linkID, code, message string) {
	w.note(journal.Entry{
		Kind: journal.KindFinding, LinkID: linkID, Line: message, Data: journal.FindingData{Code: code, Message: message},
	})
}
