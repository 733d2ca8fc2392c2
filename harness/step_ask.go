package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/harness/report"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// askingSteps are the sentences about what the client asks for.
func (w *World) askingSteps() []Step {
	return []Step{{
		"the client asks for {who}'s {res}",
		"has the client ask for a year of data, and waits until the provider has answered",
		"the client asks for Ana's transactions",
		w.asks,
	}, {
		"the client tries to ask for {who}'s {res}",
		"likewise, but the client may say that it did not work",
		"the client tries to ask for Ana's transactions",
		w.triesToAsk,
	}, {
		"the provider gathers what was asked for",
		"lets the bank's time pass; notifications are kept back",
		"the provider gathers what was asked for",
		w.gather,
	}}
}

func (w *World) asks(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	after := w.last()
	if err := w.Ask(p, resource); err != nil {
		return err
	}
	answer, err := w.answerTo(p, resource, after)
	if err != nil {
		return err
	}
	if status := answer.Data.(journal.Answer).Status; status >= 300 {
		return never(fmt.Sprintf("the provider refused the request for %s's %s with %d", who, resource, status), "does REQ-02 pass?")
	}
	if w.scene.ahead {
		w.scene.ahead = false
		return w.overtaken(p, after)
	}
	return nil
}

// answerTo waits for the answer to the client's request for somebody's resource.
func (w *World) answerTo(p *Person, resource string, after uint64) (journal.Entry, error) {
	calls := map[uint64]bool{}
	return w.Await("a request for "+p.Name+"'s "+resource, "does the trigger of the client file make the client ask this provider?", triggerLimit, func(e journal.Entry) bool {
		switch d := e.Data.(type) {
		case journal.Call:
			calls[e.Seq] = e.Seq > after && asksFor(d, p.Link, resource)
		case journal.Answer:
			return calls[d.Call]
		}
		return false
	})
}

// asksFor tells whether a call asks for a link's resource, or for any if that
// is empty.
func asksFor(d journal.Call, link, resource string) bool {
	var body struct {
		Link string `json:"link"`
	}
	parts := strings.Split(strings.Trim(d.Path, "/"), "/")
	return d.Method == http.MethodPost && (resource == "" || parts[len(parts)-1] == resource) &&
		json.Unmarshal(d.Body.Text, &body) == nil && strings.EqualFold(body.Link, link)
}

// overtaken takes down what the client said to the notification that came
// before the answer.
func (w *World) overtaken(p *Person, after uint64) error {
	w.scene.tells(p.Link, after)
	e, err := w.Await("a notification before the answer", "", ArrivalLimit, func(e journal.Entry) bool {
		return e.Kind == journal.KindAttempt && e.LinkID == p.Link
	})
	if err != nil {
		return err
	}
	w.heard(e)
	return nil
}

func (w *World) triesToAsk(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	a, err := w.asking(p, resource)
	if err != nil {
		return err
	}
	return w.triesToAskFor(p, a)
}

// triesToAskFor has the client ask, and waits for the provider's answer, but
// neither has to come.
func (w *World) triesToAskFor(p *Person, a Asking) error {
	after := w.last()
	err := w.AskFor(a)
	if j, ok := errors.AsType[*judgement](err); err != nil && (!ok || j.kind != report.Inconclusive) {
		return err // but that it did not work is what the scenario is about
	}
	ctx, cancel := context.WithTimeout(w.ctx, max(attemptLimit, w.calm.window()))
	defer cancel()
	err = w.until(ctx, func(entries []journal.Entry) bool { return answered(entries, p, a.Resource, after) })
	return err
}

// attemptLimit is how long we wait for a request that may not come. Our choice.
const attemptLimit = time.Second

// answered tells whether the provider has answered the client's request for
// somebody's resource.
func answered(entries []journal.Entry, p *Person, resource string, after uint64) bool {
	calls := map[uint64]bool{}
	for _, e := range entries {
		switch d := e.Data.(type) {
		case journal.Call:
			calls[e.Seq] = e.Seq > after && asksFor(d, p.Link, resource)
		case journal.Answer:
			if calls[d.Call] {
				return true
			}
		}
	}
	return false
}
