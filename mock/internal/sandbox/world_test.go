package sandbox

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// A world that goes on makes again what was under way, under the same ids.
func TestWorldsGoOn(t *testing.T) {
	t.Parallel()
	open1 := make(chan struct{})
	var sent webhook.Request
	hangs := func(ctx context.Context, r webhook.Request) webhook.Answer {
		sent = r
		close(open1)
		<-ctx.Done()
		return webhook.Answer{}
	}
	w := open(t, func(cfg *Config) { cfg.FirstLink, cfg.Send = true, hangs })
	if _, err := w.Notify(Notice{Link: guideLink, Type: "ANY", Code: "thing"}); err != nil {
		t.Fatal(err)
	}
	<-open1
	transactions, _ := ResourceNamed("transactions")
	requestID, err := w.Start(nil, Ask{Resource: transactions, Link: guideLink, From: "2026-01-01", To: "2026-01-31", Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	world := w.World()
	r := &receiver{}
	next := open(t, func(cfg *Config) {
		cfg.From, cfg.Start, cfg.Subscriber, cfg.Send = world, time.Time{}, Subscriber{URL: "http://other/", Policy: cfg.Terms.Policy}, r.send
	})
	run, err := next.Settle(t.Context())
	if err != nil || !run.From.Equal(monday) || !run.To.Equal(monday.Add(time.Second)) {
		t.Errorf("it runs from %v to %v, %v", run.From, run.To, err)
	}
	if len(r.heard) != 2 || r.heard[0] != string(sent.Body) || !strings.Contains(r.heard[1], requestID) {
		t.Errorf("heard %q, want %q first and then %s", r.heard, sent.Body, requestID)
	}
	if n := w.World().Numbers(); n.Jobs != 1 {
		t.Errorf("the first world has %+v", n)
	}
}

// Held deliveries stay held, and what is over stays over.
func TestOnlyWhatIsPendingGoesOn(t *testing.T) {
	t.Parallel()
	world := EmptyWorld()
	for i, state := range []webhook.State{webhook.Held, webhook.Delivered, webhook.GivenUp, webhook.Dropped, webhook.NoSubscriber} {
		id := fmt.Sprint(i)
		deliverySet{Delivery: webhook.Delivery{ID: id, State: state, Due: monday}, Keep: 10}.to(&world.state)
	}
	world.state.Clock = agenda.Base{At: monday, Frozen: true, Scale: 1}
	r := &receiver{}
	w := open(t, func(cfg *Config) { cfg.From, cfg.Send = world, r.send })
	if run, err := w.Settle(t.Context()); err != nil || run.Ran != 0 || len(r.heard) != 0 {
		t.Errorf("%+v, %v, heard %v", run, err, r.heard)
	}
}

// Two worlds that begin with one share nothing that either writes.
func TestForksAreApart(t *testing.T) {
	t.Parallel()
	parent := open(t, func(cfg *Config) { cfg.FirstLink = true })
	transactions, _ := ResourceNamed("transactions")
	collect := func(w *Workspace) {
		ask := Ask{Resource: transactions, Link: guideLink, From: "2026-01-01", To: bankToday(w), Keep: true}
		if _, err := w.Retrieve(ask); err != nil {
			t.Error(err)
		}
		if _, err := w.AdvanceBy(t.Context(), time.Hour); err != nil {
			t.Error(err)
		}
	}
	for range 5 { // leaves room behind the moments of collection
		collect(parent)
	}
	world := parent.World()
	was, err := world.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	amount := "7"
	worlds := []*Workspace{parent}
	for range 3 {
		worlds = append(worlds, open(t, func(cfg *Config) { cfg.From = world }))
	}
	for i, w := range worlds {
		all.Go(func() {
			for range i + 1 {
				collect(w)
			}
			if _, err := w.AddMovement(guideLink, MovementChange{Amount: &amount}); err != nil {
				t.Error(err)
			}
			if _, err := w.Prepare(Registration{}); err != nil {
				t.Error(err)
			}
			if i == 2 {
				if err := w.Delete(guideLink); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if is, err := world.MarshalBinary(); err != nil || string(is) != string(was) {
		t.Errorf("the snapshot has changed to %s, from %s, %v", is, was, err)
	}
	for i, w := range worlds {
		n := len(w.state.Links)
		if i == 2 && n != 1 || i != 2 && n != 2 {
			t.Errorf("world %d has %d links", i, n)
		}
		if i != 2 && len(w.state.Links[guideLink].Collections["transactions"][0].Times) != 5+i+1 {
			t.Errorf("world %d was collected at %v", i, w.state.Links[guideLink].Collections)
		}
	}
}

func bankToday(w *Workspace) string { return w.Agenda().Now().Format(time.DateOnly) }

// A world goes on at the wall's pace, and one that stood still stands.
func TestTimeGoesOn(t *testing.T) {
	t.Parallel()
	at := agenda.Base{At: monday, Wall: monday.Add(time.Hour), Scale: 3}
	tests := []struct {
		name string
		base agenda.Base
		wall time.Time
		want time.Time
	}{
		{"an hour of the wall is three", at, monday.Add(2 * time.Hour), monday.Add(3 * time.Hour)},
		{"a wall that went back changes nothing", at, monday, monday},
		{"frozen", agenda.Base{At: monday, Wall: monday, Scale: 1, Frozen: true}, monday.Add(time.Hour), monday},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := tt.base
			want.At, want.Wall = tt.want, tt.wall
			if diff := cmp.Diff(want, tt.base.Rebased(tt.wall)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWorldsNeedTheirFixtures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		link Link
		want string
	}{
		{Link{ID: "l", Institution: "erebor_br_retail", Persona: "br_student"}, `link l is of persona "br_student", which the fixtures do not have`},
		{Link{ID: "l", Institution: "bag_end", Persona: "br_salaried"}, `link l is at institution "bag_end", which the fixtures do not have`},
	} {
		world := EmptyWorld()
		linkMade{Link: tt.link}.to(&world.state)
		if err := world.Check(fixtures.Bundled()); err == nil || err.Error() != tt.want {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}
