package mock

import (
	"context"
	"errors"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func (w workspace) Clock(context.Context) (control.Clock, error) {
	world, err := w.world()
	if err != nil {
		return control.Clock{}, err
	}
	c := world.Agenda().Clock()
	return control.Clock{Now: c.Now, Frozen: c.Frozen, Scale: c.Scale, Pending: pendingOf(c.Pending)}, nil
}

func pendingOf(items []agenda.Item) []control.Pending {
	pending := make([]control.Pending, len(items))
	for i, item := range items {
		pending[i] = control.Pending{Due: item.Due, Kind: item.Kind, ID: item.ID}
	}
	return pending
}

func (w workspace) SetClock(ctx context.Context, setting control.ClockSetting) (control.Clock, error) {
	world, err := w.world()
	if err != nil {
		return control.Clock{}, err
	}
	before := world.Agenda().Now()
	if err := world.SetClock(agenda.Setting(setting)); err != nil {
		field := "to"
		if setting.Scale != nil && !(*setting.Scale > 0 && *setting.Scale <= agenda.MaxScale) {
			field = "scale"
		}
		return control.Clock{}, control.Refuse(control.Invalid, field, "%v", err)
	}
	record(world, "clock.set", "", "", setting)
	if setting.To != nil {
		moved(world, before, setting.To.UTC(), 0)
	}
	return w.Clock(ctx)
}

// moved journals that time was moved by hand.
func moved(world *sandbox.Workspace, from, to time.Time, ran int) {
	world.Note(journal.Entry{
		Kind: journal.KindClock, Line: "time moved to " + to.Format(time.RFC3339),
		Data: journal.ClockData{From: from, To: to, Ran: ran},
	})
}

func (w workspace) Advance(ctx context.Context, move control.Move) (control.Run, error) {
	switch {
	case (move.By == nil) == (move.To == nil):
		return control.Run{}, control.Refuse(control.Invalid, "by", "Send either by or to.")
	case move.By != nil && *move.By < 0:
		return control.Run{}, control.Refuse(control.Invalid, "by", "%s is negative: time does not go back.", *move.By)
	}
	return w.travel("clock.advance", move, func(world *sandbox.Workspace) (agenda.Run, error) {
		if move.By != nil {
			return world.AdvanceBy(ctx, time.Duration(*move.By))
		}
		return world.Advance(ctx, *move.To)
	})
}

func (w workspace) Settle(ctx context.Context) (control.Run, error) {
	return w.travel("clock.settle", struct{}{}, func(world *sandbox.Workspace) (agenda.Run, error) { return world.Settle(ctx) })
}

func (w workspace) travel(action string, asked any, goes func(*sandbox.Workspace) (agenda.Run, error)) (control.Run, error) {
	world, err := w.world()
	if err != nil {
		return control.Run{}, err
	}
	record(world, action, "", "", asked)
	run, err := goes(world)
	if err == nil || run.Ran > 0 {
		moved(world, run.From, run.To, run.Ran)
	}
	return control.Run(run), told(err)
}

func (w workspace) Journal(_ context.Context, q journal.Query) (journal.Page, error) {
	world, err := w.world()
	if err != nil {
		return journal.Page{}, err
	}
	page, err := world.Journal().List(q)
	return page, told(err)
}

func (w workspace) Wait(ctx context.Context, wait control.Wait) ([]journal.Entry, error) {
	world, err := w.world()
	if err != nil {
		return nil, err
	}
	if err := checkWait(&wait); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(wait.Timeout))
	defer cancel()
	seen, err := world.Journal().Wait(ctx, wait.Match, wait.Since, wait.Count)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, &control.Error{
			Code: control.TimedOut, Message: "what was waited for did not happen within " + wait.Timeout.String(), Seen: seen,
		}
	}
	return seen, told(err)
}

// checkWait fills in what a wait leaves out and refuses what cannot be waited for.
func checkWait(wait *control.Wait) error {
	if wait.Timeout == 0 {
		wait.Timeout = control.DefaultWait
	}
	switch {
	case wait.Timeout < 0 || wait.Timeout > control.MaxWait:
		return control.Refuse(control.Invalid, "timeout", "%s is not above 0 and at most %s.", wait.Timeout, control.MaxWait)
	case wait.Count < 0:
		return control.Refuse(control.Invalid, "count", "%d is negative.", wait.Count)
	case wait.Match.Kind != "" && !wait.Match.Kind.Known():
		return control.Refuse(control.Invalid, "match.kind", "%q is none of %v.", wait.Match.Kind, journal.Kinds())
	}
	return nil
}
