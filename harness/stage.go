package harness

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"github.com/belvo-mock/belvo-mock/internal/wall"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// seedOf is the seed of one scenario, so that a client with a long memory never
// meets an id twice.
func seedOf(seed uint64, id string, repeat int) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%s/%d", seed, id, repeat))
	return binary.BigEndian.Uint64(sum[:8]) >> 11 // 53 bits
}

// initialize lets godog run one scenario in a world of its own.
func (r *run) initialize(sc *godog.ScenarioContext, n int, byKey map[string]scenario) {
	w := &World{calm: r.calm, people: map[string]*Person{}, changed: make(chan struct{})}
	j := &judged{}
	var s scenario
	var end func() error
	sc.Before(func(ctx context.Context, pickle *godog.Scenario) (context.Context, error) {
		texts := make([]string, len(pickle.Steps))
		for i, step := range pickle.Steps {
			texts[i] = step.Text
		}
		s = byKey[keyOf(pickle.Uri, pickle.Name, texts)]
		if r.halted() {
			j.disabled = true
			return ctx, godog.ErrSkip
		}
		end, j.err = r.begin(ctx, w, s, n)
		if w.began.IsZero() {
			j.world = nil
		} else {
			j.world = w
		}
		return ctx, j.err
	})
	for _, step := range r.steps(w) {
		sc.Step(patterns.of(step), step.Do)
	}
	sc.StepContext().After(func(ctx context.Context, step *godog.Step, _ godog.StepResultStatus, err error) (context.Context, error) {
		if err != nil && j.err == nil && !j.disabled {
			j.err, j.step = err, step.Text
		}
		return ctx, nil
	})
	sc.After(func(ctx context.Context, _ *godog.Scenario, err error) (context.Context, error) {
		if err != nil && j.err == nil && !j.disabled {
			j.err = err
		}
		if end != nil {
			if err := end(); err != nil && j.err == nil {
				j.err = err
			}
		}
		r.judge(r.verdict(s, n, j))
		return ctx, nil
	})
}

func (r *run) halted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stopped
}

// patterns are the compiled sentences: a suite wants them for each scenario.
var patterns compiled

type compiled struct{ known sync.Map }

func (c *compiled) of(s Step) *regexp.Regexp {
	if p, ok := c.known.Load(s.Sentence); ok {
		return p.(*regexp.Regexp)
	}
	p := regexp.MustCompile(s.Pattern())
	c.known.Store(s.Sentence, p)
	return p
}

// begin makes the world of a scenario: its workspace, the client, and who is
// told. What it returns ends it, in any case.
func (r *run) begin(ctx context.Context, w *World, s scenario, n int) (end func() error, err error) {
	w.ctx, w.stop = context.WithTimeout(ctx, scenarioLimit)
	w.offers, w.edition, w.http, w.began = r.Client.Offers(), cmp.Or(s.edition, r.provider.Edition), posting(r.Network), wall.Now()
	w.network, w.requirement = r.Network, s.ID
	var cleanup []func() error
	followed := make(chan struct{})
	following := false
	end = func() error {
		err := w.finish()
		w.stop()
		if following {
			<-followed
		}
		w.http.CloseIdleConnections()
		for _, do := range slices.Backward(cleanup) {
			if failed := do(); failed != nil && err == nil {
				err = failed
			}
		}
		return err
	}
	where, remove, err := r.workspace(w, s.edition, seedOf(r.Seed, s.ID, n))
	if err != nil {
		return end, fails("make a workspace", err)
	}
	cleanup = append(cleanup, remove)
	page, err := w.workspace.Journal(w.ctx, journal.Query{Limit: 1})
	if err != nil {
		return end, fails("read the journal", err)
	}
	following = true
	go w.follow(page.Last, followed)
	w.subject, err = r.Client.Make(w.ctx, where)
	if err != nil {
		return end, never("the client did not come up: "+err.Error(), "does it start by hand, with the same environment?")
	}
	cleanup = append(cleanup, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
		defer cancel()
		return w.subject.Stop(ctx)
	})
	return end, r.introduce(w, s)
}

// stopLimit is how long a client may take to end.
const stopLimit = 20 * time.Second

// workspace is the scenario's own, of an edition or without one of the
// provider's, or for a client that runs already the default one, as if new.
func (r *run) workspace(w *World, edition string, seed uint64) (where Whereabouts, remove func() error, err error) {
	where = Whereabouts{BaseURL: r.provider.BaseURL, SecretID: r.provider.SecretID, SecretPassword: r.provider.SecretPassword}
	if !w.offers.Isolated {
		if w.workspace, err = r.provider.Host.Open(w.ctx, r.provider.SecretID); err != nil {
			return where, nil, err
		}
		if _, err = w.workspace.Reset(w.ctx, control.ResetSpec{Seed: &seed}); err != nil {
			return where, nil, err
		}
		_, err = w.workspace.SetClock(w.ctx, control.ClockSetting{Frozen: new(true)})
		return where, func() error { return nil }, err
	}
	made, err := r.provider.Host.Create(w.ctx, control.WorkspaceSpec{Seed: &seed, Edition: edition, Frozen: true})
	if err != nil {
		return where, nil, err
	}
	where.SecretID, where.SecretPassword = made.SecretID, made.SecretPassword
	w.workspace, err = r.provider.Host.Open(w.ctx, made.SecretID)
	return where, func() error { return w.workspace.End(context.WithoutCancel(w.ctx)) }, err
}

// introduce tells the provider where the client hears, and sees that it is
// there.
func (r *run) introduce(w *World, s scenario) error {
	spec := control.WebhookSpec{URL: w.subject.Callback(), Authorization: w.offers.Authorization, Ack: "2xx"}
	if s.ID == "ACK-01" {
		spec.Ack = "" // it alone judges which 2xx acknowledges
	}
	if _, err := w.workspace.SetWebhook(w.ctx, spec); err != nil {
		return fails("set the webhook to the client's callback", err)
	}
	if err := w.begin(); err != nil {
		return fails("keep notifications back", err)
	}
	if r.Network.Dial != nil {
		return nil // nothing of that network can be probed
	}
	reach, err := w.workspace.TestWebhook(w.ctx)
	if err != nil {
		return fails("test the callback", err)
	}
	for _, step := range reach.Steps {
		if !step.OK {
			return never("the client's callback "+reach.URL+" cannot be reached: "+step.Name+": "+step.Detail, "is the client running, and is the callback of the client file right?")
		}
	}
	return nil
}

// finish reads the rest of the journal, so that the timeline is whole, and what
// the client printed.
func (w *World) finish() error {
	if w.workspace == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), 5*time.Second)
	defer cancel()
	page, err := w.workspace.Journal(ctx, journal.Query{Limit: 1})
	if err != nil {
		return fails("read the journal", err)
	}
	for w.last() < page.Last {
		w.mu.Lock()
		more, ended := w.changed, w.ended
		w.mu.Unlock()
		if ended != nil {
			break
		}
		select {
		case <-more:
		case <-ctx.Done():
			return fails("read the journal to its end", ctx.Err())
		}
	}
	w.calibrate()
	if w.subject != nil {
		w.output = w.subject.Output()
	}
	if page.Dropped > 0 {
		return fmt.Errorf("the journal dropped %d entries, so nothing can be judged by it", page.Dropped)
	}
	return nil
}
