package harness

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// retryingSteps are the sentences about how the client tries again, and ends
// trying.
func (w *World) retryingSteps() []Step {
	return []Step{{
		"the client gives up on {who}'s {res} within {n} attempts",
		"watches until two seconds are quiet, and counts the fetches",
		"the client gives up on Ana's transactions within 2 attempts",
		w.givesUp,
	}, {
		"the client waits at least {dur} before it fetches {who}'s {res} again",
		"measures from the refusal to the next fetch",
		"the client waits at least 2 seconds before it fetches Ana's transactions again",
		w.waitsBefore,
	}, {
		"the pauses between fetches of {who}'s {res} do not shrink",
		"wants pauses at all, none much shorter than the one before",
		"the pauses between fetches of Ana's transactions do not shrink",
		w.pausesGrow,
	}, {
		"the client asks no more for {who}'s data",
		"watches until two seconds are quiet, and wants no request since the client was told last",
		"the client asks no more for Ana's data",
		w.asksNoMore,
	}}
}

// Bounds of watching a client that tries again. Our choice.
const (
	quietLimit = 2 * time.Second  // without a call, after which it has given up
	restLimit  = 5 * time.Second  // likewise, where pauses that grow have to be over
	watchLimit = 20 * time.Second // then it goes on too long to be waited for
)

// watch lets time pass until so much of it was quiet, or too many calls came.
func (w *World) watch(limit time.Duration, enough func() bool) error {
	ctx, cancel := context.WithTimeout(w.ctx, watchLimit)
	defer cancel()
	if err := w.rest(ctx, limit, enough); err != nil {
		return err
	}
	return w.orGone(nil)
}

func (w *World) givesUp(who, resource string, n int) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	fetches := func() []fetch { return fetchesAbout(w.Entries(), p.Link, resource, 0) }
	if err := w.watch(quietLimit, func() bool { return len(fetches()) > n }); err != nil {
		return err
	}
	if all := fetches(); len(all) > n {
		return broken(fmt.Sprintf("at most %d attempts", n), fmt.Sprintf("%d, and it was not over", len(all)), lastOf(all))
	}
	return nil
}

func (w *World) waitsBefore(pause, who, resource string) error {
	d, err := durationOf(pause)
	if err != nil {
		return err
	}
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	var refused, again fetch // a declared one may be that which is waited for, but is never too early
	came, err := w.eventually(func(entries []journal.Entry) bool {
		refused, again = fetch{}, fetch{}
		for _, f := range fetchesAbout(entries, p.Link, resource, 0) {
			switch {
			case f.status == http.StatusTooManyRequests:
				refused = f
			case refused.status != 0 && again.path == "" && (!w.isDeclared(f) || f.call.Wall.Sub(refused.answer.Wall) >= d):
				again = f
			}
		}
		return again.path != ""
	})
	switch {
	case err != nil:
		return err
	case refused.status == 0:
		return never("the client fetched nothing of "+who+"'s "+resource, "do ACK-02 and FET-02 pass?")
	case !came:
		return broken("another attempt after "+d.String(), "none", refused.call.Seq)
	}
	if gap := again.call.Wall.Sub(refused.answer.Wall); gap < d {
		return broken("another attempt after "+d.String()+", as Retry-After says", "one after "+gap.Round(time.Millisecond).String(), again.call.Seq)
	}
	return nil
}

// shortestPause is what is no pause at all.
const shortestPause = 50 * time.Millisecond

func (w *World) pausesGrow(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	var last time.Duration
	fetches := slices.DeleteFunc(fetchesAbout(w.Entries(), p.Link, resource, 0), w.isDeclared)
	for i := 1; i < len(fetches); i++ {
		pause := fetches[i].call.Wall.Sub(fetches[i-1].call.Wall)
		if pause < shortestPause || pause+w.calm.lag() < last/2 {
			return broken("pauses that do not shrink", fmt.Sprintf("%s after one of %s", pause.Round(time.Millisecond), last.Round(time.Millisecond)), fetches[i].call.Seq)
		}
		last = pause
	}
	return nil
}

func (w *World) asksNoMore(who string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	asked := func() (n int, last uint64) {
		for _, e := range w.Entries() {
			if d, ok := e.Data.(journal.Call); ok && e.Seq > w.scene.stimulus && asksFor(d, p.Link, "") {
				n, last = n+1, e.Seq
			}
		}
		return n, last
	}
	if err := w.watch(quietLimit, func() bool { n, _ := asked(); return n > 0 }); err != nil {
		return err
	}
	if n, last := asked(); n > 0 {
		return broken("no request for the data of a link that has ended", fmt.Sprint(n), last)
	}
	return nil
}
