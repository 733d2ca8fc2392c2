package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// story says what has happened in a chain, in words for who has never seen one.
// What counts as heard is the webhook's.
func (c *chain) story(w control.Webhook) []string {
	var told []string
	for _, j := range c.Jobs {
		if text := j.story(); text != "" {
			told = append(told, text)
		}
	}
	told = append(told, c.fates(w)...)
	return append(told, c.after()...)
}

// fates say how the events fared, those together that fared alike.
func (c *chain) fates(w control.Webhook) []string {
	if len(c.Events) == 1 {
		return []string{c.Events[0].story(w)}
	}
	var told []string
	heard := []string{}
	for _, e := range c.Events {
		if tries, again := e.tries(); e.heard() && len(tries) == 1 && len(again) == 0 {
			heard = append(heard, e.Type)
			continue
		}
		told = append(told, e.Type+": "+e.story(w))
	}
	if len(heard) > 0 {
		told = append(told, fmt.Sprintf("%s acknowledged at the first attempt: %s.", plural(len(heard), "webhook was", "webhooks were"), strings.Join(heard, ", ")))
	}
	return told
}

func (j job) story() string {
	what := "collecting " + strings.ReplaceAll(strings.TrimPrefix(j.Resource, "br_"), "_", " ")
	if j.Task == "erase" {
		what = "deleting the link"
	}
	code, failed := strings.CutPrefix(j.State, "failed: ")
	switch {
	case failed:
		return fmt.Sprintf("The bank failed at %s: %s.", what, code)
	case j.State == "stuck":
		return fmt.Sprintf("The bank is %s and will never be done: a fault.", what)
	case j.State == "put off":
		return fmt.Sprintf("The bank is slow at %s, by a fault: due at %s.", what, j.Due.UTC().Format("15:04:05"))
	case j.Ended.IsZero():
		return fmt.Sprintf("The bank is %s, due at %s.", what, j.Due.UTC().Format("15:04:05"))
	default:
		return ""
	}
}

// story says how an event fared: why it was sent again, and how it ended.
func (e event) story(w control.Webhook) string {
	switch {
	case e.heard():
		return e.heardStory()
	case e.State == "no_subscriber":
		return "Nobody was told: no webhook URL is set, so the event stays here and is never sent."
	case e.State == "dropped":
		return "The webhook was never sent: a fault dropped it. A client that waits for it alone waits for ever."
	case e.State == "held":
		return "The webhook is held back until it is released."
	case len(e.Attempts) == 0:
		return "The webhook is on its way: no answer yet."
	case e.State == "given_up":
		return "Gave up after " + plural(len(e.Attempts), "attempt", "attempts") + ": " + reasons(e.Attempts) + ". It is not sent again by itself."
	}
	text := "Sent " + times(len(e.Attempts)) + " in vain: " + reasons(e.Attempts) + "."
	if due, ok := e.next(w); ok {
		text += " The next attempt is due at " + due.UTC().Format("15:04:05") + "."
	}
	return text
}

// heardStory is that of an event that was acknowledged at last.
func (e event) heardStory() string {
	tries, again := e.tries()
	last := tries[len(tries)-1]
	text := fmt.Sprintf("Acknowledged at the first attempt: %d in %s.", last.Status, span(ms(last.TookMS)))
	if n := len(tries) - 1; n > 0 {
		text = fmt.Sprintf("Retried %s: %s. Acknowledged at the %s attempt, %s after the first.",
			times(n), reasons(tries[:n]), ordinal(n+1), span(last.Ended.Sub(tries[0].Started)))
	}
	if len(again) > 0 {
		text += " Sent again by hand " + times(len(again)) + "."
	}
	return text
}

// reasons say why attempts were not heard, each once, in their order.
func reasons(failed []attempt) string {
	var whys []string
	for _, a := range failed {
		if why := a.why(); !slices.Contains(whys, why) {
			whys = append(whys, why)
		}
	}
	return strings.TrimRight(strings.Join(whys, "; then "), ".")
}

// why is an attempt's reason, beginning with who is meant.
func (a attempt) why() string {
	if strings.HasPrefix(a.Why, "answered ") {
		return "your receiver " + a.Why
	}
	return a.Why
}

// next is when a waiting event is tried again, by the webhook's gaps.
func (e event) next(w control.Webhook) (time.Time, bool) {
	n := len(e.Attempts)
	if e.State != "waiting" || n == 0 || n > len(w.Retry) {
		return time.Time{}, false
	}
	return e.Attempts[n-1].Started.Add(w.Retry[n-1]), true
}

// after says whether the client has read what it was told of.
func (c *chain) after() []string {
	told := slices.ContainsFunc(c.Events, func(e event) bool { return len(e.Attempts) > 0 })
	about := c.Resources()
	switch n := len(c.Reads) + c.More; {
	case n > 0:
		return []string{"Your client has read the data: " + plural(n, "GET", "GETs") + "."}
	case told && c.verdict() != jobFailed && slices.ContainsFunc(about, readable):
		return []string{"Not read yet: no GET of it has come."}
	}
	return nil
}

// readable tells whether a GET exists for what a webhook is about.
func readable(resource string) bool {
	return slices.Contains([]string{"accounts", "owners", "transactions", "bills", "balances"}, resource)
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
