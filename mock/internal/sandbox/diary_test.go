package sandbox

import (
	"context"
	"encoding"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/internal/duration"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

var monday = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// A diary is a Log in memory. It is full after every so many entries.
type diary struct {
	every int

	mu      sync.Mutex
	world   []byte // of the last Rewrite
	entries [][]byte
	lost    error // of Wait
}

func (d *diary) Append(changes encoding.BinaryMarshaler) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, err := changes.MarshalBinary()
	if err != nil {
		panic(err)
	}
	d.entries = append(d.entries, text)
	return d.every > 0 && len(d.entries)%d.every == 0
}

func (d *diary) Rewrite(world encoding.BinaryMarshaler) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, err := world.MarshalBinary()
	if err != nil {
		panic(err)
	}
	d.world, d.entries = text, nil
}

func (d *diary) Wait(context.Context) error { return d.lost }

// read is the world that a diary holds.
func (d *diary) read(t *testing.T) *World {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	w := EmptyWorld()
	if d.world != nil {
		if err := w.UnmarshalBinary(d.world); err != nil {
			t.Fatal(err)
		}
	}
	for _, entry := range d.entries {
		if err := w.Apply(entry); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// A receiver is whom workspaces of tests tell. It answers 500 to what is lost.
type receiver struct {
	mu    sync.Mutex
	heard []string // bodies
}

func (r *receiver) send(_ context.Context, sent webhook.Request) webhook.Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heard = append(r.heard, string(sent.Body))
	if strings.Contains(string(sent.Body), "lost_thing") {
		return webhook.Answer{Status: 500}
	}
	return webhook.Answer{Status: 202}
}

// open makes a workspace that ends with the test.
func open(t testing.TB, edit func(*Config)) *Workspace {
	t.Helper()
	terms, err := TermsOf("guide")
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		Owner: "me", Seed: 7, Terms: terms, Start: monday, Frozen: true, Latency: time.Second, Width: 1, Fixtures: fixtures.Bundled(),
		Cache: NewCache(0), Subscriber: Subscriber{URL: "http://app/", Authorization: "Token x", Policy: terms.Policy},
		Send: new(receiver).send,
	}
	edit(&cfg)
	w := New(cfg)
	t.Cleanup(w.Close)
	return w
}

// live does to a workspace what can be done to one, and leaves some of it
// pending. After each step it goes on with the next workspace, and returns the
// last.
func live(t *testing.T, w *Workspace, next func(*Workspace) *Workspace) *Workspace {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		quiet(t, w)
		w = next(w)
	}
	transactions, _ := ResourceNamed("transactions")
	ask := func(link string) Ask {
		return Ask{Resource: transactions, Link: link, From: "2026-01-01", To: "2026-02-01", Keep: true}
	}
	amount, external := "12.5", "ana-7"
	one, err := w.Prepare(Registration{Movements: []MovementChange{{Amount: &amount}}, FetchResources: []string{"ACCOUNTS"}})
	check(err)
	other, err := w.Register(nil, Registration{
		Institution: "gringotts_co_retail", Login: map[string]string{"username": "co_salaried+x", "password": "p"}, ExternalID: &external,
		AccessMode: Single, FetchResources: []string{"OWNERS", "TRANSACTIONS"},
	})
	check(err)
	_, err = w.Start(nil, ask(one.ID))
	check(err)
	_, err = w.Settle(t.Context())
	check(err)
	_, err = w.Retrieve(ask(other.ID))
	check(err)
	unkept := ask(other.ID)
	unkept.Keep = false
	_, err = w.Retrieve(unkept)
	check(err)
	row, err := w.AddMovement(one.ID, MovementChange{Amount: &amount})
	check(err)
	_, err = w.AdvanceBy(t.Context(), time.Hour)
	check(err)
	_, err = w.ChangeMovement(one.ID, row.ID, MovementChange{Amount: &amount, Description: &external})
	check(err)
	check(w.RemoveMovement(one.ID, row.ID))
	page, err := w.List(Query{Resource: transactions, Links: []string{other.ID}, Page: 1, Size: 1})
	check(err)
	check(w.DeleteRecord(transactions, page.Rows[0].ID))
	recurrent, needed := Recurrent, TokenNeeded
	for _, goesOn := range []bool{true, false} {
		_, err = w.Modify(nil, other.ID, LinkChange{AccessMode: &recurrent, Status: &needed})
		check(err)
		_, err = w.Start(nil, ask(other.ID))
		refused, ok := errors.AsType[*Error](err)
		if !ok || refused.Session == nil {
			t.Fatalf("no token is asked for: %v", err)
		}
		if goesOn {
			_, err = w.Resume(nil, "transactions", refused.Session.ID, other.ID, "123456")
			check(err)
		}
	}
	gone, err := w.Prepare(Registration{})
	check(err)
	_, err = w.StartDelete(nil, gone.ID)
	check(err)
	tokens, err := w.NewTokens(TokenRequest{Scopes: "read_institutions,write_links"}, "http://here")
	check(err)
	grant, err := w.CheckToken(tokens.Access)
	check(err)
	visit, err := w.OpenVisit(tokens.Access, Wish{Countries: []string{"MX"}})
	check(err)
	_, err = w.ActInVisit(visit.ID, VisitAct{Outcome: "mfa:qr"})
	check(err)
	w.Spend(grant)
	w.RequestID()
	_, err = w.Settle(t.Context())
	check(err)
	scale := 2.5
	check(w.SetClock(agenda.Setting{Scale: &scale}))
	thing := Notice{Link: one.ID, Type: "ANY", Code: "lost_thing", Data: []byte(`{"a": "<&>"}`)}
	tell := func(_ webhook.Delivery, err error) { t.Helper(); check(err) }
	notified, err := w.Notify(thing)
	tell(notified, err)
	tell(w.Resend(notified.ID, webhook.Variation{Body: []byte("{"), Authorization: "Token y"}))
	tell(w.Notify(thing))
	_, err = w.Refresh(nil, one.ID, nil)
	check(err)
	return misbehave(t, w, one.ID, next)
}

