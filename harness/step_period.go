package harness

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// periodSteps are the sentences about requests that differ in their periods.
func (w *World) periodSteps() []Step {
	return []Step{{
		"the client asks for {who}'s {res} of {period}",
		"has the client ask for a month of data, and sees that it asks for that",
		"the client asks for Ana's transactions of the last month",
		w.asksForPeriod,
	}, {
		"the client tries to ask for {who}'s {res} of {period}",
		"likewise, but the client may say that it did not work, and the provider may refuse it",
		"the client tries to ask for Ana's transactions of the month before",
		w.triesToAskForPeriod,
	}, {
		"the provider notifies that {who}'s {res} of {period} are ready",
		"sends the notification of the request for that month",
		"the provider notifies that Ana's transactions of the last month are ready",
		w.notifiesOfPeriod,
	}, {
		"the client fetches {who}'s {res} of {period}",
		"waits for a fetch, since the client was told, whose filters by value_date leave nothing of that month out",
		"the client fetches Ana's transactions of the last month",
		w.fetchesPeriod,
	}}
}

// A period is two days, both of them in it.
type period struct{ from, to string }

// month is a period by its name, in the workspace's time.
func (w *World) month(name string) (period, error) {
	clock, err := w.workspace.Clock(w.ctx)
	if err != nil {
		return period{}, err
	}
	to := clock.Now.UTC()
	if name == "the month before" {
		to = to.AddDate(0, 0, -31)
	}
	return period{to.AddDate(0, 0, -30).Format(time.DateOnly), to.Format(time.DateOnly)}, nil
}

func (w *World) triesToAskForPeriod(who, resource, name string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	wanted, err := w.month(name)
	if err != nil {
		return err
	}
	return w.triesToAskFor(p, Asking{Link: p.Link, Resource: resource, From: wanted.from, To: wanted.to})
}

func (w *World) asksForPeriod(who, resource, name string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	wanted, err := w.month(name)
	if err != nil {
		return err
	}
	after := w.last()
	if err := w.AskFor(Asking{Link: p.Link, Resource: resource, From: wanted.from, To: wanted.to}); err != nil {
		return err
	}
	answer, err := w.answerTo(p, resource, after)
	if err != nil {
		return err
	}
	call, asked := w.periodOf(answer.Data.(journal.Answer).Call)
	if asked != wanted {
		return broken("a request for "+wanted.from+" to "+wanted.to, fmt.Sprintf("one for %q to %q", asked.from, asked.to), call.Seq)
	}
	if w.scene.requests == nil {
		w.scene.requests = map[string]string{}
	}
	w.scene.requests[p.Link+resource+name] = answer.RequestID
	return nil
}

// periodOf is a call by its number, and the period that it asks for.
func (w *World) periodOf(seq uint64) (journal.Entry, period) {
	entries := w.Entries()
	at := slices.IndexFunc(entries, func(e journal.Entry) bool { return e.Seq == seq })
	if at < 0 {
		return journal.Entry{}, period{}
	}
	var body struct {
		From string `json:"date_from"`
		To   string `json:"date_to"`
	}
	call, ok := entries[at].Data.(journal.Call)
	if !ok || json.Unmarshal(call.Body.Text, &body) != nil {
		return entries[at], period{}
	}
	return entries[at], period{body.From, body.To}
}

func (w *World) notifiesOfPeriod(who, resource, name string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	waiting, err := w.waiting(p, resource)
	if err != nil {
		return err
	}
	id := w.scene.requests[p.Link+resource+name]
	at := slices.IndexFunc(waiting, func(d control.Delivery) bool { return d.RequestID == id })
	if at < 0 {
		return never("no notification of the request for "+name+" waits", "did the client ask with the async header, as REQ-01 wants it?")
	}
	return w.tell(control.ResendSpec{}, waiting[at])
}

func (w *World) fetchesPeriod(who, resource, name string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	wanted, err := w.month(name)
	if err != nil {
		return err
	}
	since := w.scene.stimulus
	came, err := w.eventually(func(entries []journal.Entry) bool {
		return slices.ContainsFunc(fetchesAbout(entries, p.Link, resource, since), func(f fetch) bool { return f.covers(wanted) })
	})
	if err != nil || came {
		return err
	}
	fetches := fetchesAbout(w.Entries(), p.Link, resource, since)
	seen := "none"
	if len(fetches) > 0 {
		seen = "one of " + fetches[len(fetches)-1].list()
	}
	return broken("a fetch of "+wanted.from+" to "+wanted.to+", which the notified request was for", seen, lastOf(fetches))
}

// covers tells whether a list leaves nothing of a period out: its filters by
// value_date, if it has any, are wide enough.
func (f fetch) covers(p period) bool {
	from, to := f.query.Get("value_date__gte"), f.query.Get("value_date__lte")
	return f.query.Get("value_date") == "" && (from == "" || from[:min(len(from), len(p.from))] <= p.from) && (to == "" || to >= p.to)
}
