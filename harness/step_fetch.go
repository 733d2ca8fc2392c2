package harness

import (
	"fmt"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// fetchingSteps are the sentences about what the client fetches, and when.
func (w *World) fetchingSteps() []Step {
	return []Step{{
		"the client fetches all {n} of {who}'s {res}",
		"waits until every page has arrived whole, and the list is so long",
		"the client fetches all 250 of Ana's transactions",
		w.fetchesAll,
	}, {
		"the client fetches nothing",
		"lets the calibrated window pass and wants no fetch since the client was told last",
		"the client fetches nothing",
		w.fetchesNothing,
	}, {
		"the client fetches none of {who}'s {res}",
		"likewise, of one person's resource",
		"the client fetches none of Ana's transactions",
		w.fetchesNone,
	}, {
		"the client fetches only after it was notified",
		"wants no fetch of anybody's data before the first notification about their link",
		"the client fetches only after it was notified",
		w.fetchesAfterwards,
	}, {
		"the client has fetched {who}'s {res} at most {n} {times}",
		"counts the fetches so far, but for those that the client declares to make by itself",
		"the client has fetched Ana's transactions at most 2 times",
		w.hasFetchedAtMost,
	}, {
		"the client looks for {who}'s {res} within the time that it declares",
		"waits for a fetch by itself, for as long as polls_within says",
		"the client looks for Ana's transactions within the time that it declares",
		w.looksByItself,
	}, {
		"the client never asks for anyone else's data",
		"wants every list to be filtered by a link of the scenario, and every record to be of one",
		"the client never asks for anyone else's data",
		w.fetchesOwnOnly,
	}, {
		"the client filters every list by a link",
		"wants link or link__in in every fetch of a list",
		"the client filters every list by a link",
		w.filtersLists,
	}}
}

// eventuallyReads waits until somebody's resource was read to its end, with n
// rows at least.
func (w *World) eventuallyReads(p *Person, resource string, n int) (bool, error) {
	return w.eventually(func(entries []journal.Entry) bool {
		read, _ := readAll(fetchesAbout(entries, p.Link, resource, 0), n)
		return read
	})
}

func (w *World) fetchesAll(n int, who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	read, err := w.eventuallyReads(p, resource, n)
	if err != nil || read {
		return err
	}
	fetches := fetchesAbout(w.Entries(), p.Link, resource, 0)
	_, seen := readAll(fetches, n)
	return broken(fmt.Sprintf("all %d of %s's %s to be fetched", n, who, resource), seen, lastOf(fetches))
}

// lastOf is the journal's entry of the last fetch; 0 if there is none.
func lastOf(fetches []fetch) uint64 {
	if len(fetches) == 0 {
		return 0
	}
	return fetches[len(fetches)-1].call.Seq
}

// quiet lets the window pass, and is an error if what must not happen did: a
// fetch of those that which keeps. A client that fetches without being told
// cannot be judged by it.
func (w *World) quiet(what string, which func(fetch) bool) error {
	if _, err := w.Silence(); err != nil {
		return err
	}
	for _, f := range fetchesOf(w.Entries()) {
		switch {
		case !which(f) || w.isDeclared(f):
		case f.call.Seq <= w.scene.stimulus:
			return never("the client fetches before it is told, so what sets it off cannot be seen", "does FET-01 pass?")
		default:
			return broken("no fetch"+what, "one of "+f.list(), f.call.Seq)
		}
	}
	return w.orGone(nil)
}

func (w *World) fetchesNothing() error {
	return w.quiet("", func(fetch) bool { return true })
}

func (w *World) fetchesNone(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	return w.quiet(" of "+who+"'s "+resource, func(f fetch) bool {
		return f.resource == resource && f.about(p.Link) && (f.detail || len(f.links()) > 0)
	})
}

func (w *World) fetchesAfterwards() error {
	for _, f := range fetchesOf(w.Entries()) {
		if w.isEarly(f) && !w.isDeclared(f) {
			return broken("no fetch of data before the client was told of it", "one of "+f.list(), f.call.Seq)
		}
	}
	return nil
}

// isEarly tells whether a fetch is about somebody of whom the client had not
// been told.
func (w *World) isEarly(f fetch) bool {
	for _, p := range w.people {
		if told, ever := w.scene.toldAt[p.Link]; f.about(p.Link) && (!ever || f.call.Seq <= told) {
			return true
		}
	}
	return false
}

// isDeclared tells whether a fetch may be one that the client makes by itself,
// because it declares to look when a notification does not come: it is not
// much earlier than it says after the last request for somebody's data, of those
// it is about. Of strangers nothing is declared.
func (w *World) isDeclared(f fetch) bool {
	if w.offers.PollsWithin == 0 {
		return false
	}
	ours, asked := false, time.Time{}
	for _, p := range w.people {
		if !f.about(p.Link) {
			continue
		}
		ours = true
		for _, e := range w.requests() {
			if e.Seq < f.call.Seq && e.Wall.After(asked) && asksFor(e.Data.(journal.Call), p.Link, "") {
				asked = e.Wall
			}
		}
	}
	return ours && f.call.Wall.Sub(asked) >= w.offers.PollsWithin*4/5
}

func (w *World) hasFetchedAtMost(who, resource string, n int) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	if fetches := slices.DeleteFunc(fetchesAbout(w.Entries(), p.Link, resource, 0), w.isDeclared); len(fetches) > n {
		return broken(fmt.Sprintf("at most %d fetches of %s's %s so far", n, who, resource), fmt.Sprint(len(fetches)), lastOf(fetches))
	}
	return nil
}

func (w *World) looksByItself(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	within := w.offers.PollsWithin
	_, err = w.Await("a fetch", "", within, func(e journal.Entry) bool {
		return len(fetchesAbout([]journal.Entry{e}, p.Link, resource, 0)) > 0
	})
	if j, ok := err.(*judgement); ok && j.expected == "" { //nolint:errorlint // Await returns it bare
		return broken(fmt.Sprintf("a fetch of %s's %s within %s, as declared", who, resource, within), "none", 0)
	}
	return err
}

// isOurs tells whether a fetch is of nothing but links of the scenario.
func (w *World) isOurs(f fetch) bool {
	known := func(link string) bool {
		for _, p := range w.people {
			if p.Link == link {
				return true
			}
		}
		return false
	}
	if f.detail {
		for _, p := range w.people {
			if f.about(p.Link) {
				return true
			}
		}
		return false
	}
	links := f.links()
	return len(links) > 0 && !slices.ContainsFunc(links, func(link string) bool { return !known(link) })
}

func (w *World) fetchesOwnOnly() error {
	for _, f := range fetchesOf(w.Entries()) {
		if !w.isOurs(f) {
			return broken("every fetch to be of the data of somebody who was asked for", "one of "+f.list(), f.call.Seq)
		}
	}
	return nil
}

func (w *World) filtersLists() error {
	for _, f := range fetchesOf(w.Entries()) {
		if !f.detail && len(f.links()) == 0 {
			return broken("every list to be filtered by link", "a fetch of "+f.list(), f.call.Seq)
		}
	}
	return nil
}
