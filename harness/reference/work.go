package reference

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// asyncPost is the process_type of what answers a request.
//
// Source: vendor document.
const asyncPost = "async_post"

// work does what a notification asks for. It is finished unless the life ends
// before; then the next life does it.
func (l *life) work(n notification) error {
	err := l.handle(n)
	if l.ctx.Err() != nil {
		return context.Cause(l.ctx)
	}
	l.store.finish(n)
	if err != nil {
		l.log("%s %s of request %s: %v", n.Type, n.Code, n.RequestID, err)
	}
	return err
}

// handle does what a notification is about, if it is about anything.
func (l *life) handle(n notification) error {
	w, wanted := l.concerns(n)
	if !wanted {
		return nil
	}
	o, err := l.match(n, w)
	switch {
	case errors.Is(err, errNotOurs):
		return nil
	case err != nil:
		return err
	case o.Number == 0:
		o.Link, o.Resource = w.Link, w.Resource
	}
	codes := n.errors()
	switch {
	case len(codes) > 0 && l.bug("B21"):
		return nil
	case len(codes) > 0 && !l.bug("M38"):
		l.store.conclude(o.what(), o.Number, failed, l.bug("M19"))
		return fmt.Errorf("it could not be gathered: %v", codes)
	case l.bug("A06"):
		l.post(l.store.place(o.Asking))
		return nil
	}
	return l.fetch(n, o)
}

// concerns is the data that a notification is about. Strangers, what is not
// known, and links that are gone are heard, and nothing follows.
func (l *life) concerns(n notification) (w what, wanted bool) {
	state, ours := l.store.link(n.LinkID)
	if !ours && !l.bug("B25") {
		return what{}, false
	}
	if to := n.link(); to != "" {
		if state != deleted && !l.bug("A27") {
			l.store.mark(n.LinkID, to)
		}
		return what{}, false
	}
	if state == broken && l.bug("B22") || state == deleted && l.bug("M35") {
		l.store.mark(n.LinkID, alive)
		state = alive
	}
	word, known := n.word()
	return what{n.LinkID, word}, known && state != broken && state != deleted && !l.deafTo(n)
}

// deafTo tells of what some bugs do not listen to.
func (l *life) deafTo(n notification) bool {
	w := what{Link: n.LinkID}
	w.Resource, _ = n.word()
	_, open := l.store.oldest(w, placed, sent, unanswered, accepted, told)
	_, over := l.store.oldest(w, done)
	return l.bug("B05") && n.Code != "historical_update" ||
		l.bug("B23") && (n.Code == transactionsUpdated || n.Code == transactionsDeleted) ||
		l.bug("X09") && over && !open ||
		(l.bug("A04") || l.bug("A13") || l.bug("A14")) && n.Process == asyncPost
}

// errNotOurs is what bugs say to a notification that they cannot match.
var errNotOurs = errors.New("no request of ours")

// match finds the order that a notification answers; order 0 is nobody's. It
// can come before the provider's answer to the request: then it waits for that.
func (l *life) match(n notification, w what) (order, error) {
	if l.bug("M10") {
		o, _ := l.store.oldest(w, sent, unanswered, accepted, told)
		return o, nil
	}
	same := n.names
	if l.bug("M37") {
		same = func(requestID string) bool { return requestID == n.RequestID }
	}
	for {
		o, inFlight, changed := l.store.find(w, same)
		switch {
		case o.Number > 0 && l.bug("X10") && o.State == lost:
			return order{}, errNotOurs
		case o.Number > 0:
			return o, nil
		case !inFlight:
			return l.unmatched(n, w)
		}
		select {
		case <-changed:
		case <-l.ctx.Done():
			return order{}, context.Cause(l.ctx)
		}
	}
}

// unmatched is the order that a notification of an unknown request answers: one
// whose answer was lost, if it answers one, else none. Refreshes by the
// provider carry ids that nobody has seen.
func (l *life) unmatched(n notification, w what) (order, error) {
	if refused, was := l.store.oldest(w, lost); was && l.bug("X07") {
		return refused, nil
	}
	if l.bug("M37") && n.Process == asyncPost || l.bug("X06") {
		return order{}, errNotOurs
	}
	if n.Process != asyncPost {
		return order{}, nil
	}
	o, _ := l.store.oldest(w, unanswered)
	return o, nil
}

// fetch reads what a notification says is there. What changed or vanished can
// lie outside of any period.
func (l *life) fetch(n notification, o order) error {
	named := n.Code == transactionsUpdated || n.Code == transactionsDeleted
	if named {
		o.From, o.To = "", ""
	}
	if o.Number > 0 {
		l.store.progress(o.Number, told, "")
	}
	release, err := l.lane(o.Link)
	if err != nil {
		return err
	}
	defer release()
	walk := l.store.walk()
	_, err = l.read(reading{order: o, Walk: walk, WebhookID: n.WebhookID, Tries: l.tries()})
	if l.ctx.Err() != nil {
		return context.Cause(l.ctx)
	}
	if err == nil && n.Code == transactionsDeleted {
		l.store.drop(o.what(), walk, n.transactions())
	}
	l.conclude(o, err)
	return err
}

// conclude says how a reading came out.
func (l *life) conclude(o order, err error) {
	status := ready
	var refused *refusal
	switch {
	case errors.As(err, &refused) && refused.endsLink() && !l.bug("A27"):
		l.store.mark(o.Link, broken)
		return
	case err != nil, l.bug("X11") && l.store.empty(o.what()):
		status = failed
	}
	l.store.conclude(o.what(), o.Number, status, l.bug("M19"))
}

// How an order is looked after until it is told of: at a steady pace at first,
// then ever more rarely.
const (
	steady  = 5 // looks
	longGap = time.Minute
)

// watch looks by itself whether the data of an order is there, since a
// notification can get lost. It ends when the order is told of.
func (l *life) watch(number int) {
	gap := l.o.PollsWithin * 9 / 10
	if l.bug("M31") {
		gap = 50 * time.Millisecond
	}
	for look := 1; !l.bug("X12") && l.pause(gap) == nil; look++ {
		o := l.store.order(number)
		if !o.waits() {
			return
		}
		if l.bug("X10") && look == 2 {
			l.store.conclude(o.what(), number, failed, false)
			return
		}
		if l.pause(l.look(o)) != nil {
			return
		}
		if look >= steady && !l.bug("M31") {
			gap = max(gap, min(2*gap, longGap))
		}
	}
}

// look reads what there is of an order. What is new, or a refusal for good, ends
// it. It returns how long the provider wants to be left alone.
func (l *life) look(o order) time.Duration {
	news, err := l.read(reading{order: o, Walk: l.store.walk(), Tries: 1, Glance: true})
	if l.ctx.Err() != nil || !l.store.order(o.Number).waits() {
		return 0
	}
	refused, isRefused := errors.AsType[*refusal](err)
	switch {
	case isRefused && l.passing(err):
		return min(refused.RetryAfter, longestWait)
	case isRefused, err == nil && news:
		l.log("looked for the data of request %s without being told: %v", o.RequestID, err)
		l.conclude(o, err)
	}
	return 0
}
