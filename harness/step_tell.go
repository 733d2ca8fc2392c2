package harness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// tellingSteps are the sentences about what the provider tells the client.
func (w *World) tellingSteps() []Step {
	return slices.Concat(w.notifyingSteps(), w.repeatingSteps())
}

func (w *World) notifyingSteps() []Step {
	return []Step{{
		"the provider notifies that {who}'s {res} are ready",
		"sends the oldest notification that waits; where nobody asked, one of the provider's own accord",
		"the provider notifies that Ana's transactions are ready",
		w.notifiesReady,
	}, {
		"the provider notifies that {who}'s {res} are ready, with the request spelt {spelling}",
		"likewise, with the same request id in another spelling",
		"the provider notifies that Ana's transactions are ready, with the request spelt with dashes",
		w.notifiesSpelt,
	}, {
		"the provider notifies that {who}'s {res} are ready, with a request id of {n} characters",
		"likewise, as for a request that somebody else made, whose id is so long",
		"the provider notifies that Ana's transactions are ready, with a request id of 64 characters",
		w.notifiesLong,
	}, {
		"the provider notifies that {who}'s {res} are ready, though with an error",
		"likewise, with an error besides what was found",
		"the provider notifies that Ana's transactions are ready, though with an error",
		w.notifiesWithError,
	}, {
		"the provider notifies that {who}'s {res} could not be gathered",
		"sends the notification that carries nothing but an error",
		"the provider notifies that Ana's transactions could not be gathered",
		w.notifiesReady,
	}, {
		"the provider notifies of {who}'s data in the order {order}",
		"sends the notifications of several resources, each when the client has had time to work on the one before",
		"the provider notifies of Ana's data in the order transactions, accounts",
		w.notifiesInOrder,
	}, {
		"the provider notifies of all that was asked for at once",
		"sends all notifications that wait at the same moment",
		"the provider notifies of all that was asked for at once",
		w.notifiesOfAll,
	}, {
		"the provider notifies of what was changed and taken back",
		"sends all notifications about transactions that wait, one after another",
		"the provider notifies of what was changed and taken back",
		w.notifiesOfChanges,
	}, {
		"the provider sends {n} notifications about {who}'s {res} one after another",
		"sends so many events of one request, each when the one before was answered",
		"the provider sends 100 notifications about Ana's transactions one after another",
		func(n int, who, resource string) error { return w.notifiesOften(n, who, resource, false) },
	}, {
		"the provider sends {n} notifications about {who}'s {res} at once",
		"sends so many events of one request at the same moment",
		"the provider sends 50 notifications about Ana's transactions at once",
		func(n int, who, resource string) error { return w.notifiesOften(n, who, resource, true) },
	}}
}

func (w *World) notifiesReady(who, resource string) error {
	d, err := w.about(who, resource)
	if err != nil {
		return err
	}
	return w.tell(control.ResendSpec{}, d)
}

// about is the notification about somebody's resource that is the next.
func (w *World) about(who, resource string) (control.Delivery, error) {
	p, err := w.Person(who)
	if err != nil {
		return control.Delivery{}, err
	}
	return w.notification(p, resource)
}

func (w *World) notifiesSpelt(who, resource, spelling string) error {
	d, err := w.about(who, resource)
	if err != nil {
		return err
	}
	body, err := w.bodyOf(d)
	if err != nil {
		return err
	}
	return w.tell(control.ResendSpec{Body: bytes.ReplaceAll(body, []byte(d.RequestID), []byte(spell(d.RequestID, spelling)))}, d)
}

func (w *World) notifiesLong(who, resource string, n int) error {
	d, err := w.about(who, resource)
	if err != nil {
		return err
	}
	body, err := w.bodyOf(d)
	if err != nil {
		return err
	}
	id := strings.Repeat("long-Id_", n/8+1)[:n]
	return w.tell(control.ResendSpec{Body: bytes.ReplaceAll(body, []byte(d.RequestID), []byte(id))}, d)
}

// spell writes a request id in another way.
func spell(id, how string) string {
	plain := strings.ToLower(strings.ReplaceAll(id, "-", ""))
	if how == "with dashes" && len(plain) == 32 {
		return strings.Join([]string{plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]}, "-")
	}
	return plain
}

func (w *World) notifiesWithError(who, resource string) error {
	d, err := w.about(who, resource)
	if err != nil {
		return err
	}
	body, err := w.bodyOf(d)
	if err != nil {
		return err
	}
	var event map[string]any
	if err := json.Unmarshal(body, &event); err != nil {
		return fmt.Errorf("read a notification: %w", err)
	}
	data, _ := event["data"].(map[string]any)
	if data == nil {
		data = map[string]any{}
	}
	data["errors"] = []map[string]string{{"code": "institution_unavailable", "message": "A part of the accounts could not be read."}}
	event["data"] = data
	if body, err = json.Marshal(event); err != nil {
		return err
	}
	return w.tell(control.ResendSpec{Body: body}, d)
}

func (w *World) notifiesInOrder(who, order string) error {
	if err := w.gather(); err != nil {
		return err
	}
	for _, resource := range strings.Split(order, ", ") {
		if err := w.notifiesReady(who, resource); err != nil {
			return err
		}
		if _, err := w.Silence(); err != nil { // so that their fetches do not overlap
			return err
		}
	}
	return nil
}

// someWaiting are notifications of which the client was never told; without
// any nothing can be judged.
func (w *World) someWaiting(resource string) ([]control.Delivery, error) {
	all, err := w.allWaiting(resource)
	if err == nil && len(all) == 0 {
		err = never("no notification waits", "did the client ask with the async header, as REQ-01 wants it?")
	}
	return all, err
}

// tellEach sends deliveries one after another.
func (w *World) tellEach(all []control.Delivery) error {
	for _, d := range all {
		if err := w.tell(control.ResendSpec{}, d); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) notifiesOfAll() error {
	all, err := w.someWaiting("")
	if err != nil {
		return err
	}
	return w.tell(control.ResendSpec{}, all...)
}

func (w *World) notifiesOfChanges() error {
	all, err := w.someWaiting("transactions")
	if err != nil {
		return err
	}
	return w.tellEach(all)
}

// enoughUnheard is after how many notifications that were not acknowledged a
// client need not be told more. Our choice.
const enoughUnheard = 3

func (w *World) notifiesOften(n int, who, resource string, atOnce bool) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	first, err := w.notification(p, resource)
	if err != nil {
		return err
	}
	for range n - 1 {
		if _, err := w.workspace.Notify(w.ctx, control.Notice{LinkID: p.Link, Type: first.Type, Code: first.Code, RequestID: first.RequestID}); err != nil {
			return err
		}
	}
	all, err := w.waiting(p, resource)
	if err != nil {
		return err
	}
	if atOnce {
		return w.tell(control.ResendSpec{}, all...)
	}
	for unheard := 0; len(all) > 0 && unheard < enoughUnheard; all = all[1:] {
		if err := w.tell(control.ResendSpec{}, all[0]); err != nil {
			return err
		}
		if last, err := w.it(); err == nil && !last.acknowledged() {
			unheard++
		}
	}
	return nil
}
