// Package sandbox is the provider without its HTTP: links, jobs, records,
// events and deliveries, and the rules that the vendor has for them.
package sandbox

import (
	"cmp"
	"context"
	"sync/atomic"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// Config is what a workspace is made of. All of it but Owner is required
// unless it says otherwise. As JSON it is what of it is the workspace's own, and
// not of the process that it is in.
type Config struct {
	Owner      string `json:"-"` // the secret id that opens it; names it in tokens
	Seed       uint64
	Terms      Terms
	Subscriber Subscriber    // the zero value: nobody is told
	Latency    time.Duration // how long the bank takes; 0 is at once
	Width      int           // deliveries at once
	Start      time.Time     // workspace time at the start; zero: the wall's
	Frozen     bool
	Limits     Limits
	FirstLink  bool // start with the guide's link
	// Scenario is played from the start: its personas, links, timeline and faults,
	// and the scale of its clock. The rest of it is in the other fields.
	// Nil: none.
	Scenario  *fixtures.Scenario
	From      *World         `json:"-"` // begin with this one, whose seed is Seed, but with Subscriber and Limits; nil: begin empty
	Log       Log            `json:"-"` // keeps what happens; nil: nobody does
	Fixtures  fixtures.Set   `json:"-"`
	Journal   journal.Limits `json:"-"`
	Cache     *Cache         `json:"-"` // shared by the workspaces of a process
	UserAgent string         `json:"-"`
	// Send makes one attempt. It must not outlive its context.
	Send func(context.Context, webhook.Request) webhook.Answer `json:"-"`
}

// InProcessOf is c with what is not its own, but that of a process, taken from
// another Config.
func (c Config) InProcessOf(other Config) Config {
	c.Fixtures, c.Journal, c.Cache, c.UserAgent, c.Send = other.Fixtures, other.Journal, other.Cache, other.UserAgent, other.Send
	return c
}

// A Workspace is one tenant's whole world. Requests and the passing of time
// are the only things that change it, and everything that happens in it is one
// line of its journal. It is safe for concurrent use.
type Workspace struct {
	owner     string
	seed      uint64
	path      seeded.Path
	terms     Terms
	latency   time.Duration
	fixtures  fixtures.Set
	agenda    *agenda.Agenda
	journal   *journal.Journal
	remember  int // how many deliveries that are over
	cache     *Cache
	userAgent string
	send      func(context.Context, webhook.Request) webhook.Answer
	stop      context.CancelFunc

	faulty atomic.Bool // whether there are rules, for those who do not hold mu

	mu     section
	log    Log
	moves  uint64 // of the clock that are kept
	state  state
	gates  map[string]chan struct{} // of requests that a webhook overtakes; closed once it was answered
	echoes []echo                   // the last asynchronous requests
}

// A Subscriber is who is told, and what counts as heard.
type Subscriber struct {
	URL           string // empty: nobody
	Authorization string // sent verbatim; empty: the header is left out
	Policy        webhook.Policy
}

// The kinds of items on a workspace's agenda.
const (
	itemJob      = "job"
	itemDelivery = "delivery"
	itemGroup    = "group"
	itemRefresh  = "refresh" // of a link, by its id; lasting
	itemConsent  = "consent" // of a link, by its id; lasting
	itemAct      = "act"     // of a timeline, by its id; lasting
)

// New makes a workspace and lets its time flow. End it with Close.
func New(cfg Config) *Workspace {
	w := &Workspace{
		owner: cfg.Owner, seed: cfg.Seed, path: seeded.World(cfg.Seed), terms: cfg.Terms,
		latency: cfg.Latency, fixtures: cfg.Fixtures, journal: journal.New(cfg.Journal),
		remember: cmp.Or(max(cfg.Journal.Entries, 0), journal.DefaultEntries),
		cache:    cfg.Cache, userAgent: cfg.UserAgent, send: cfg.Send, log: cfg.Log, state: newState(),
	}
	w.mu.publish = w.publish
	clock := agenda.Base{At: cfg.Start, Frozen: cfg.Frozen}
	if cfg.From != nil {
		w.state = cfg.From.state.clone()
		clock = w.state.Clock
		clock.Frozen = clock.Frozen || cfg.Frozen
		w.fixtures = cfg.Fixtures.With(w.state.Scenario.Personas)
	} else if cfg.Scenario != nil && cfg.Scenario.Clock != nil {
		clock.Scale = cfg.Scenario.Clock.Scale
	}
	w.agenda = agenda.New(agenda.Config{
		Start: clock.At, Frozen: clock.Frozen, Scale: clock.Scale, Width: cfg.Width, Run: w.run,
		Overlaps: func(kind string) bool { return kind == itemDelivery },
		Lasting:  func(kind string) bool { return kind == itemRefresh || kind == itemConsent || kind == itemAct },
	})
	w.begin(cfg)
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	go w.agenda.Follow(ctx)
	return w
}

// Close ends the workspace: open attempts are cancelled, waiters are let go,
// and nothing is written any more.
func (w *Workspace) Close() {
	w.stop()
	w.agenda.Stop()
	w.journal.Close()
}

// Drain lets the attempts that are under way end, but starts nothing more. It
// returns early when ctx ends.
func (w *Workspace) Drain(ctx context.Context) {
	w.stop()
	w.agenda.Wait(ctx)
}

// run does one item of the agenda.
func (w *Workspace) run(ctx context.Context, item agenda.Item) {
	switch item.Kind {
	case itemJob:
		w.runJob(item.ID)
	case itemDelivery:
		w.attempt(ctx, item.ID)
	case itemGroup:
		w.runGroup(item.ID)
	case itemRefresh:
		w.runRefresh(item.ID)
	case itemConsent:
		w.runConsent(item.ID)
	case itemAct:
		w.runAct(item.ID)
	}
}

// begin writes down with what the workspace begins, and goes on with what is
// pending there.
func (w *Workspace) begin(cfg Config) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keepTime()
	w.apply(subscriberSet{cfg.Subscriber})
	w.apply(limitsSet{cfg.Limits})
	if cfg.From != nil {
		w.resume()
		return
	}
	if cfg.FirstLink {
		w.addGuideLink()
	}
	if cfg.Scenario != nil {
		w.play(*cfg.Scenario)
	}
}

