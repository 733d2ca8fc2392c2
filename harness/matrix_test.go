package harness_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/features"
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

// judged checks the reference client with a bug, in virtual time. It looks by
// itself after a minute only, or that would hide what it has missed.
func judged(t *testing.T, bug string, cfg harness.Config) (found report.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		cfg.Network = inside()
		cfg.Client = reference.New(reference.Options{Bug: bug, Network: cfg.Network, Authorization: "Bearer reference", PollsWithin: time.Minute})
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

// whole tells whether there is time for ten seeds and for every bug, as in
// .ci/soak without the race detector. Else a sample is taken.
func whole() bool { return os.Getenv("MATRIX") != "" }

// The correct client passes what is asked of it, with whatever seed: all of it
// with ten seeds, or a sample.
func TestTheCorrectClientPasses(t *testing.T) {
	seeds, only := uint64(10), []string(nil)
	if !whole() {
		seeds, only = 1, sample(t, 10)
	}
	for seed := range seeds {
		found := judged(t, "", harness.Config{Seed: seed, Only: only})
		if found.Exit != 0 || found.Counts.Warn > 0 || found.Counts.Inconclusive > 0 || found.Counts.NotApplicable > 0 {
			explain(t, found)
			t.Fatalf("seed %d: %+v, exit %d", seed, found.Counts, found.Exit)
		}
	}
}

// drawn is where samples come from: the same in every run, so that what fails
// fails again.
func drawn() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// sample is some requirements that are tested.
func sample(t *testing.T, n int) []string {
	t.Helper()
	requirements, err := harness.Requirements(features.FS())
	if err != nil {
		t.Fatal(err)
	}
	requirements = slices.DeleteFunc(requirements, func(r harness.Requirement) bool { return r.NotTested != "" })
	draws, ids := drawn(), make([]string, n)
	for i := range ids {
		ids[i] = requirements[draws.IntN(len(requirements))].ID
	}
	return ids
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

// Bugs are caught by the requirements that they break, and by no others: the
// whole plan finds what Kills and Consequences say, with a seed that stays the
// same.
func TestBugsAreCaught(t *testing.T) {
	bugs := reference.Bugs()
	drawn().Shuffle(len(bugs), func(i, j int) { bugs[i], bugs[j] = bugs[j], bugs[i] })
	if !whole() {
		bugs = bugs[:2]
	}
	for _, bug := range bugs {
		t.Run(bug.ID, func(t *testing.T) {
			found := judged(t, bug.ID, harness.Config{Seed: 1})
			want, race := said(t, bug)
			got := slices.DeleteFunc(caught(found), func(id string) bool { return slices.Contains(race, id) })
			if diff := cmp.Diff(want, got); diff != "" {
				explain(t, found)
				t.Errorf("%s (%s) breaks other requirements than it says (-said +found):\n%s", bug.ID, bug.Summary, diff)
			}
		})
	}
}

// said are the requirements that a bug is said to break, each once, in the
// order of the catalogue; and those that race, which may be found or not.
func said(t *testing.T, bug reference.Bug) (breaks, race []string) {
	t.Helper()
	breaks = slices.Clone(bug.Kills)
	for _, c := range reference.Consequences(bug.ID) {
		if c.Races {
			race = append(race, c.Breaks...)
		} else {
			breaks = append(breaks, c.Breaks...)
		}
	}
	requirements, err := harness.Requirements(features.FS())
	if err != nil {
		t.Fatal(err)
	}
	place := func(id string) int {
		return slices.IndexFunc(requirements, func(r harness.Requirement) bool { return r.ID == id })
	}
	slices.SortFunc(breaks, func(a, b string) int { return place(a) - place(b) })
	return slices.Compact(breaks), race
}

var update = flag.Bool("update", false, "write docs/kill-matrix.md")

// The table in docs says which requirements catch which bug, and what it breaks
// besides: what TestBugsAreCaught shows.
func TestKillMatrixIsCurrent(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(matrixHead)
	for _, bug := range reference.Bugs() {
		var besides []string
		for _, c := range reference.Consequences(bug.ID) {
			others := slices.DeleteFunc(slices.Clone(c.Breaks), func(id string) bool { return slices.Contains(bug.Kills, id) })
			besides = append(besides, strings.Join(others, " ")+": "+map[bool]string{true: "at times, "}[c.Races]+c.Because)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", bug.ID, bug.Summary, bug.Seen, strings.Join(bug.Kills, " "), strings.Join(besides, "<br>"))
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
		t.Errorf("%s is not current, %v: go test ./harness -run KillMatrix -update (-it +data):\n%s", path, err, diff)
	}
}

const matrixHead = `# Which requirement catches which bug

The reference client can be made with one of these bugs, most of which were seen in public clients. Each is caught by all the
requirements of its row, and the whole plan finds nothing else against it but what the last column says: what the bug breaks as well, and
why. A sample is held to it in every test run, all of them by ` + "`MATRIX=1 go test ./harness -run BugsAreCaught`" + ` and by ` + "`.ci/soak`" + `, in virtual time, with one
seed.

| bug | what is wrong | seen in | caught by | breaks as well |
|---|---|---|---|---|
`
