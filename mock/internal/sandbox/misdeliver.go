package sandbox

import (
	"strconv"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// subjectOf is what rules match of an event of a link.
func (w *Workspace) subjectOf(e Event, linkID, identity string) fault.Subject {
	s := fault.Subject{Link: linkID, WebhookType: e.Type, WebhookCode: e.Code, Identity: identity}
	integration := ""
	if link := w.state.Links[linkID]; link != nil {
		institution, _ := w.fixtures.Institution(link.Institution)
		integration = institution.IntegrationType
	}
	if resource, ok := resourceOfType(e.Type, integration); ok {
		s.Resource = resource.Name
	}
	return s
}

// misdeliver lets faults edit a delivery before it is on its way, and puts what
// came of it there.
func (w *Workspace) misdeliver(d *webhook.Delivery) {
	act := fault.Delivery{
		Subject: w.subjectOf(Event{Type: d.Type, Code: d.Code}, d.LinkID, d.WebhookID), Moment: fault.Raised,
	}
	w.editDelivery(&act, d.RequestID, d.ID)
	w.sendOff(d, act)
	for i, after := range act.Copies {
		copied := d.Clone()
		copied.ID = w.path.At("copy", d.WebhookID).Number(i).UUID()
		copied.Number, copied.State, copied.Group = w.state.Counts.Deliveries, webhook.Waiting, ""
		copied.Due = w.agenda.Now().Add(after)
		w.apply(counted{Counts{Deliveries: 1}})
		w.sendOff(&copied, act)
	}
}

// sendOff puts one delivery on its way, or keeps it back.
func (w *Workspace) sendOff(d *webhook.Delivery, act fault.Delivery) {
	switch {
	case act.Drop:
		d.State = webhook.Dropped
		w.told(d.RequestID)
		w.settle(*d, "not sent: a fault dropped it")
	case act.Hold:
		d.State = webhook.Held
		w.told(d.RequestID)
		w.settle(*d, "held: a fault keeps it until it is released")
	case act.Group != nil:
		w.join(d, *act.Group)
	default:
		d.Due = d.Due.Add(act.Delay)
		w.keep(*d)
		w.agenda.Add(agenda.Item{Due: d.Due, Kind: itemDelivery, ID: d.ID})
	}
}

// mistell lets faults edit an attempt that is about to begin.
func (w *Workspace) mistell(d webhook.Delivery, r webhook.Request) (webhook.Request, fault.Unheard) {
	n := len(d.Attempts) + 1
	act := fault.Delivery{
		Subject: w.subjectOf(Event{Type: d.Type, Code: d.Code}, d.LinkID, d.ID+"/"+strconv.Itoa(n)), Moment: fault.Sent,
		Attempt: fault.Attempt{N: n, Authorization: r.Authorization, Body: r.Body},
	}
	w.editDelivery(&act, d.RequestID, d.ID)
	r.Authorization, r.ContentType, r.Body = act.Attempt.Authorization, act.Attempt.ContentType, act.Attempt.Body
	r.BytesPerSecond, r.Reset = act.Attempt.BytesPerSecond, act.Attempt.Unheard == fault.Unreceived
	return r, act.Attempt.Unheard
}
