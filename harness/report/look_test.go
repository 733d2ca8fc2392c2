package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Nothing is said twice: a why that is made of expected and seen is left out.
func TestFactsSayEachThingOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		v    Verdict
		want []fact
	}{
		{"a why of its own", Verdict{Why: "too late", Expected: "a 2xx", Seen: "500"},
			[]fact{{"expected", "a 2xx"}, {"seen", "500"}, {"why", "too late"}}},
		{"a why made of both", Verdict{Why: "expected a 2xx; seen: 500", Expected: "a 2xx", Seen: "500"},
			[]fact{{"expected", "a 2xx"}, {"seen", "500"}}},
		{"only a why", Verdict{Why: "the client is down"}, []fact{{"why", "the client is down"}}},
		{"a why that is what was seen", Verdict{Why: "it is down", Seen: "it is down"}, []fact{{"why", "it is down"}}},
		{"a silence", Verdict{SilentMS: 1800}, []fact{{"silence", "1.80 s, by calibration"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.v.facts()); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

// A report is shown as what its exit code means.
func TestOverall(t *testing.T) {
	t.Parallel()
	for exit, want := range []Kind{Pass, Fail, Fail, Inconclusive, Error} {
		if got := (Report{Exit: exit}).overall(); got != want {
			t.Errorf("exit %d is shown as %s, want %s", exit, got, want)
		}
	}
}
