package ui

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// An eventPage is one webhook with all attempts to deliver it.
type eventPage struct {
	control.Delivery
	Verdict  verdict
	Story    string
	Plot     plot
	Request  string // path to its request's page; empty: nothing is known of it
	Tries    []try  // newest first
	Contract control.Comparison
	Diff     *comparison
	Resend   action
	Twice    action
	Edit     action // the form's, with the event's body
	Body     string // what an edit begins with
	Diffing  string // path that compares the last two attempts; empty: there are no two
}

// A try is an attempt with what was sent and what came back.
type try struct {
	attempt
	Took     time.Duration
	Open     bool // whether it is shown unfolded
	Kept     bool // whether the journal still has what was sent
	Compared bool // whether it was held against the contract
	Request  raw
	Answer   *raw // nil: none came
	Against  string
	Contract []control.Difference
}

// A comparison is how two bodies differ.
type comparison struct {
	From, To int // numbers of the attempts
	Lines    []difference
	Whole    bool // whether both could be read
}

// showEvent is the page of one delivery.
func showEvent(ctx context.Context, v *visit) (any, error) {
	id := v.Request.PathValue("id")
	d, err := v.Workspace.Delivery(ctx, id)
	if err != nil {
		return nil, err
	}
	kept, err := v.Workspace.Journal(ctx, journal.Query{DeliveryID: id})
	if err != nil {
		return nil, err
	}
	page := &eventPage{Delivery: d}
	if page.Contract, err = v.Workspace.Compare(ctx, id); err != nil {
		return nil, err
	}
	v.Title = d.Type + " " + d.Code
	page.tell(v, kept.Items)
	page.actions(v)
	return page, nil
}

// tell says what the delivery is, with what the journal has kept of it.
func (p *eventPage) tell(v *visit, kept []journal.Entry) {
	sent := map[int]journal.AttemptData{}
	for _, e := range kept {
		switch data := e.Data.(type) {
		case journal.AttemptData:
			sent[data.N] = data
		case journal.EventData:
			p.Body = pretty(data.Body.Text)
		}
	}
	e := eventOf(p.Delivery)
	p.Verdict, p.Story = e.verdict(), e.story(v.Info.Webhook)
	if len(e.Attempts) > 0 {
		p.Plot = e.alone(time.Duration(v.Info.Webhook.Timeout))
	}
	if v.book.read().find(p.RequestID) != nil {
		p.Request = v.At("requests", p.RequestID)
	}
	p.tries(v, e.Attempts, sent)
	p.compare(v.Query("diff"), sent)
}

// eventOf is a delivery as a chain has it.
func eventOf(d control.Delivery) event {
	e := event{DeliveryID: d.ID, Type: d.Type, Code: d.Code, State: d.State}
	for _, a := range d.Attempts {
		e.Attempts = append(e.Attempts, attempt{
			N: a.N, Started: a.At, Ended: a.At.Add(ms(a.TookMS)), Status: a.Status, Outcome: a.Outcome, Why: a.Why, TookMS: a.TookMS,
		})
	}
	if len(e.Attempts) > 0 {
		e.At = e.Attempts[0].Started
	}
	return e
}

func (p *eventPage) tries(v *visit, attempts []attempt, sent map[int]journal.AttemptData) {
	for i, a := range attempts {
		t := try{attempt: a, Took: ms(a.TookMS), Open: i == len(attempts)-1}
		if kept, there := sent[a.N]; there {
			t.Kept = true
			t.Request = raw{Title: "Request", Line: "POST " + kept.URL, Fields: fieldsOf(kept.RequestHeader), Body: textOf(kept.Request)}
			t.Answer = answerOf(kept)
		}
		if i > 0 {
			t.Against = v.With("diff", fmt.Sprintf("%d:%d", attempts[i-1].N, a.N))
			p.Diffing = t.Against
		}
		for _, d := range p.Contract.Items {
			if d.Attempt == a.N {
				t.Contract = append(t.Contract, d)
			}
		}
		t.Compared = slices.Contains(p.Contract.Compared, a.N)
		p.Tries = append(p.Tries, t)
	}
	slices.Reverse(p.Tries)
}

// answerOf is what came back; nil if nothing did.
func answerOf(a journal.AttemptData) *raw {
	if a.Status == 0 {
		return nil
	}
	return &raw{
		Title: "Answer", Line: strconv.Itoa(a.Status) + " " + http.StatusText(a.Status),
		Fields: fieldsOf(a.AnswerHeader), Body: textOf(a.Answer),
	}
}

// compare reads two numbers of attempts such as 1:2, and says how what was sent
// differs; what cannot be read is left out.
func (p *eventPage) compare(numbers string, sent map[int]journal.AttemptData) {
	var c comparison
	if n, _ := fmt.Sscanf(numbers, "%d:%d", &c.From, &c.To); n != 2 {
		return
	}
	from, there := sent[c.From]
	to, also := sent[c.To]
	if !there || !also {
		return
	}
	c.Lines, c.Whole = differences(from.Request.Text, to.Request.Text)
	p.Diff = &c
}

func (p *eventPage) actions(v *visit) {
	path := "/deliveries/" + p.ID + "/resend"
	p.Resend = v.act("Resend", "POST", path, struct{}{})
	p.Resend.Key, p.Resend.Said, p.Resend.Tone = "r", "Sent again.", "primary"
	p.Twice = v.act("Send twice", "POST", path, struct{}{})
	p.Twice.Times, p.Twice.Said = 2, "Sent twice."
	p.Edit = v.act("Edit and resend", "POST", path, map[string]any{"body": map[string]string{"webhook_type": p.Type}})
	p.Edit.Said = "Sent with what you wrote."
	if v.Info.Webhook.URL == "" {
		const nobody = "Nobody is told: set a webhook URL in the settings."
		p.Resend.Why, p.Twice.Why, p.Edit.Why = nobody, nobody, nobody
	}
}
