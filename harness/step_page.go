package harness

import (
	"fmt"
	"net/url"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// pagingSteps are the sentences about how the client turns pages.
func (w *World) pagingSteps() []Step {
	return []Step{{
		"the client asks only for pages that it was offered",
		"wants every page but the first to be one that an answer had as its next",
		"the client asks only for pages that it was offered",
		w.asksForOffered,
	}, {
		"the client goes on after the empty page of {who}'s {res}",
		"waits for a fetch of the page after the one without rows",
		"the client goes on after the empty page of Ana's transactions",
		w.goesOn,
	}, {
		"the client fetches every page once",
		"lets the calibrated window pass and counts how often each page was fetched",
		"the client fetches every page once",
		w.fetchesOnce,
	}, {
		"the client has done the work once",
		"lets the calibrated window pass; a page that was fetched twice for one event is a warning, a request because of a copy is an effect",
		"the client has done the work once",
		w.workedOnce,
	}, {
		"the client sends its credentials to nobody else",
		"lets the calibrated window pass and wants nobody at the other origin, or nobody with credentials",
		"the client sends its credentials to nobody else",
		w.keepsCredentials,
	}}
}

func (w *World) asksForOffered() error {
	if _, err := w.Silence(); err != nil {
		return err
	}
	offered := map[string]bool{}
	for _, f := range fetchesOf(w.Entries()) {
		asked := f.path + "?" + f.query.Encode()
		if f.page() > 1 && !f.detail && !offered[asked] {
			return broken("no page but those that an answer offered as its next", "a fetch of "+asked, f.call.Seq)
		}
		if next, err := url.Parse(f.next); err == nil && f.next != "" {
			offered[trimSlashes(next.Path)+"?"+f.hiding(next.Query()).Encode()] = true
		}
	}
	return nil
}

// hiding is the query of the page after f, without the secrets that the journal
// has hidden in that of f: they are repeated in it.
func (f fetch) hiding(next url.Values) url.Values {
	for name := range next {
		if f.query.Get(name) == hidden {
			next[name] = f.query[name]
		}
	}
	return next
}

// hidden is what the journal has instead of a secret.
const hidden = "***"

func (w *World) goesOn(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	if err := w.fetchesFrom(who, resource); err != nil {
		return err
	}
	went, err := w.eventually(func(entries []journal.Entry) bool {
		for _, f := range fetchesAbout(entries, p.Link, resource, 0) {
			if f.page() > 1 {
				return true
			}
		}
		return false
	})
	if err != nil || went {
		return err
	}
	return broken("the next page to be fetched, which the empty one offers", "nothing after it", lastOf(fetchesAbout(w.Entries(), p.Link, resource, 0)))
}

func (w *World) fetchesOnce() error {
	seen, seq, err := w.fetchedTwice()
	if err == nil && seen != "" {
		err = broken("every page to be fetched once for one event", seen, seq)
	}
	return err
}

func (w *World) workedOnce() error {
	seen, seq, err := w.fetchedTwice()
	if err != nil {
		return err
	}
	if again := w.askedForCopy(); again.Seq > 0 {
		return broken("nothing to be asked for because of a copy", "a request for "+again.Data.(journal.Call).Path, again.Seq)
	}
	if seen != "" {
		err = blemish("the work for one event to be done once, though doing it again has changed nothing", seen, seq)
	}
	return err
}

// fetchedTwice says in words which page was fetched more than once since the
// client was told of it; empty if none was.
func (w *World) fetchedTwice() (seen string, seq uint64, err error) {
	if _, err := w.Silence(); err != nil {
		return "", 0, err
	}
	times := map[string]int{}
	for _, f := range fetchesOf(w.Entries()) {
		if w.isEarly(f) {
			continue
		}
		page := f.path + "?" + f.query.Encode()
		if times[page]++; times[page] > 1 {
			return fmt.Sprintf("%s was fetched %d times", page, times[page]), f.call.Seq, nil
		}
	}
	return "", 0, nil
}

// askedForCopy is a request that a copy of a notification has set off; the zero
// value if none was. Unlike a fetch it changes something: the provider gathers
// once more, and tells of it. A client that had come to rest asks because of the
// copy; of others the first request may be because of the notification itself.
func (w *World) askedForCopy() journal.Entry {
	made := map[string]bool{}
	for _, e := range w.requests() {
		d := e.Data.(journal.Call)
		for link, told := range w.scene.toldAt {
			rested := len(w.scene.copies) > 0
			if e.Seq <= told || !asksFor(d, link, "") || rested && e.Seq <= w.scene.stimulus {
				continue
			}
			if made[link+d.Path] || rested {
				return e
			}
			made[link+d.Path] = true
		}
	}
	return journal.Entry{}
}

func (w *World) keepsCredentials() error {
	if _, err := w.Silence(); err != nil {
		return err
	}
	for _, e := range w.Entries() {
		if d, ok := e.Data.(journal.FindingData); ok && d.Code == "credentials_elsewhere" {
			return broken("credentials for nobody but the provider", d.Message, e.Seq)
		}
	}
	return nil
}
