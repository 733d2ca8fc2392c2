package reference

import (
	"net/http"
	"time"
)

// accept takes a notification once, with its work, and leaves the work for
// after the answer.
func (l *life) accept(n notification, body []byte) reply {
	heard := reply{Status: http.StatusAccepted}
	if !l.take(n) {
		l.log("heard %s again", n.WebhookID)
		switch {
		case l.bug("M15"):
			return reply{http.StatusConflict, "heard before", n.RequestID}
		case l.bug("X18") && l.store.failed(what{Link: n.LinkID, Resource: words[n.Type]}):
			return reply{http.StatusInternalServerError, "the work has failed", n.RequestID}
		case l.bug("X21"):
			l.start(func() { l.askAgain(n) })
		case l.bug("X08"):
			l.store.keep(l.store.recall(n.WebhookID), func(row, row) bool { return true }, l.key)
		}
		return heard
	}
	l.log("heard %s %s of request %s", n.Type, n.Code, n.RequestID)
	if l.bug("X15") {
		l.start(func() { l.visit(body) })
	}
	if l.bug("B15") && l.overtakes(n) {
		return heard
	}
	if l.bug("M01") || l.bug("M03") || l.bug("B13") {
		return l.workFirst(n)
	}
	l.start(func() { _ = l.work(n) }) // work says in the log what went wrong
	return heard
}

// overtakes tells whether a notification comes before the answer to its request;
// for bug B15.
func (l *life) overtakes(n notification) bool {
	found, inFlight, _ := l.store.find(what{n.LinkID, words[n.Type]}, n.names)
	return found.Number == 0 && inFlight
}

// askAgain makes the order once more that a notification answers; for bug X21.
func (l *life) askAgain(n notification) {
	if o, err := l.match(n, what{n.LinkID, words[n.Type]}); err == nil && o.Number > 0 {
		l.post(l.store.place(o.Asking))
	}
}

// workFirst is how the bugs work that answer afterwards.
func (l *life) workFirst(n notification) reply {
	if err := l.work(n); err != nil && !l.bug("M01") {
		if l.bug("M03") {
			l.store.forget(l.identity(n))
		}
		return reply{http.StatusInternalServerError, "the work could not be done", n.RequestID}
	}
	return reply{Status: http.StatusAccepted}
}

// take remembers a notification with its work; false if it was taken before.
// What is refused never gets here, so that its corrected copy is taken.
func (l *life) take(n notification) bool {
	key := l.identity(n)
	if l.bug("M14") {
		if l.store.knows(key) {
			return false
		}
		_ = l.pause(50 * time.Millisecond)
	}
	return l.store.take(key, n) || l.bug("M13") || l.bug("M14") || l.bug("B12")
}

// identity is what makes two notifications one: their webhook_id alone, since
// different events can share all the rest.
func (l *life) identity(n notification) string {
	if l.bug("M17") {
		return n.RequestID + " " + n.Type + " " + n.Code
	}
	return n.WebhookID
}
