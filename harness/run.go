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
		t.Run(fmt.Sprintf("%s %s", v.ID, v.Scenario), func(t *testing.T) {
			switch v.Verdict {
			case report.Pass:
			case report.Disabled, report.NotApplicable:
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
				if v.Known != "" {
					t.Skip("known: " + v.Known)
				}
				t.Error(told(v))
			}
		})
	}
	for _, wrong := range found.Expectations {
		t.Error(wrong)
	}
	if found.Exit == 3 {
		t.Error("nothing was judged, or a MUST is inconclusive")
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
