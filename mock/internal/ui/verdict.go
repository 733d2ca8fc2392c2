package ui

import "strings"

// A verdict is how a chain stands, in one word.
type verdict string

// The verdicts, from the one that asks most for attention.
const (
	gaveUp       verdict = "gave_up"       // every attempt failed
	jobFailed    verdict = "failed_job"    // the bank did not bring what was asked for
	refused      verdict = "refused"       // the client found fault with the webhook
	notSent      verdict = "dropped"       // a fault kept the webhook from being sent
	nobodyTold   verdict = "no_subscriber" // there was no webhook URL
	pending      verdict = "pending"       // something is still to come
	retried      verdict = "retried"       // acknowledged, but not at the first attempt
	acknowledged verdict = "acknowledged"  // at the first attempt
	quiet        verdict = "quiet"         // nothing was to be told
)

// verdicts are all of them, with how they are told and in which tone.
var verdicts = []struct {
	Verdict     verdict
	Title, Tone string
}{
	{gaveUp, "Gave up", "fail"},
	{jobFailed, "Job failed", "fail"},
	{refused, "Refused", "fail"},
	{notSent, "Dropped", "warn"},
	{nobodyTold, "No subscriber", "warn"},
	{pending, "Pending", "note"},
	{retried, "Retried", "warn"},
	{acknowledged, "Acknowledged", "ok"},
	{quiet, "Nothing to tell", "idle"},
}

func (v verdict) Title() string {
	for _, row := range verdicts {
		if row.Verdict == v {
			return row.Title
		}
	}
	return string(v)
}

// Tone is the class that colours it.
func (v verdict) Tone() string {
	for _, row := range verdicts {
		if row.Verdict == v {
			return row.Tone
		}
	}
	return "idle"
}

// fails tells whether somebody has to look.
func (v verdict) fails() bool { return v.Tone() == "fail" || v == retried }

// verdict is the one of the chain's event that asks most for attention.
func (c *chain) verdict() verdict {
	worst := quiet
	for _, e := range c.Events {
		worst = moreUrgent(worst, e.verdict())
	}
	for _, j := range c.Jobs {
		switch {
		case strings.HasPrefix(j.State, "failed"):
			worst = moreUrgent(worst, jobFailed)
		case j.Ended.IsZero():
			worst = moreUrgent(worst, pending)
		}
	}
	return worst
}

func moreUrgent(a, b verdict) verdict {
	for _, row := range verdicts {
		if row.Verdict == a || row.Verdict == b {
			return row.Verdict
		}
	}
	return a
}

func (e event) verdict() verdict {
	tries, _ := e.tries()
	switch {
	case e.heard() && len(tries) > 1:
		return retried
	case e.heard():
		return acknowledged
	case e.State == "no_subscriber":
		return nobodyTold
	case e.State == "dropped":
		return notSent
	case len(tries) > 0 && tries[len(tries)-1].Outcome == "refused":
		return refused
	case e.State == "given_up":
		return gaveUp
	default:
		return pending
	}
}
