package harness

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// premiseSteps are the sentences about what must have happened before the rest
// can be judged. Where it has not, the scenario is inconclusive: what the client
// does wrong there is for another requirement.
func (w *World) premiseSteps() []Step {
	return []Step{{
		"the client fetches from {who}'s {res}",
		"waits until it has tried to fetch at all; without that nothing else can be judged",
		"the client fetches from Ana's transactions",
		w.fetchesFrom,
	}, {
		"the client comes for {who}'s {res}",
		"waits until it has tried to fetch since it was told last, and was not refused for its form; without that nothing else can be judged",
		"the client comes for Ana's transactions",
		w.comesFor,
	}, {
		"the provider has promised {who}'s {res}",
		"wants the request to have been accepted, to be answered later; without that nothing else can be judged",
		"the provider has promised Ana's transactions",
		w.hasPromised,
	}, {
		"the client has caught up with {who}'s {res}",
		"waits until the client holds what the provider has shown; without that nothing else can be judged",
		"the client has caught up with Ana's transactions",
		w.hasCaughtUp,
	}}
}

func (w *World) fetchesFrom(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	came, err := w.eventually(func(entries []journal.Entry) bool {
		return len(fetchesAbout(entries, p.Link, resource, 0)) > 0
	})
	if err == nil && !came {
		err = never("the client fetched nothing of "+who+"'s "+resource, "do ACK-02 and FET-02 pass?")
	}
	return err
}

func (w *World) comesFor(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	fetches := func(entries []journal.Entry) []fetch {
		return fetchesAbout(entries, p.Link, resource, w.scene.stimulus)
	}
	came, err := w.eventually(func(entries []journal.Entry) bool { return len(fetches(entries)) > 0 })
	if err != nil {
		return err
	}
	if !came {
		return never("the client fetched nothing of "+who+"'s "+resource+" since it was told", "do ACK-02 and FET-02 pass?")
	}
	ctx, cancel := context.WithTimeout(w.ctx, refusalLimit)
	defer cancel()
	refused := func(entries []journal.Entry) bool { return fetches(entries)[0].status == http.StatusBadRequest }
	if err := w.until(ctx, refused); err != nil {
		return err
	}
	if refused(w.Entries()) {
		return never("the provider refused the fetch of "+who+"'s "+resource+" with 400", "does REQ-02 pass?")
	}
	return nil
}

// refusalLimit is how long we wait for an answer that may take its time. A
// refusal comes at once.
const refusalLimit = 100 * time.Millisecond

func (w *World) hasPromised(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	answer, err := w.answerTo(p, resource, 0)
	if err != nil {
		return err
	}
	if status := answer.Data.(journal.Answer).Status; status != http.StatusAccepted {
		return never(fmt.Sprintf("the provider answered the request for %s's %s at once, with %d", who, resource, status), "does REQ-01 pass?")
	}
	return nil
}

func (w *World) hasCaughtUp(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	return w.remember(p, resource)
}
