package ui

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// Bounds of what a page shows of a verdict. Our choice.
const (
	shownLines  = 40 // of a timeline, around the one that decided
	soughtCards = 12 // requests of a verdict that are looked for
)

// requestIDs finds the ids of requests in what was sent.
var requestIDs = regexp.MustCompile(`"request_id":\s*"([0-9a-f-]{32,36})"`)

// prove cuts what the verdicts show to what decided, and finds the cards of their
// requests that are still there, in any workspace.
func (v *visit) prove(ctx context.Context, verdicts []judged) {
	for i := range verdicts {
		d := &verdicts[i]
		for _, id := range d.requests() {
			if path := v.find(ctx, id); path != "" {
				d.Cards = append(d.Cards, evidence{id, path})
			}
		}
		d.cut()
	}
}

// requests are those that the verdict's messages name, the first ones.
func (d *judged) requests() []string {
	var all []string
	for _, line := range d.Timeline {
		if line.Exchange == nil {
			continue
		}
		for _, found := range requestIDs.FindAllStringSubmatch(line.Exchange.Body, -1) {
			if len(all) < soughtCards && !slices.Contains(all, found[1]) {
				all = append(all, found[1])
			}
		}
	}
	return all
}

// find gives the path of a request's card; empty if no journal has it.
func (v *visit) find(ctx context.Context, id string) string {
	for _, info := range v.Others {
		ws, err := v.server.host.Open(ctx, info.SecretID)
		if err != nil {
			continue // it has ended since
		}
		page, err := ws.Journal(ctx, journal.Query{RequestID: id, Limit: 1})
		if err == nil && len(page.Items) > 0 {
			at := visit{Workspace: ws}
			return at.At("requests", id)
		}
	}
	return ""
}

// cut leaves the lines around the one that decided.
func (d *judged) cut() {
	all := d.Timeline
	decided := slices.IndexFunc(all, func(l evidenceLine) bool { return l.Mark == "bad" })
	if decided < 0 {
		decided = len(all) - 1
	}
	from := max(0, min(decided-shownLines/2, len(all)-shownLines))
	d.Timeline = all[from:min(len(all), from+shownLines)]
	d.Cut = len(all) - len(d.Timeline)
}

// anchorOf is the id of a verdict's element.
func anchorOf(id string, n int) string { return "v" + strconv.Itoa(n) + "-" + id }

// At is when, from the scenario's beginning.
func (l evidenceLine) At() string { return fmt.Sprintf("%+.3fs", float64(l.AtMS)/1000) }

// Way is from whom to whom.
func (l evidenceLine) Way() string {
	switch {
	case l.Mark == "silence":
		return ""
	case l.Mark == "lost":
		return l.From + " ⇥ lost"
	case l.From == l.To:
		return l.From
	default:
		return l.From + " → " + l.To
	}
}

// Tone is how the line looks.
func (l evidenceLine) Tone() string {
	return map[string]string{"good": "ok", "bad": "fail", "lost": "warn", "silence": "idle"}[l.Mark]
}

// Took is how long the scenario took.
func (d judged) Took() time.Duration {
	return (time.Duration(d.TookMS) * time.Millisecond).Round(10 * time.Millisecond)
}
