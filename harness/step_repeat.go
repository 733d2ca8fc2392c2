package harness

import (
	"slices"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// repeatingSteps are the sentences about copies, and about events that only look
// like them or like nothing known.
func (w *World) repeatingSteps() []Step {
	return []Step{{
		"the provider repeats the notification",
		"sends the last notification again, with the same webhook_id",
		"the provider repeats the notification",
		func() error { return w.repeats(false) },
	}, {
		"the provider repeats the first notification",
		"sends the first of the scenario again",
		"the provider repeats the first notification",
		func() error { return w.repeats(true) },
	}, {
		"the provider sends {n} copies of the notification about {who}'s {res} at once",
		"sends the notification that waits so many times at the same moment, with one webhook_id",
		"the provider sends 5 copies of the notification about Ana's transactions at once",
		w.sendsCopies,
	}, {
		"the provider notifies once more about the same request",
		"sends another event of the same link, request, type and code, with a webhook_id of its own",
		"the provider notifies once more about the same request",
		w.notifiesSibling,
	}, {
		"the provider delivers a notification about {who} with an unknown {part}",
		"sends an event of the last request, whose type or code nobody knows",
		"the provider delivers a notification about Ana with an unknown code",
		w.notifiesUnknown,
	}, {
		"the provider notifies that {who}'s link was deleted",
		"sends link_deleted; the link itself stays, so that what comes back can be seen",
		"the provider notifies that Ana's link was deleted",
		w.notifiesDeleted,
	}}
}

// repeats sends the last delivery again, or the first.
func (w *World) repeats(first bool) error {
	told := slices.DeleteFunc(slices.Clone(w.scene.told), func(r reaction) bool { return r.delivery == "" })
	if len(told) == 0 {
		return never("there is no notification to repeat", "does the scenario notify the client before?")
	}
	id := told[len(told)-1].delivery
	if first {
		id = told[0].delivery
	}
	d, err := w.workspace.Delivery(w.ctx, id)
	if err != nil {
		return err
	}
	return w.tellAfterCrash(d)
}

func (w *World) sendsCopies(n int, who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	rule := fault.Rule{Fault: "duplicate", On: fault.On{Link: p.Link, WebhookType: typeOf(resource)}, With: fault.With{Copies: n}}
	if err := w.Fault(rule); err != nil {
		return err
	}
	first, err := w.notification(p, resource)
	if err != nil {
		return err
	}
	all, err := w.waiting(p, resource)
	if err != nil {
		return err
	}
	return w.tell(control.ResendSpec{}, slices.DeleteFunc(all, func(d control.Delivery) bool { return d.WebhookID != first.WebhookID })...)
}

// raise has the provider raise an event of its own accord, and tells it.
func (w *World) raise(n control.Notice) error {
	made, err := w.workspace.Notify(w.ctx, n)
	if err != nil {
		return err
	}
	d, err := w.workspace.Delivery(w.ctx, made.DeliveryID)
	if err != nil {
		return err
	}
	return w.tell(control.ResendSpec{}, d)
}

func (w *World) notifiesSibling() error {
	r, err := w.it()
	if err != nil {
		return err
	}
	d, err := w.workspace.Delivery(w.ctx, r.delivery)
	if err != nil {
		return err
	}
	return w.raise(control.Notice{LinkID: d.LinkID, Type: d.Type, Code: d.Code, RequestID: d.RequestID})
}

func (w *World) notifiesUnknown(who, part string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	about, err := w.notification(p, "transactions")
	if err != nil {
		return err
	}
	n := control.Notice{LinkID: p.Link, Type: "TRANSACTIONS", Code: "transactions_dreamt_of", RequestID: about.RequestID}
	if part == "type" {
		n.Type, n.Code = "HOROSCOPES", "new_horoscopes_available"
	}
	return w.raise(n)
}

func (w *World) notifiesDeleted(who string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	if err := w.rememberAll(p); err != nil {
		return err
	}
	if err := w.raise(control.Notice{LinkID: p.Link, Type: "LINK", Code: "link_deleted"}); err != nil {
		return err
	}
	if heard, err := w.it(); err != nil || !heard.acknowledged() {
		return never("the client did not hear that the link was deleted: "+heard.said(), "do ACK-01 and TOL-02 pass?")
	}
	return nil
}
