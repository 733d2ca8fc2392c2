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
	for _, e := range c.Events {
		text := e.story(w)
		if len(c.Events) > 1 {
			text = e.Type + ": " + text
		}
		told = append(told, text)
	}
	return append(told, c.after()...)
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
	switch e.State {
	case "no_subscriber":
		return "Nobody was told: no webhook URL is set, so the event stays here and is never sent."
	case "dropped":
		return "The webhook was never sent: a fault dropped it. A client that waits for it alone waits for ever."
	case "held":
		return "The webhook is held back until it is released."
	}
	if len(e.Attempts) == 0 {
		return "The webhook is on its way: no answer yet."
	}
	last := e.Attempts[len(e.Attempts)-1]
	failed := e.Attempts
	if last.acknowledged() {
		failed = failed[:len(failed)-1]
	}
	return strings.TrimSpace(e.failures(failed) + " " + e.ending(last, w))
}

// failures say why attempts were not heard.
func (e event) failures(failed []attempt) string {
	if len(failed) == 0 {
		return ""
	}
	begin := "Sent " + times(len(failed)) + " in vain"
	switch e.State {
	case "delivered":
		begin = "Retried " + times(len(e.Attempts)-1)
	case "given_up":
		begin = "Gave up after " + plural(len(e.Attempts), "attempt", "attempts")
	}
	var whys []string
	for _, a := range failed {
		if why := a.why(); !slices.Contains(whys, why) {
			whys = append(whys, why)
		}
	}
	return begin + ": " + strings.Join(whys, "; then ") + "."
}

// why is an attempt's reason, beginning with who is meant.
func (a attempt) why() string {
	if strings.HasPrefix(a.Why, "answered ") {
		return "your receiver " + a.Why
	}
	return a.Why
}

// ending says how the last attempt left things.
func (e event) ending(last attempt, w control.Webhook) string {
	switch {
	case last.acknowledged() && len(e.Attempts) == 1:
		return fmt.Sprintf("Acknowledged at the first attempt: %d in %s.", last.Status, span(ms(last.TookMS)))
	case last.acknowledged():
		return fmt.Sprintf("Acknowledged at the %s attempt, %s after the first.", ordinal(len(e.Attempts)), span(last.Ended.Sub(e.Attempts[0].Started)))
	case e.State == "given_up":
		return "It is not sent again by itself."
	}
	if due, ok := e.next(w); ok {
		return fmt.Sprintf("The next attempt is due at %s.", due.UTC().Format("15:04:05"))
	}
	return ""
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