// apply is the only way in which a workspace changes. The caller holds mu.
func (w *Workspace) apply(c change) {
	if w.log != nil {
		w.keepTime()
	}
	w.do(c)
}

func (w *Workspace) do(c change) {
	c.to(&w.state)
	w.faulty.Store(len(w.state.Faults.Rules) > 0)
	if w.log != nil {
		w.mu.changes = append(w.mu.changes, c)
	}
}

// note writes a line of the journal, dated now.
func (w *Workspace) note(e journal.Entry) (seq uint64) {
	e.At, e.Wall = w.agenda.Now(), w.agenda.Wall()
	return w.journal.Append(e).Seq
}

// Note writes a line of the journal, dated now, for what happens at the edge,
// and returns its number.
func (w *Workspace) Note(e journal.Entry) (seq uint64) { return w.note(e) }

// Journal is what happened, for readers.
func (w *Workspace) Journal() *journal.Journal { return w.journal }

// Agenda is the workspace's clock and the work due on it.
func (w *Workspace) Agenda() *agenda.Agenda { return w.agenda }

// Terms are what the workspace's edition says, with what was overridden.
func (w *Workspace) Terms() Terms { return w.terms }

// Owner is the secret id that opens the workspace.
func (w *Workspace) Owner() string { return w.owner }

// Seed is what the workspace's world is derived from.
func (w *Workspace) Seed() uint64 { return w.seed }

// Latency is how long the bank takes.
func (w *Workspace) Latency() time.Duration { return w.latency }

// RequestID is the next id of an answer that has no job: a refusal, say.
func (w *Workspace) RequestID() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.apply(counted{Counts{Answers: 1}})
	return w.path.At("answer").Number(w.state.Counts.Answers).Hex()
}

// StrangerID is the request_id of an answer to somebody who has no workspace.
func StrangerID(parts ...string) string {
	return seeded.World(0).At("stranger").At(parts...).Hex()
}

// Numbers are what there is in a workspace, at a glance.
type Numbers struct {
	Links, Jobs, Deliveries, Events, Attempts int
}

// Numbers counts what there is.
func (w *Workspace) Numbers() Numbers {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.numbers()
}

func (s *state) numbers() Numbers {
	return Numbers{
		Links: len(s.Links), Jobs: len(s.Jobs), Deliveries: len(s.Deliveries), Events: s.Counts.Events, Attempts: s.Counts.Attempts,
	}
}

// A Cause is a request under way. What it brings about on the agenda waits
// until its answer has been written, however short the latency.
type Cause struct {
	hold      *agenda.Hold
	workspace *Workspace
	ahead     []string // requests whose webhook overtakes the answer
}

// Cause begins a request that may bring something about. End it with Answered.
func (w *Workspace) Cause() *Cause {
	return &Cause{hold: w.agenda.Hold(), workspace: w}
}

// Answered lets what the request brought about begin. It may be called twice.
func (c *Cause) Answered() {
	c.hold.Release()
}

// schedule puts an item on the agenda, behind the answer of its cause if there
// is one.
func (w *Workspace) schedule(cause *Cause, item agenda.Item) {
	if cause == nil {
		w.agenda.Add(item)
		return
	}
	cause.hold.Add(item)
}
