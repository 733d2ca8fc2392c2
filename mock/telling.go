package mock

import (
	"context"
	"iter"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func (w workspace) Follow(ctx context.Context, since uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		world, err := w.world()
		if err != nil {
			yield(journal.Entry{}, err)
			return
		}
		for e, err := range world.Journal().Follow(ctx, since) {
			if !yield(e, told(err)) {
				return
			}
		}
	}
}

func (w workspace) Deliveries(context.Context) ([]control.Delivery, error) {
	world, err := w.world()
	if err != nil {
		return nil, err
	}
	return deliveriesOf(world.Deliveries()), nil
}

func deliveriesOf(all []webhook.Delivery) []control.Delivery {
	out := make([]control.Delivery, len(all))
	for i, d := range all {
		out[i] = deliveryOf(d)
	}
	return out
}

func (w workspace) Delivery(_ context.Context, id string) (control.Delivery, error) {
	world, err := w.world()
	if err != nil {
		return control.Delivery{}, err
	}
	d, err := world.Delivery(id)
	return deliveryOf(d), told(err)
}

func (w workspace) Resend(_ context.Context, id string, spec control.ResendSpec) (control.Delivery, error) {
	world, err := w.world()
	if err != nil {
		return control.Delivery{}, err
	}
	record(world, "delivery.resend", id, "", spec)
	d, err := world.Resend(id, webhook.Variation{Body: spec.Body, Authorization: spec.Authorization})
	return deliveryOf(d), told(err)
}

func deliveryOf(d webhook.Delivery) control.Delivery {
	out := control.Delivery{
		ID: d.ID, WebhookID: d.WebhookID, Type: d.Type, Code: d.Code, LinkID: d.LinkID, RequestID: d.RequestID,
		State: string(d.State), Due: d.Due, Attempts: make([]control.Attempt, len(d.Attempts)),
	}
	for i, a := range d.Attempts {
		out.Attempts[i] = control.Attempt{
			N: a.N, At: a.At, Wall: a.Wall, TookMS: a.Took.Milliseconds(), Status: a.Status, Outcome: string(a.Outcome), Why: a.Why,
		}
	}
	return out
}
