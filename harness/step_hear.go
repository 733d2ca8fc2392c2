package harness

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// hearingSteps are the sentences about what the client says to what it is told.
func (w *World) hearingSteps() []Step {
	return slices.Concat(w.acknowledgingSteps(), w.refusingSteps())
}

func (w *World) acknowledgingSteps() []Step {
	return []Step{{
		"the client acknowledges {which} within {dur}",
		"wants a 2xx in that time; which 2xx is for ACK-01 alone",
		"the client acknowledges it within 5 seconds",
		w.acknowledges,
	}, {
		"the client acknowledges {n} in 100 within {dur}",
		"wants a 2xx in that time from so many of all notifications",
		"the client acknowledges 99 in 100 within 2 seconds",
		w.acknowledgesShare,
	}, {
		"the provider takes it for an acknowledgement",
		"wants the status that the contract's edition, or --ack, asks for",
		"the provider takes it for an acknowledgement",
		w.isTaken,
	}, {
		"the client does not redirect it",
		"wants another answer than 3xx",
		"the client does not redirect it",
		w.doesNotRedirect,
	}, {
		"the provider has no reason to retry",
		"wants no notification to be due again",
		"the provider has no reason to retry",
		w.noReasonToRetry,
	}}
}

func (w *World) refusingSteps() []Step {
	return []Step{{
		"the client refuses it with {status}",
		"wants an answer with that status",
		"the client refuses it with 400",
		w.refusesWith,
	}, {
		"the client refuses it",
		"wants a 4xx: neither an acknowledgement nor a failure of the client's own",
		"the client refuses it",
		func() error { return w.refused(0) },
	}, {
		"the client has refused what came before",
		"wants a 4xx, or that the connection was closed, for the last but one",
		"the client has refused what came before",
		func() error { return w.refused(1) },
	}, {
		"the client refuses it as not authorized",
		"wants 401 or 403",
		"the client refuses it as not authorized",
		w.refusesStranger,
	}, {
		"the refusal says that the sender is not authorized",
		"wants 401 or 403; another refusal is a warning",
		"the refusal says that the sender is not authorized",
		w.saysUnauthorized,
	}, {
		"the refusal names the request",
		"wants the request's id in the answer's body or header, with dashes or without",
		"the refusal names the request",
		w.namesRequest,
	}}
}

func (w *World) acknowledges(which, within string) error {
	limit, err := durationOf(within)
	if err != nil {
		return err
	}
	last, err := w.it()
	if err != nil {
		return err
	}
	if which == "it" {
		return w.inTime(last, limit)
	}
	for _, r := range w.scene.told {
		if r.first && !r.acknowledged() && family(w.requirement) == "IDM" {
			return never("the notification was not acknowledged when it came first: "+r.said(), "do ACK-01 and ACK-06 pass?")
		}
		if err := w.inTime(r, limit); err != nil {
			return err
		}
	}
	return nil
}

// inTime is an error unless the client acknowledged in time.
func (w *World) inTime(r reaction, limit time.Duration) error {
	if r.acknowledged() && r.took <= limit {
		return nil
	}
	if r.status >= 300 && r.status < 400 && family(w.requirement) != "ACK" {
		return never("the client answers notifications with a redirect, which nobody follows: "+r.said(), "does ACK-06 pass?")
	}
	return w.orGone(broken(fmt.Sprintf("a 2xx within %s", limit), r.said(), r.seq))
}

func (w *World) acknowledgesShare(share int, within string) error {
	limit, err := durationOf(within)
	if err != nil {
		return err
	}
	quick, slowest := 0, reaction{}
	for _, r := range w.scene.told {
		if r.acknowledged() && r.took <= limit {
			quick++
		} else if slowest.what == "" || r.took > slowest.took {
			slowest = r
		}
	}
	if all := len(w.scene.told); quick*100 < share*all {
		return broken(fmt.Sprintf("%d in 100 acknowledged within %s", share, limit), fmt.Sprintf("%d of %d; the slowest was %s", quick, all, slowest.said()), slowest.seq)
	}
	return nil
}

func (w *World) isTaken() error {
	r, err := w.it()
	if err != nil {
		return err
	}
	for _, e := range w.Entries() {
		if a, ok := e.Data.(journal.AttemptData); ok && e.Seq == r.seq && a.Outcome == "acknowledged" {
			return nil
		}
	}
	webhook, err := w.workspace.Webhook(w.ctx)
	if err != nil {
		return err
	}
	return broken(webhook.Ack+", which alone acknowledges here (--ack 2xx lets any 2xx do so)", r.said(), r.seq)
}

func (w *World) doesNotRedirect() error {
	r, err := w.it()
	if err == nil && r.status >= 300 && r.status < 400 {
		err = broken("an answer at this address; a redirect is not followed", r.said(), r.seq)
	}
	return err
}

func (w *World) noReasonToRetry() error {
	clock, err := w.workspace.Clock(w.ctx)
	if err != nil {
		return err
	}
	for _, item := range clock.Pending {
		if item.Kind != "delivery" {
			continue
		}
		at := slices.IndexFunc(w.scene.told, func(r reaction) bool { return r.delivery == item.ID })
		if at < 0 {
			return broken("no notification that is due again", "one is", 0)
		}
		return broken("no notification that is due again", w.scene.told[at].said(), w.scene.told[at].seq)
	}
	return nil
}

func (w *World) refusesWith(status string) error {
	r, err := w.it()
	if err == nil && fmt.Sprint(r.status) != status {
		err = w.orGone(broken("an answer with "+status, r.said(), r.seq))
	}
	return err
}

// refused is an error unless the client refused what was the last but so many.
// One that was too large may also be cut off.
func (w *World) refused(before int) error {
	at := len(w.scene.told) - 1 - before
	if at < 0 {
		return never("the client was sent nothing", "does the scenario send it something?")
	}
	r := w.scene.told[at]
	cut := r.sent != nil && r.status == 0 && !r.sent.TimedOut() && len(r.body) > tenMegabytes
	if r.status >= 400 && r.status < 500 || cut {
		return nil
	}
	return w.orGone(broken("a refusal, which is a 4xx", r.said(), r.seq))
}

func (w *World) refusesStranger() error {
	r, err := w.it()
	if err == nil && r.status != 401 && r.status != 403 {
		err = w.orGone(broken("401 or 403, whatever the body says", r.said(), r.seq))
	}
	return err
}

func (w *World) saysUnauthorized() error {
	r, err := w.it()
	if err == nil && r.status != 401 && r.status != 403 {
		err = blemish("401 or 403, which tell the provider what is wrong", r.said(), r.seq)
	}
	return err
}

// namedRequest finds the id of the request in a body that is no JSON.
var namedRequest = regexp.MustCompile(`"request_id"\s*:\s*"([0-9A-Za-z-]+)"`)

func (w *World) namesRequest() error {
	r, err := w.it()
	if err != nil {
		return err
	}
	found := namedRequest.FindSubmatch(r.body)
	if r.sent == nil || found == nil {
		return fmt.Errorf("what was sent names no request: %s", r.body)
	}
	id := strings.ToLower(strings.ReplaceAll(string(found[1]), "-", ""))
	said := string(r.sent.Answer)
	for _, values := range r.sent.Header {
		said += "\n" + strings.Join(values, "\n")
	}
	if strings.Contains(strings.ToLower(strings.ReplaceAll(said, "-", "")), id) {
		return nil
	}
	return broken("the request's id "+string(found[1])+" in the answer", fmt.Sprintf("%d with the body %.200q", r.status, r.sent.Answer), 0)
}