// misbehave lets things go wrong, switches limits on, and leaves some of it
// under way, in parts as live does.
func misbehave(t *testing.T, w *Workspace, link string, next func(*Workspace) *Workspace) *Workspace {
	t.Helper()
	check := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		quiet(t, w)
		w = next(w)
	}
	rule := func(r fault.Rule) { t.Helper(); check(w.AddFault(r)) }
	notify := func() {
		t.Helper()
		check(w.Notify(Notice{Link: link, Type: "ANY", Code: "thing"}))
	}
	accounts, _ := ResourceNamed("accounts")
	rule(fault.Rule{ID: "slow", Fault: "job_slow", With: fault.With{By: duration.Duration(time.Minute)}})
	rule(fault.Rule{ID: "mixed", Fault: "reorder", With: fault.With{Order: "reverse", Of: 2, Within: duration.Duration(time.Hour)}})
	check(w.Start(nil, Ask{Resource: accounts, Link: link, Keep: true}))
	notify()
	check(w.Settle(t.Context()))
	check(nil, w.RemoveFault("slow"))
	w.ClearFaults()
	w.SetLimits(AllLimits())
	check(nil, w.Knock())
	open, err := w.Prepare(Registration{Institution: "ofmockbank_br_retail"})
	check(nil, err)
	check(w.Retrieve(Ask{Resource: accounts, Link: open.ID, Keep: true}))
	check(nil, w.Delete(open.ID))
	rule(fault.Rule{Fault: "lost_ack", Chance: new(0.5)})
	notify()
	rule(fault.Rule{Fault: "reorder", With: fault.With{Order: "shuffle", Within: duration.Duration(100 * 24 * time.Hour)}})
	notify()
	return w
}

