package mock_test

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A safe buffer can be written by several.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// brief is a catalogue's example that does not take long.
func brief(r fault.Rule) fault.Rule {
	r.On.Page, r.On.WebhookType, r.Times, r.Chance = 0, "", 2, nil
	for _, d := range []*control.Duration{&r.With.For, &r.With.Jitter} {
		*d = min(*d, control.Duration(2*time.Millisecond))
	}
	if r.Fault == "latency" {
		r.With.By = control.Duration(2 * time.Millisecond)
	}
	if r.With.BytesPerSecond > 0 || r.Fault == "slow_send" {
		r.With.BytesPerSecond = 1 << 20
	}
	r.With.Bytes = min(r.With.Bytes, 1000)
	return r
}

// Whatever two things go wrong at once, the provider goes on: nothing panics,
// time settles, and once the rules are gone all is as it was. A pair is the
// test's name.
func TestAnyTwoFaults(t *testing.T) {
	t.Parallel()
	const budget = 40
	rows, draws := fault.Catalogue(), rand.New(rand.NewPCG(1, 2))
	for range budget {
		one, two := rows[draws.IntN(len(rows))], rows[draws.IntN(len(rows))]
		t.Run(one.ID+" and "+two.ID, func(t *testing.T) {
			t.Parallel()
			log := &safeBuffer{}
			s := onStage(t, mock.Config{Seed: 7, Log: slog.New(slog.NewTextHandler(log, nil))})
			s.rule(brief(one.Example))
			s.rule(brief(two.Example))
			s.live()
			s.must(s.ClearFaults(t.Context()))
			_, err := s.Release(t.Context())
			s.must(err)
			s.settle()
			if a := s.collect(); a.status != 201 {
				t.Errorf("afterwards, a collection is answered %+v", a)
			}
			if strings.Contains(log.String(), "panic") {
				t.Errorf("something panicked: %s", log)
			}
		})
	}
}

// live does what a client does, whatever comes of it.
func (s *stage) live() {
	ctx, cancel := context.WithTimeout(s.Context(), 100*time.Millisecond)
	defer cancel()
	for _, path := range []string{"/api/accounts/", "/api/transactions/"} {
		s.call(ctx, "POST", path, period(guideLink), "X-Belvo-Request-Mode", "async")
	}
	s.call(ctx, "POST", "/api/transactions/", period(guideLink))
	s.settle()
	for _, page := range []string{"", "&page=2"} {
		s.call(ctx, "GET", list+page, "")
	}
}

// The same seed and the same calls give equal journals, also of what went wrong.
func TestFaultsRepeat(t *testing.T) {
	t.Parallel()
	run := func() []journal.Entry {
		s := onStage(t, mock.Config{Seed: 11, Width: 1, PublicURL: "http://belvo.example"})
		s.rule(fault.Rule{Fault: "lost_ack", Chance: new(0.5)})
		s.rule(fault.Rule{Fault: "error", On: fault.On{Method: "GET"}, Chance: new(0.5), With: fault.With{Code: "unexpected_error"}})
		s.rule(fault.Rule{Fault: "key_order"})
		s.rule(fault.Rule{Fault: "new_fields", Chance: new(0.3)})
		s.rule(fault.Rule{Fault: "reorder", With: fault.With{Order: "shuffle"}})
		for range 3 {
			s.ask()
			s.collect()
			s.settle()
			s.get(list)
			s.get("/api/links/")
		}
		page, err := s.Journal(s.Context(), journal.Query{Limit: 1000})
		s.must(err)
		return page.Items[1:] // after the webhook's URL was set
	}
	one, two := run(), run()
	opts := cmp.Options{
		cmpopts.IgnoreFields(journal.Entry{}, "Wall"),
		cmpopts.IgnoreFields(journal.Answer{}, "TookMS"),
		cmpopts.IgnoreFields(journal.AttemptData{}, "Wall", "TookMS", "URL", "AnswerHeader"),
		cmpopts.IgnoreFields(journal.Call{}, "Header"),
	}
	if diff := cmp.Diff(one, two, opts); diff != "" || len(one) < 40 {
		t.Errorf("%d lines (-first +second):\n%s", len(one), diff)
	}
}
