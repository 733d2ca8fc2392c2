package report

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

// Scenarios end side by side; their lines do not mix.
func TestVerdictsMayComeTogether(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	terminal := Terminal{Out: &out}
	var all sync.WaitGroup
	r := full()
	for _, v := range r.Verdicts {
		all.Go(func() {
			if err := terminal.Verdict(v); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, want := strings.Count(out.String(), "\n"), len(r.Verdicts)-r.Counts.Disabled; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
	for line := range strings.Lines(out.String()) {
		if strings.Count(line, " s\n")+strings.Count(line, " ms\n") != 1 {
			t.Errorf("the line %q is not whole", line)
		}
	}
}

func TestColourOnlyWhenTold(t *testing.T) {
	t.Parallel()
	for name, coloured := range map[string]bool{"terminal": false, "terminal-80": true} {
		if got := strings.Contains(written(t, name, full()), "\x1b["); got != coloured {
			t.Errorf("%s is coloured: %v", name, got)
		}
	}
}

// The last lines say how it went: the numbers, then the conclusion.
func TestVerdictIsTheLastLine(t *testing.T) {
	t.Parallel()
	tests := []struct {
		exit, fail, warn int
		want             string
	}{
		{0, 0, 2, "the client keeps the contract (exit 0)"},
		{0, 1, 0, "the client broke the contract only as expected (exit 0)"},
		{1, 1, 1, "the client broke the contract (exit 1)"},
		{1, 0, 1, "the client broke what it should keep (exit 1)"},
		{2, 0, 0, "the check could not be understood (exit 2)"},
		{3, 0, 0, "not enough could be judged (exit 3)"},
		{4, 0, 0, "the check itself went wrong (exit 4)"},
	}
	for _, tt := range tests {
		r := Report{Exit: tt.exit, Counts: Counts{Fail: tt.fail, Warn: tt.warn}}
		if text := written(t, "terminal", r); !strings.HasSuffix(text, "\n"+tt.want+"\n") {
			t.Errorf("exit %d ends with %q", tt.exit, text[len(text)-60:])
		}
	}
}
