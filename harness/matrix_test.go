package harness_test

import (
	"flag"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

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
		cfg.Client = reference.New(reference.Options{Bug: bug, Network: cfg.Network, Authorization: "Bearer reference"})
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
	for seed := range uint64(10) {
		found := judged(t, "", harness.Config{Seed: seed})
		if found.Exit != 0 || found.Counts.Warn > 0 || found.Counts.Inconclusive > 0 || found.Counts.NotApplicable > 0 {
			explain(t, found)
			t.Fatalf("seed %d: %+v, exit %d", seed, found.Counts, found.Exit)
		}
	}
}

// caught are the requirements that a client was found to break, each once, in
// the order of the catalogue.
func caught(r report.Report) []string {
	var ids []string
	for _, v := range r.Verdicts {
		if (v.Verdict == report.Fail || v.Verdict == report.Warn) && !slices.Contains(ids, v.ID) {
			ids = append(ids, v.ID)
		}
	}
	return ids
}

// Every bug is caught by the requirements that it breaks. What else a bug must
// not break is for the whole matrix, which takes minutes.
func TestEveryBugIsCaught(t *testing.T) {
	for _, bug := range reference.Bugs() {
		t.Run(bug.ID, func(t *testing.T) {
			found := judged(t, bug.ID, harness.Config{Seed: 1, Only: bug.Kills})
			for _, id := range bug.Kills {
				if !slices.Contains(caught(found), id) {
					explain(t, found)
					t.Errorf("%s (%s) is not caught by %s", bug.ID, bug.Summary, id)
				}
			}
		})
	}
}

var update = flag.Bool("update", false, "write docs/kill-matrix.md from a run of the whole matrix")

// No bug fails a requirement that it does not break, and the table in docs is
// what a run of every bug against every requirement gives. With MATRIX=1.
func TestKillMatrix(t *testing.T) {
	if os.Getenv("MATRIX") == "" && !*update {
		t.Log("only with MATRIX=1, as in .ci/run: it takes minutes")
		return
	}
	var b strings.Builder
	b.WriteString("# Which requirement catches which bug\n\nMade by `MATRIX=1 go test ./harness -run KillMatrix -update`: every seeded bug of the reference client against the full plan, in\nvirtual time. A bug fails what it breaks and nothing else.\n\n| bug | what is wrong | seen in | caught by |\n|---|---|---|---|\n")
	for _, bug := range reference.Bugs() {
		found := judged(t, bug.ID, harness.Config{Seed: 1})
		ids := caught(found)
		for _, id := range ids {
			if !slices.Contains(bug.Kills, id) {
				t.Errorf("%s (%s) is caught by %s, which it does not break", bug.ID, bug.Summary, id)
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", bug.ID, bug.Summary, bug.Seen, strings.Join(ids, " "))
	}
	const path = "../docs/kill-matrix.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(path)
	if diff := cmp.Diff(string(text), b.String()); err != nil || diff != "" {
		t.Errorf("%s is not current, %v (-it +run):\n%s", path, err, diff)
	}
}
