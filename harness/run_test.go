package harness_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
)

// A client is judged in a test, over sockets, in one line.
func TestRun(t *testing.T) {
	harness.Run(t, harness.Config{Client: reference.New(reference.Options{}), Seed: 7, Plan: "full", Only: []string{"VAL-03", "TOL-01"}})
}

// A held client comes up once; then it waits for a line of its standard input.
type held struct {
	harness.Maker
	made atomic.Int64
}

func (h *held) Make(ctx context.Context, w harness.Whereabouts) (harness.Subject, error) {
	if h.made.Add(1) == 2 {
		_, _ = io.ReadFull(os.Stdin, make([]byte, 1)) // whatever it is
	}
	return h.Maker.Make(ctx, w)
}

// The test binary runs this by itself, for TestRunShowsWhatIsJudged.
func TestHeldRun(t *testing.T) {
	if os.Getenv("HELD_RUN") == "" {
		return // nobody asked for it
	}
	client := &held{Maker: reference.New(reference.Options{})}
	harness.Run(t, harness.Config{Client: client, Seed: 7, Only: []string{"TOL-01"}, Workers: 1})
}

// What is judged is seen while the rest has yet to be.
func TestRunShowsWhatIsJudged(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestHeldRun$", "-test.v")
	run.Env = append(os.Environ(), "HELD_RUN=1")
	in, err := run.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := run.StdoutPipe()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		name, ok := strings.CutPrefix(lines.Text(), "=== RUN   TestHeldRun/")
		if !ok {
			continue
		}
		name, _, _ = strings.Cut(name, "_")
		if seen = append(seen, name); len(seen) == 1 {
			_, _ = fmt.Fprintln(in, "go on")
		}
	}
	if diff := cmp.Diff([]string{"TOL-01", "TOL-01"}, seen); run.Wait() != nil || diff != "" {
		t.Errorf("%s, having shown (-want +got):\n%s", run.ProcessState, diff)
	}
}
