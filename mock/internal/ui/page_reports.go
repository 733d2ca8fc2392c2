package ui

import (
	"context"
	"net/url"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A run is a report at a glance.
type run struct {
	control.ReportInfo
	Page    string
	Tallies []tally
	Done    int // verdicts that there are
	Tone    string
	Word    string
}

// A tally is how many verdicts are of a kind.
type tally struct {
	look
	N int
}

// A look is how a kind of verdict is shown, by a word and a sign, so that colour
// only helps.
type look struct {
	Kind string
	Word string
	Sign string
	Tone string
	Open bool // whether its verdicts are shown whole
}

// looks are all kinds, what matters most first.
var looks = []look{
	{"error", "error of ours", "‼", "fail", true},
	{"fail", "failed", "✗", "fail", true},
	{"inconclusive", "inconclusive", "?", "note", true},
	{"warn", "warned", "!", "warn", true},
	{"pass", "passed", "✓", "ok", false},
	{"not_applicable", "not applicable", "–", "idle", false},
	{"disabled", "left out", "·", "idle", false},
}

// A gallery is the page of all reports.
type gallery struct {
	Runs    []run
	Command string
	Trial   string
}

// showReports is the page of all runs of check against this server.
func showReports(ctx context.Context, v *visit) (any, error) {
	all, err := v.server.host.Reports(ctx)
	if err != nil {
		return nil, err
	}
	out := gallery{
		Command: "belvo-mock check --client client.yaml --server " + quote(v.Base()),
		Trial:   "belvo-mock check --server " + quote(v.Base()),
	}
	for _, info := range all {
		out.Runs = append(out.Runs, runOf(info))
	}
	return out, nil
}

func runOf(info control.ReportInfo) run {
	r := run{ReportInfo: info, Page: "/reports/" + url.PathEscape(info.ID)}
	c := info.Counts
	counted := map[string]int{
		"pass": c.Pass, "fail": c.Fail, "warn": c.Warn, "inconclusive": c.Inconclusive,
		"not_applicable": c.NotApplicable, "disabled": c.Disabled, "error": c.Error,
	}
	for _, l := range looks {
		r.Tallies = append(r.Tallies, tally{l, counted[l.Kind]})
		r.Done += counted[l.Kind]
	}
	r.Word, r.Tone = r.judged()
	return r
}

// judged says how a run stands or ended.
func (r run) judged() (word, tone string) {
	if r.State == control.ReportRunning {
		if r.Counts.Fail+r.Counts.Error > 0 {
			return "running, has failures", "fail"
		}
		return "running", "note"
	}
	exit := -1
	if r.Exit != nil {
		exit = *r.Exit
	}
	switch exit {
	case 0:
		return "keeps the contract", "ok"
	case 1:
		return "breaks the contract", "fail"
	case 3:
		return "not judged", "note"
	case 4:
		return "an error of ours", "fail"
	default:
		return "ended", "idle"
	}
}

// Running tells whether verdicts still come.
func (r run) Running() bool { return r.State == control.ReportRunning }

// Planning is how many verdicts there will be, as far as is known.
func (r run) Planning() int { return max(r.Planned, r.Done) }

// Took is how long the run took, or has taken so far.
func (r run) Took() time.Duration {
	if r.Running() {
		return r.Updated.Sub(r.Started).Round(time.Second)
	}
	return (time.Duration(r.TookMS) * time.Millisecond).Round(100 * time.Millisecond)
}

// reportsBell rings for each report that has changed.
func reportsBell(ctx context.Context, h control.Host) <-chan struct{} {
	rings := make(chan struct{}, 1)
	go func() {
		for _, err := range h.FollowReports(ctx) {
			if err != nil {
				return
			}
			select {
			case rings <- struct{}{}:
			default: // it rings already
			}
		}
	}()
	return rings
}
