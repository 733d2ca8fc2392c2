package ui

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// perPage is how many cards a page of the timeline has.
const perPage = 25

// A timeline is what happened in a workspace, a card for each request.
type timeline struct {
	Filter  filter
	Cards   []card
	Total   int    // of the chains that the filter takes
	All     int    // of all chains
	Older   string // path of the next page; empty: there is none
	Newer   string // likewise
	Failing string // path to the newest chain that somebody has to look at
	Counts  []count
	Types   []string
	Others  []exchange // newest first
	Advice  []advice
	Start   start // what to do where nothing has happened yet
}

// A count is how many chains have a verdict.
type count struct {
	Verdict verdict
	N       int
	Path    string // the page with these alone, or with all again
	On      bool
}

// A card is a chain as it is shown.
type card struct {
	*chain
	Verdict verdict
	Story   []string
	Plot    plot
	Page    string // path of its own page
	Resend  *action
	Visit   *visit
}

// showTimeline is the page of all chains.
func showTimeline(_ context.Context, v *visit) (any, error) {
	t, taken := v.timeline(v.book.read())
	v.cut(&t, taken)
	return t, nil
}

// timeline is what is told of all chains, and those that the filter takes, which
// are no cards yet.
func (v *visit) timeline(r reading) (t timeline, taken []*chain) {
	t = timeline{Filter: filterOf(v.Request.URL.Query()), All: len(r.chains), Start: v.start()}
	counts := map[verdict]int{}
	for _, c := range r.chains {
		counts[c.now]++
		if t.Failing == "" && c.now.fails() {
			t.Failing = v.At("requests", c.ID)
		}
		if t.Filter.takes(c) {
			taken = append(taken, c)
		}
		for _, resource := range c.about {
			if !slices.Contains(t.Types, resource) {
				t.Types = append(t.Types, resource)
			}
		}
	}
	slices.Sort(t.Types)
	t.Total = len(taken)
	t.Counts = v.counts(counts, t.Filter)
	t.Others, t.Advice = slices.Clone(r.other), r.advice
	slices.Reverse(t.Others)
	t.Others = t.Others[:min(len(t.Others), maxShownOthers)]
	return t, taken
}

const maxShownOthers = 20

// cut makes cards of one page.
func (v *visit) cut(t *timeline, taken []*chain) {
	page, _ := strconv.Atoi(v.Query("page")) // what is no number is the first
	page = min(max(page, 1), max(1, (len(taken)+perPage-1)/perPage))
	from, to := (page-1)*perPage, min(page*perPage, len(taken))
	for _, c := range taken[from:to] {
		t.Cards = append(t.Cards, v.card(c))
	}
	if to < len(taken) {
		t.Older = v.With("page", strconv.Itoa(page+1))
	}
	switch {
	case page == 2:
		t.Newer = v.With("page", "")
	case page > 2:
		t.Newer = v.With("page", strconv.Itoa(page-1))
	}
}

func (v *visit) counts(n map[verdict]int, f filter) []count {
	var all []count
	for _, row := range verdicts {
		if n[row.Verdict] == 0 && f.Verdict != row.Verdict {
			continue
		}
		c := count{Verdict: row.Verdict, N: n[row.Verdict], On: f.Verdict == row.Verdict, Path: v.With("verdict", string(row.Verdict))}
		if c.On {
			c.Path = v.With("verdict", "")
		}
		all = append(all, c)
	}
	return all
}

func (v *visit) card(c *chain) card {
	out := card{
		chain: c, Verdict: c.verdict(), Story: c.story(v.Info.Webhook), Plot: c.plot(time.Duration(v.Info.Webhook.Timeout)),
		Page: v.At("requests", c.ID), Visit: v,
	}
	if len(c.Events) == 1 && v.Info.Webhook.URL != "" {
		resend := v.act("Resend", "POST", "/deliveries/"+c.Events[0].DeliveryID+"/resend", struct{}{})
		resend.Key, resend.Said = "r", "Sent again."
		out.Resend = &resend
	}
	return out
}

// timelinePieces are the cards of chains that have changed, and what is told of
// all of them.
func timelinePieces(ctx context.Context, v *visit, since uint64) ([]piece, error) {
	if err := v.refresh(ctx); err != nil {
		return nil, err
	}
	r := v.book.read()
	t, _ := v.timeline(r)
	all, err := v.parts(t, "banner", "counts", "start", "others", "advice")
	if err != nil {
		return nil, err
	}
	first := v.Query("page") == "" || v.Query("page") == "1"
	for _, c := range slices.Backward(r.chains) {
		if c.Last <= since {
			continue
		}
		p := piece{ID: "card-" + c.ID, Gone: !t.Filter.takes(c)}
		if !p.Gone {
			if p.HTML, err = fragment(v, "one", v.card(c)); err != nil {
				return nil, err
			}
			if first && c.Born > since {
				p.Into = "cards"
			}
		}
		all = append(all, p)
	}
	return all, nil
}

// A start is what to do where nothing has happened yet.
type start struct {
	Ask     string // the curl of the first request; the password is a placeholder
	Webhook action
	Set     bool // whether a webhook URL is set
}

// guideLink is the link that the default workspace begins with.
const guideLink = "bcca0da9-a4c6-4830-9676-1d54682851d9"

func (v *visit) start() start {
	hook := v.act("Set", "PUT", "/webhook", map[string]string{"url": "http://127.0.0.1:3000/"})
	return start{
		Ask: "curl -u " + quote(v.Workspace.ID()+":") + `"$SECRET_PASSWORD" -H 'X-Belvo-Request-Mode: async' \` + "\n" +
			"  -H 'Content-Type: application/json' " + quote(v.Base()+"/api/transactions/") + ` \` + "\n" +
			`  -d '{"link": "` + guideLink + `", "date_from": "2026-01-01", "date_to": "2026-01-31"}'`,
		Webhook: hook, Set: v.Info.Webhook.URL != "",
	}
}
