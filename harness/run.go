package harness

import (
	"fmt"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/harness/report"
	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// Run judges a client in a test: each scenario is a subtest, which appears as
// soon as it is judged, fails where the client broke the contract or nothing
// could be judged, and is skipped where the client does not offer what it needs.
func Run(t *testing.T, cfg Config) {
	t.Helper()
	verdicts := make(chan report.Verdict)
	listener := cfg.Told
	cfg.Told = func(v report.Verdict) {
		if listener != nil {
			listener(v)
		}
		verdicts <- v
	}
	var found report.Report
	var err error
	go func() {
		defer close(verdicts)
		found, err = Check(t.Context(), cfg)
	}()
	for v := range verdicts {
		if v.Verdict != report.Disabled {
			show(t, cfg, v)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range append(found.Expectations, found.Warnings...) {
		t.Log(wrong)
	}
	if found.Exit != 0 && !t.Failed() {
		t.Errorf("exit %d: %+v", found.Exit, found.Counts)
	}
}

// show makes a subtest of a verdict.
func show(t *testing.T, cfg Config, v report.Verdict) {
	t.Helper()
	one := []report.Verdict{v}
	expect(one, cfg.Expected, wall.Now()) // what else it tells is of the whole run
	t.Run(fmt.Sprintf("%s %s", v.ID, v.Scenario), func(t *testing.T) {
		if known := one[0].Known; known != "" {
			t.Skip("known: " + known)
		}
		switch v.Verdict {
		case report.Pass, report.Disabled:
		case report.NotApplicable:
			t.Skip(string(v.Verdict) + ": " + v.Why)
		case report.Warn:
			t.Log(told(v))
			if cfg.Strict {
				t.Fail()
			}
		case report.Inconclusive:
			if v.Level != "must" {
				t.Skip(told(v))
			}
			t.Error(told(v))
		case report.Fail, report.Error:
			t.Error(told(v))
		}
	})
}

// told is a verdict with its evidence.
func told(v report.Verdict) string {
	lines := []string{string(v.Verdict) + ": " + v.Why, "step: " + v.Step}
	for _, line := range v.Timeline {
		lines = append(lines, line.String())
	}
	return strings.Join(append(lines, "repeat: "+v.Command), "\n")
}
