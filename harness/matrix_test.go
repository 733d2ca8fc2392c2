package harness_test

import (
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
	"github.com/belvo-mock/belvo-mock/harness/report"
	"github.com/belvo-mock/belvo-mock/internal/pipenet"
)

// inside is a network of pipes, for a bubble of virtual time.
func inside() harness.Network {
	pipes := &pipenet.Network{}
	var hosts atomic.Int64
	return harness.Network{
		Listen: func(address string) (net.Listener, error) {
			if address == "" {
				address = fmt.Sprintf("host-%d.test:80", hosts.Add(1))
			}
			return pipes.Listen(address)
		},
		Dial: pipes.DialContext,
	}
}

// judged checks the reference client with a bug, in virtual time.
func judged(t *testing.T, bug string, cfg harness.Config) (found report.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		cfg.Network = inside()
		cfg.Client = reference.New(reference.Options{Bug: bug, Network: cfg.Network})
		var err error
		if found, err = harness.Check(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
	})
	return found
}

// explain is what a report says of all that did not pass.
func explain(t *testing.T, r report.Report) {
	t.Helper()
	for _, v := range r.Verdicts {
		if v.Verdict == report.Pass || v.Verdict == report.Disabled {
			continue
		}
		t.Logf("%s %s %q at %q: %s", v.Verdict, v.ID, v.Scenario, v.Step, v.Why)
		for _, line := range v.Timeline {
			t.Log(line)
		}
	}
}

// The correct client passes every plan, with whatever seed.
func TestTheCorrectClientPasses(t *testing.T) {
	for seed := range uint64(1) {
		found := judged(t, "", harness.Config{Seed: seed})
		if found.Exit != 0 || found.Counts.Warn > 0 || found.Counts.Inconclusive > 0 || found.Counts.NotApplicable > 0 {
			explain(t, found)
			t.Fatalf("seed %d: %+v, exit %d", seed, found.Counts, found.Exit)
		}
	}
}