// quiet runs what is due now to its end.
func quiet(t *testing.T, w *Workspace) {
	t.Helper()
	if _, err := w.AdvanceBy(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
}

func stays(w *Workspace) *Workspace { return w }

// staged is a scenario with acts that a life sees, and one that it does not.
func staged() *fixtures.Scenario {
	student := fixtures.Bundled().Personas[0]
	student.ID = "br_student"
	return &fixtures.Scenario{
		Version: 1, Name: "staged", Personas: []fixtures.Persona{student},
		Links: []fixtures.ScenarioLink{{Name: "bia", Persona: "br_student", Transactions: []fixtures.ScenarioRow{{Amount: "5", Status: "PENDING"}}}},
		Timeline: []fixtures.Act{
			{At: duration.Duration(10_000 * time.Hour), Link: "bia", Do: fixtures.DeleteLink},
			{At: duration.Duration(time.Minute), Link: "bia", Do: fixtures.SettlePending},
			{At: duration.Duration(time.Minute), Link: "bia", Do: fixtures.AddTransactions, Transactions: []fixtures.ScenarioRow{{Amount: "7"}}},
		},
	}
}

// The state is the fold of what was handed to the log, however often that was
// compacted.
func TestStateIsTheFoldOfItsLog(t *testing.T) {
	t.Parallel()
	for _, every := range []int{0, 1, 7} {
		t.Run(fmt.Sprintf("rewritten every %d", every), func(t *testing.T) {
			t.Parallel()
			log := &diary{every: every}
			w := live(t, open(t, func(cfg *Config) { cfg.FirstLink, cfg.Scenario, cfg.Log = true, staged(), log }), stays)
			w.Close()
			want, got := w.World(), log.read(t)
			want.state.Clock, got.state.Clock = agenda.Base{}, agenda.Base{} // dated when it was asked for
			if diff := cmp.Diff(want.state, got.state, exactly); diff != "" {
				t.Errorf("(-state +log):\n%s", diff)
			}
		})
	}
}

// A life in many parts is the same as one in one piece: what is remembered,
// what is pending, and what the receiver heard.
func TestLivesAreTheSameInParts(t *testing.T) {
	t.Parallel()
	whole, parted := &receiver{}, &receiver{}
	one := live(t, open(t, func(cfg *Config) { cfg.FirstLink, cfg.Scenario, cfg.Send = true, staged(), whole.send }), stays)
	log := &diary{every: 3}
	first := open(t, func(cfg *Config) { cfg.FirstLink, cfg.Scenario, cfg.Send, cfg.Log = true, staged(), parted.send, log })
	many := live(t, first, func(w *Workspace) *Workspace {
		w.Close()
		world := log.read(t)
		world.Resume()
		return open(t, func(cfg *Config) { cfg.From, cfg.Limits, cfg.Send, cfg.Log = world, world.Limits(), parted.send, log })
	})
	if diff := cmp.Diff(whole.heard, parted.heard); diff != "" {
		t.Errorf("heard (-in one piece +in parts):\n%s", diff)
	}
	if diff := cmp.Diff(one.Agenda().Clock(), many.Agenda().Clock()); diff != "" {
		t.Errorf("pending (-in one piece +in parts):\n%s", diff)
	}
	byWall := cmp.Options{exactly, cmp.FilterPath(func(p cmp.Path) bool {
		return p.String() == "Clock.Wall" || strings.HasSuffix(p.String(), ".Attempts.Wall") ||
			strings.HasSuffix(p.String(), ".Attempts.Why") // tells whether somebody waited meanwhile
	}, cmp.Ignore())}
	if diff := cmp.Diff(one.World().state, many.World().state, byWall); diff != "" {
		t.Errorf("state (-in one piece +in parts):\n%s", diff)
	}
}

// Every kind of change is made by what the fold's test does.
func TestEveryChangeIsLived(t *testing.T) {
	t.Parallel()
	log := &diary{}
	live(t, open(t, func(cfg *Config) { cfg.Scenario, cfg.Log = staged(), log }), stays).Close()
	text := string(slices.Concat(log.entries...))
	for name := range changes {
		if !strings.Contains(text, `"Kind":"`+name+`"`) {
			t.Errorf("%s never happens", name)
		}
	}
}

// What is begun under one lock is kept at once or not at all.
func TestWhatHappensTogetherIsKeptTogether(t *testing.T) {
	t.Parallel()
	log := &diary{}
	w := open(t, func(cfg *Config) { cfg.Log, cfg.FirstLink = log, true })
	before := len(log.entries)
	transactions, _ := ResourceNamed("transactions")
	if _, err := w.Start(nil, Ask{Resource: transactions, Link: guideLink, From: "2026-01-01", To: "2026-01-31"}); err != nil {
		t.Fatal(err)
	}
	if n := len(log.entries) - before; n != 1 || !strings.Contains(string(log.entries[before]), "link_counted") {
		t.Errorf("a job is kept in %d steps: %s", n, log.entries[before:])
	}
}

// An attempt leaves when its delivery is kept, and not before.
func TestNothingLeavesThatIsNotKept(t *testing.T) {
	t.Parallel()
	log, r := &diary{lost: errors.New("the disk is full")}, &receiver{}
	w := open(t, func(cfg *Config) { cfg.Log, cfg.FirstLink, cfg.Send = log, true, r.send })
	if _, err := w.Notify(Notice{Link: guideLink, Type: "ANY", Code: "thing"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Settle(t.Context()); err != nil || len(r.heard) != 0 {
		t.Errorf("heard %v, %v", r.heard, err)
	}
}
