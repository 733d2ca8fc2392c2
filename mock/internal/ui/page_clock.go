package ui

import (
	"context"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// How much the page of the clock shows. Our choice.
const (
	maxPending = 50
	maxShown   = 8   // moves
	maxLines   = 200 // of what ran
)

// A clockPage is how a workspace's time stands, what is due, and what ran.
type clockPage struct {
	Clock    control.Clock
	Freeze   action // or thaw
	Advances []action
	By       action
	To       action
	Set      action
	Scale    action
	Settle   action
	Later    time.Time // what the fields of moments begin with

	Pending []pendingRow
	More    int // that are not in Pending
	Held    []heldRow
	Release action
	Waiting *waiting // an Advance that has not ended; nil: none
	Moves   []move   // newest first
	Ran     []journal.Entry
	Ask     string // the curl that makes something pending, where nothing is; empty: there is no link
}

// A heldRow is a webhook that somebody has to release.
type heldRow struct {
	event
	Page string
}

// A waiting is what a move waits for.
type waiting struct {
	move
	Open  []control.Delivery // whose attempt is open
	Until time.Time          // the end of their windows at the latest, by the wall
}

// showClock is the page of the clock.
func showClock(ctx context.Context, v *visit) (any, error) {
	now := v.Info.Clock
	read := v.book.read()
	p := clockPage{Clock: now, Later: now.Now.Add(24 * time.Hour).Truncate(time.Hour)}
	v.clockActs(&p)
	c := castOf(read)
	for _, item := range now.Pending[:min(len(now.Pending), maxPending)] {
		p.Pending = append(p.Pending, v.pendingRow(item, c))
	}
	p.More = len(now.Pending) - len(p.Pending)
	for _, chain := range slices.Backward(read.chains) {
		for _, e := range chain.Events {
			if e.State == "held" {
				p.Held = append(p.Held, heldRow{e, v.At("requests", chain.ID)})
			}
		}
	}
	p.Moves = slices.Clone(read.moves)
	slices.Reverse(p.Moves)
	var err error
	if len(p.Pending) == 0 {
		if p.Ask, err = v.askAny(ctx); err != nil {
			return nil, err
		}
	}
	if p.Waiting, err = v.waiting(ctx, read); err != nil {
		return nil, err
	}
	p.Ran = v.ran(ctx, p.Moves)
	p.Moves = slices.DeleteFunc(p.Moves, func(m move) bool { return m.Done == 0 })
	p.Moves = p.Moves[:min(len(p.Moves), maxShown)]
	return p, nil
}

// clockPieces are all but the forms, in which somebody may be writing.
func clockPieces(ctx context.Context, v *visit, _ uint64) ([]piece, error) {
	if err := v.refresh(ctx); err != nil {
		return nil, err
	}
	p, err := showClock(ctx, v)
	if err != nil {
		return nil, err
	}
	return v.parts(p, "banner", "now", "waiting", "due", "held", "moves")
}

func (v *visit) clockActs(p *clockPage) {
	on := !p.Clock.Frozen
	p.Freeze = v.act("Freeze", "PUT", "/clock", control.ClockSetting{Frozen: &on})
	p.Freeze.Said = "Time stands still."
	if p.Clock.Frozen {
		p.Freeze.Label, p.Freeze.Said = "Let it flow", "Time flows."
	}
	const moved = "{ran} ran, {pending} pending."
	for _, step := range []struct {
		label string
		by    time.Duration
	}{{"10 s", 10 * time.Second}, {"1 min", time.Minute}, {"1 h", time.Hour}, {"1 day", 24 * time.Hour}} {
		by := control.Duration(step.by)
		a := v.act(step.label, "POST", "/clock/advance", control.Move{By: &by})
		a.Said = moved
		p.Advances = append(p.Advances, a)
	}
	form := func(label, method, path, said string) action {
		a := v.act(label, method, path, nil)
		a.Said, a.Tone = said, "plain"
		return a
	}
	p.By = form("Advance", "POST", "/clock/advance", moved)
	p.To = form("Go there", "POST", "/clock/advance", moved)
	p.Set = form("Set", "PUT", "/clock", "The clock is set.")
	p.Scale = form("Pace", "PUT", "/clock", "Time has another pace.")
	p.Settle = v.act("Settle", "POST", "/clock/settle", struct{}{})
	p.Settle.Tone, p.Settle.Said = "primary", moved
	p.Release = v.act("Release all", "POST", "/deliveries/release", struct{}{})
	p.Release.Tone, p.Release.Said = "primary", "They are on their way."
}

// waiting is what the move that is under way waits for.
func (v *visit) waiting(ctx context.Context, read reading) (*waiting, error) {
	m, is := under(read.moves)
	if !is {
		return nil, nil
	}
	all, err := v.Workspace.Deliveries(ctx)
	if err != nil {
		return nil, err
	}
	w := waiting{move: m, Until: read.wall.Add(time.Duration(v.Info.Webhook.Timeout))}
	for _, d := range all {
		if d.State == "sending" {
			w.Open = append(w.Open, d)
		}
	}
	if len(w.Open) == 0 {
		return nil, nil
	}
	return &w, nil
}

// ran are the lines of the journal that the newest move has brought; none where
// the journal has dropped some of them.
func (v *visit) ran(ctx context.Context, newest []move) []journal.Entry {
	i := slices.IndexFunc(newest, func(m move) bool { return m.Done != 0 })
	if i < 0 {
		return nil
	}
	page, err := v.Workspace.Journal(ctx, journal.Query{
		Since: newest[i].Seq, Limit: maxLines,
		Kinds: []journal.Kind{journal.KindJob, journal.KindEvent, journal.KindAttempt, journal.KindDelivery, journal.KindFinding},
	})
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(page.Items, func(e journal.Entry) bool { return e.Seq > newest[i].Done })
}

// askAny asks for the transactions of the first link.
func (v *visit) askAny(ctx context.Context) (string, error) {
	found, err := v.Workspace.Links(ctx, control.LinkQuery{Limit: 1})
	if err != nil || len(found.Items) == 0 {
		return "", err
	}
	return v.asks("transactions", "/api/transactions/", found.Items[0].ID), nil
}
