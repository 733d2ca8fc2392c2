package sandbox_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// An answer waits for the webhook that overtakes it until its attempt was
// answered, and for ten seconds at most.
func TestAnAnswerWaitsForTheWebhookAhead(t *testing.T) {
	tests := []struct {
		name  string
		rules []fault.Rule
		takes time.Duration // the receiver takes three seconds
		note  bool
	}{
		{"nothing overtakes", []fault.Rule{{Fault: "lost_ack"}}, 0, false},
		{"it is answered", []fault.Rule{{Fault: "before_answer"}}, 3 * time.Second, false},
		{"it is dropped", []fault.Rule{{Fault: "before_answer"}, {Fault: "drop"}}, 0, false},
		{"its job never ends", []fault.Rule{{Fault: "before_answer"}, {Fault: "job_never_ends"}}, 0, false},
		{"it is late", []fault.Rule{{Fault: "before_answer"}, {Fault: "delay", With: fault.With{By: 3600e9}}}, 10 * time.Second, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				terms, err := sandbox.TermsOf("guide")
				if err != nil {
					t.Fatal(err)
				}
				w := sandbox.New(sandbox.Config{
					Owner: "o", Seed: 7, Terms: terms, Latency: time.Minute, Width: 8, Frozen: true, FirstLink: true, Fixtures: fixtures.Bundled(),
					Subscriber: sandbox.Subscriber{URL: "http://receiver", Policy: terms.Policy}, Cache: sandbox.NewCache(0),
					Send: func(context.Context, webhook.Request) webhook.Answer {
						time.Sleep(3 * time.Second)
						return webhook.Answer{Status: 202}
					},
				})
				defer w.Close()
				for _, r := range tt.rules {
					if _, err := w.AddFault(r); err != nil {
						t.Fatal(err)
					}
				}
				cause := w.Cause()
				accounts, _ := sandbox.ResourceNamed("accounts")
				if _, err := w.Start(cause, sandbox.Ask{Resource: accounts, Link: "bcca0da9-a4c6-4830-9676-1d54682851d9", Keep: true}); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				cause.Overtaken(t.Context())
				took := time.Since(began)
				cause.Answered()
				page, err := w.Journal().List(journal.Query{Kinds: []journal.Kind{journal.KindFault}})
				if err != nil {
					t.Fatal(err)
				}
				note := slices.ContainsFunc(page.Items, func(e journal.Entry) bool { return strings.Contains(e.Line, "not answered in time") })
				if took != tt.takes || note != tt.note {
					t.Errorf("the answer waited %s, want %s; it is noted: %v", took, tt.takes, note)
				}
			})
		})
	}
}
