package harness

import (
	"fmt"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/harness/report"
)

// Run judges a client in a test: each scenario is a subtest, which fails where
// the client broke the contract or nothing could be judged, and is skipped where
// the client does not offer what it needs.
func Run(t *testing.T, cfg Config) {
	t.Helper()
	found, err := Check(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found.Verdicts {
		if v.Verdict == report.Disabled {
			continue
		}
		t.Run(fmt.Sprintf("%s %s", v.ID, v.Scenario), func(t *testing.T) {
			if v.Known != "" {
				t.Skip("known: " + v.Known)
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
	for _, wrong := range append(found.Expectations, found.Warnings...) {
		t.Log(wrong)
	}
	if found.Exit != 0 && !t.Failed() {
		t.Errorf("exit %d: %+v", found.Exit, found.Counts)
	}
}

// told is a verdict with its evidence.
func told(v report.Verdict) string {
	lines := []string{string(v.Verdict) + ": " + v.Why, "step: " + v.Step}
	for _, line := range v.Timeline {
		lines = append(lines, line.String())
	}
	return strings.Join(append(lines, "repeat: "+v.Command), "\n")
}
