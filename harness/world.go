package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A World is one scenario: a workspace whose time stands still until a step
// moves it, a client, and the people whose data it is about. Steps are its
// methods.
type World struct {
	ctx         context.Context
	stop        context.CancelFunc
	workspace   control.Workspace
	subject     Subject
	offers      Offers
	edition     string
	requirement string // that is judged, by its id
	calm        *calibration
	http        *http.Client // for what we send ourselves
	network     Network
	began       time.Time // by the wall
	people      map[string]*Person
	silent      time.Duration // how long nothing had to happen
	scene       scene         // what steps remember
	sent        []*Sent
	output      string // what the client printed

	mu      sync.Mutex
	entries []journal.Entry
	changed chan struct{} // closed when there are more entries
	ended   error         // why there will be none; nil while there may be
}

// A Person has linked a bank account.
type Person struct {
	Name string
	Link string
}

// Context ends with the scenario.
func (w *World) Context() context.Context { return w.ctx }

// Workspace is the provider's side of the scenario.
func (w *World) Workspace() control.Workspace { return w.workspace }

// Subject is the client.
func (w *World) Subject() Subject { return w.subject }

// Offers are what the client lets us do.
func (w *World) Offers() Offers { return w.offers }

// Edition is the contract that holds.
func (w *World) Edition() string { return w.edition }

// Person finds somebody who has linked an account; an error if they have not.
func (w *World) Person(name string) (*Person, error) {
	p := w.people[name]
	if p == nil {
		return nil, fmt.Errorf("%s has not linked a bank account in this scenario; %v have", name, slices.Sorted(maps.Keys(w.people)))
	}
	return p, nil
}

// Link makes a link for somebody, as if they had finished the widget.
func (w *World) Link(name string, spec control.LinkSpec) (*Person, error) {
	link, err := w.workspace.AddLink(w.ctx, spec)
	if err != nil {
		return nil, fmt.Errorf("link %s: %w", name, err)
	}
	p := &Person{Name: name, Link: link.ID}
	w.people[name] = p
	return p, nil
}

// Ask has the client ask for somebody's data. The period is the last year up to
// the workspace's day.
func (w *World) Ask(p *Person, resource string) error {
	if !w.offers.Trigger {
		return notOffered("trigger")
	}
	a, err := w.asking(p, resource)
	if err != nil {
		return err
	}
	return w.AskFor(a)
}

// AskFor has the client ask.
func (w *World) AskFor(a Asking) error {
	if !w.offers.Trigger {
		return notOffered("trigger")
	}
	ctx, cancel := context.WithTimeout(w.ctx, triggerLimit)
	defer cancel()
	if err := w.subject.Ask(ctx, a); err != nil {
		return w.orGone(never("the client did not take the order to ask: "+err.Error(), "does the trigger of the client file work?"))
	}
	return nil
}

// Limits of the scenario's own waiting, by the wall. Our choice.
const (
	// triggerLimit is how long a client may take to take an order.
	triggerLimit = 15 * time.Second
	// ArrivalLimit is how long we wait for what the client has to do by itself.
	ArrivalLimit = 10 * time.Second
	// scenarioLimit ends a scenario whatever happens.
	scenarioLimit = 3 * time.Minute
)

// asking is what a client is told to ask for.
func (w *World) asking(p *Person, resource string) (Asking, error) {
	clock, err := w.workspace.Clock(w.ctx)
	if err != nil {
		return Asking{}, err
	}
	day := clock.Now.UTC()
	return Asking{
		Link: p.Link, Resource: resource,
		From: day.AddDate(-1, 0, 0).Format(time.DateOnly), To: day.Format(time.DateOnly),
	}, nil
}

// Held is what the client holds of somebody's data.
func (w *World) Held(p *Person, resource string) (Holding, error) {
	if !w.offers.Probe {
		return Holding{}, notOffered("probe")
	}
	ctx, cancel := context.WithTimeout(w.ctx, triggerLimit)
	defer cancel()
	h, err := w.subject.Held(ctx, Asking{Link: p.Link, Resource: resource})
	switch {
	case errors.Is(err, ErrNothingHeld):
		return Holding{}, err
	case err != nil:
		return h, w.orGone(never("the client's holding cannot be read: "+err.Error(), "does the probe of the client file work?"))
	}
	return h, nil
}

// orGone is err, or that the client is not there any more, which is its fault.
func (w *World) orGone(err error) error {
	if gone := w.subject.Gone(); gone != nil {
		return broken("the client goes on", gone.Error(), w.last())
	}
	return err
}

// Fault makes something go wrong at the provider.
func (w *World) Fault(r fault.Rule) error {
	_, err := w.workspace.AddFault(w.ctx, r)
	return err
}

// Advance moves the provider's time, and lets what falls due run to its end.
func (w *World) Advance(d time.Duration) error {
	_, err := w.workspace.Advance(w.ctx, control.Move{By: new(control.Duration(d))})
	return err
}

// RunUntil moves the provider's time until something of a kind that is pending
// has run: a job or a delivery. Retries that are due later stay. It is false if
// nothing is pending.
func (w *World) RunUntil(kind string) (bool, error) {
	clock, err := w.workspace.Clock(w.ctx)
	if err != nil {
		return false, err
	}
	for _, item := range clock.Pending {
		if item.Kind != kind {
			continue
		}
		to := item.Due
		if to.Before(clock.Now) {
			to = clock.Now
		}
		_, err := w.workspace.Advance(w.ctx, control.Move{To: &to})
		return true, err
	}
	return false, nil
}

// Silence lets the calibrated window pass, and counts the client's calls in it.
// It is the only thing that takes time without an event.
func (w *World) Silence() ([]journal.Entry, error) {
	window := w.calm.window()
	w.silent += window
	from := w.last()
	timer := time.NewTimer(window)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.ctx.Done():
		return nil, w.ctx.Err()
	}
	var calls []journal.Entry
	for _, e := range w.Entries() {
		if e.Kind == journal.KindCall && e.Seq > from {
			calls = append(calls, e)
		}
	}
	return calls, nil
}

// calibrate learns from a scenario how fast the client reacts: from the first
// acknowledgement of each request to the first call after it.
func (w *World) calibrate() {
	entries := w.Entries()
	told := map[string]bool{}
	for _, e := range entries {
		a, ok := e.Data.(journal.AttemptData)
		if !ok || a.Outcome != "acknowledged" || told[e.RequestID] {
			continue
		}
		told[e.RequestID] = true
		for _, f := range fetchesOf(entries) {
			if f.about(e.LinkID) && !f.call.Wall.Before(a.Wall) && !w.isDeclared(f) {
				w.calm.reacted(max(0, f.call.Wall.Sub(e.Wall))) // e is written when the acknowledgement has come
				break
			}
		}
	}
}

// since is how long the scenario has been under way.
func (w *World) since() time.Duration { return wall.Now().Sub(w.began) }
