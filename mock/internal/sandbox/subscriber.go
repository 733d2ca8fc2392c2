package sandbox

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// Subscriber is who is told.
func (w *Workspace) Subscriber() Subscriber {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.Subscriber
}

// Subscribe sets who is told from now on, retries that are pending included.
func (w *Workspace) Subscribe(s Subscriber) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.apply(subscriberSet{s})
}

// A Notice is a webhook that somebody asks for by hand. Nothing of it is
// checked but its link.
type Notice struct {
	Link       string
	Type, Code string
	RequestID  string // empty: one is made
	ExternalID *string
	Data       json.RawMessage // nil: what the resource's row computes, else {}
}

// Notify raises an event by hand and returns its delivery as it begins.
func (w *Workspace) Notify(n Notice) (webhook.Delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link := w.state.Links[n.Link]
	if link == nil {
		return webhook.Delivery{}, refuse(DoesNotExist, "link_id", "There is no link %s.", n.Link)
	}
	e := Event{Type: n.Type, Code: n.Code, RequestID: n.RequestID, ExternalID: n.ExternalID, Data: n.Data}
	if e.RequestID == "" {
		e.RequestID = link.Path.At("request").Number(link.Jobs).Hex()
		w.apply(linkCounted{ID: link.ID, Jobs: 1})
	}
	if n.Data == nil {
		e.Data = w.dataOf(link, n.Type, n.Code)
	}
	e.Process = string(AsyncPost)
	if n.Code == string(Historical) {
		e.Process = n.Code
	}
	return w.raise(link, e), nil
}

// dataOf is what the data of a webhook would hold if all of a link's history
// were collected now.
func (w *Workspace) dataOf(link *Link, typ, code string) any {
	institution, _ := w.fixtures.Institution(link.Institution)
	resource, ok := resourceOfType(typ, institution.IntegrationType)
	if !ok {
		return struct{}{}
	}
	coverage := Coverage{Times: []time.Time{w.agenda.Now()}}
	if resource.Dated {
		coverage.From = bank.DayOf(link.Created).Add(-historyDays)
	}
	switch code {
	case string(Historical):
		return resource.history(w.holder(link), coverage)
	case resource.newCode(w.terms):
		return map[string]int{resource.NewCount: w.count(resource, w.holder(link), coverage)}
	default:
		return struct{}{}
	}
}

// Deliveries are all that are remembered, the newest last.
func (w *Workspace) Deliveries() []webhook.Delivery {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.deliveries()
}

func (w *Workspace) deliveries() []webhook.Delivery {
	all := make([]webhook.Delivery, 0, len(w.state.Deliveries))
	for _, d := range w.state.Deliveries {
		all = append(all, d.Clone())
	}
	slices.SortFunc(all, func(a, b webhook.Delivery) int { return a.Number - b.Number })
	return all
}

// Delivery finds one by its id.
func (w *Workspace) Delivery(id string) (webhook.Delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	d := w.state.Deliveries[id]
	if d == nil {
		return webhook.Delivery{}, refuse(NotFound, "", "There is no delivery %s.", id)
	}
	return d.Clone(), nil
}

// Why a delivery cannot be sent again now.
var (
	ErrNobody = errors.New("there is nobody to tell: set a webhook URL first")
	ErrOpen   = errors.New("an attempt of the delivery is open")
	ErrTaken  = errors.New("there is a rule with this id already")
)

// Resend sends a delivery again now, varied by v. It is refused while an
// attempt is open, and where there is nobody to tell.
func (w *Workspace) Resend(id string, v webhook.Variation) (webhook.Delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.state.Deliveries[id]
	if before == nil {
		return webhook.Delivery{}, refuse(NotFound, "", "There is no delivery %s.", id)
	}
	if w.state.Subscriber.URL == "" {
		return webhook.Delivery{}, ErrNobody
	}
	d := before.Clone()
	if !d.Again(w.agenda.Now(), v) {
		return webhook.Delivery{}, ErrOpen
	}
	w.keep(d)
	w.agenda.Add(agenda.Item{Due: d.Due, Kind: itemDelivery, ID: d.ID})
	return d, nil
}
