package harness_test

import (
	"testing"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/report"
)

// A copy of a notification has an effect if the provider is asked again. If it
// is only read again, nothing has changed.
func TestWhatACopySetsOff(t *testing.T) {
	for _, tt := range []struct {
		name, bug string
		want      report.Kind
	}{
		{"nothing", "", report.Pass},
		{"reading again is a warning", "M13", report.Warn},
		{"asking again fails", "X21", report.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := judged(t, tt.bug, harness.Config{Seed: 1, Only: []string{"IDM-01"}})
			for _, v := range found.Verdicts {
				if v.Verdict != report.Disabled && v.Verdict != tt.want {
					t.Errorf("%s is %s, want %s: %s", v.Scenario, v.Verdict, tt.want, v.Why)
				}
			}
		})
	}
}
