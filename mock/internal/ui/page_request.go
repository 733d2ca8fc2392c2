package ui

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A requestPage is one chain, step by step.
type requestPage struct {
	card
	Steps []step
	Sent  *raw // the request; nil: there was none, or it is not kept any more
	Got   *raw // its answer
}

// A step is one thing that happened in a chain.
type step struct {
	At    time.Time
	After time.Duration // since the chain began
	Lane  string
	Text  string
	Tone  string
	Path  string // to more about it; empty: there is no more
}

// chain finds the one that the path names.
func (v *visit) chain() (*chain, error) {
	id := v.Request.PathValue("request_id")
	c := v.book.read().find(id)
	if c == nil {
		return nil, control.Refuse(control.NotFound, "", "Nothing is known of the request %s: it was never made here, or the journal has dropped it.", id)
	}
	return c, nil
}

// showRequest is the page of one card.
func showRequest(ctx context.Context, v *visit) (any, error) {
	c, err := v.chain()
	if err != nil {
		return nil, err
	}
	v.Title = "Request " + short(c.ID)
	p := requestPage{card: v.card(c), Steps: v.steps(c)}
	if c.Asked == nil {
		return p, nil
	}
	if asked, ok := entryAt(ctx, v.Workspace, c.Asked.Seq); ok {
		if d, is := asked.Data.(journal.Call); is {
			p.Sent = &raw{Title: "Request", Line: d.Method + " " + withQuery(d.Path, d.Query), Fields: fieldsOf(d.Header), Body: textOf(d.Body)}
		}
	}
	if answer, ok := entryAt(ctx, v.Workspace, c.Asked.Answer); ok {
		if d, is := answer.Data.(journal.Answer); is {
			p.Got = &raw{Title: "Answer", Line: strconv.Itoa(d.Status), Fields: fieldsOf(d.Header), Body: textOf(d.Body)}
		}
	}
	return p, nil
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// entryAt is one entry of the journal; false if it is not kept any more.
func entryAt(ctx context.Context, ws control.Workspace, seq uint64) (journal.Entry, bool) {
	if seq == 0 {
		return journal.Entry{}, false
	}
	page, err := ws.Journal(ctx, journal.Query{Since: seq - 1, Limit: 1})
	if err != nil || len(page.Items) == 0 || page.Items[0].Seq != seq {
		return journal.Entry{}, false
	}
	return page.Items[0], true
}

// steps are what happened in a chain, in the order of workspace time.
func (v *visit) steps(c *chain) []step {
	var all []step
	if x := c.Asked; x != nil {
		all = append(all,
			step{At: x.At, Lane: "Client", Text: x.Method + " " + withQuery(x.Path, x.Query)},
			step{At: x.Done, Lane: "Provider", Text: "answered " + strconv.Itoa(x.Status) + " in " + span(ms(x.TookMS)), Tone: toneOf(x.Status)})
	}
	for _, j := range c.Jobs {
		what := strings.TrimSpace(j.Task + " " + strings.TrimPrefix(j.Resource, "br_"))
		all = append(all, step{At: j.Accepted, Lane: "Bank job", Text: what + ": accepted, due " + j.Due.UTC().Format("15:04:05.000")})
		if !j.Ended.IsZero() {
			all = append(all, step{At: j.Ended, Lane: "Bank job", Text: what + ": " + j.State, Tone: j.tone()})
		}
	}
	for _, e := range c.Events {
		all = append(all, v.eventSteps(e)...)
	}
	for _, x := range c.Reads {
		all = append(all, step{At: x.At, Lane: "Client", Text: "GET " + withQuery(x.Path, x.Query) + ": " + strconv.Itoa(x.Status), Tone: toneOf(x.Status)})
	}
	slices.SortStableFunc(all, func(a, b step) int { return a.At.Compare(b.At) })
	for i := range all {
		all[i].After = all[i].At.Sub(c.Began)
	}
	return all
}

func (v *visit) eventSteps(e event) []step {
	page := v.At("deliveries", e.DeliveryID)
	all := []step{{At: e.At, Lane: "Webhook", Text: e.Type + " " + e.Code + " is raised", Path: page}}
	for _, a := range e.Attempts {
		all = append(all, step{
			At: a.Started, Lane: "Webhook", Tone: a.Tone(), Path: page,
			Text: "attempt " + strconv.Itoa(a.N) + ": " + cmp.Or(a.Why, "acknowledged with "+strconv.Itoa(a.Status)) + " (" + span(ms(a.TookMS)) + ")",
		})
	}
	if e.Line != "" && len(e.Attempts) == 0 {
		all = append(all, step{At: e.At, Lane: "Webhook", Text: e.Line, Tone: e.verdict().Tone(), Path: page})
	}
	return all
}

func (j job) tone() string {
	if strings.HasPrefix(j.State, "failed") {
		return "fail"
	}
	return "ok"
}
