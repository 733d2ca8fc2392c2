package harness

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/harness/report"
)

// The first exit code that applies counts, and what is known counts for nothing.
func TestExits(t *testing.T) {
	t.Parallel()
	verdict := func(k report.Kind, level, known string) report.Verdict {
		return report.Verdict{Verdict: k, Level: level, Known: known}
	}
	pass := verdict(report.Pass, "must", "")
	tests := []struct {
		name         string
		verdicts     []report.Verdict
		expectations []string
		strict       bool
		want         int
	}{
		{"nothing at all", nil, nil, false, 3},
		{"all held", []report.Verdict{pass}, nil, false, 0},
		{"nothing that applies", []report.Verdict{verdict(report.NotApplicable, "must", ""), verdict(report.Disabled, "must", "")}, nil, false, 3},
		{"a MUST is broken", []report.Verdict{pass, verdict(report.Fail, "must", "")}, nil, false, 1},
		{"which is known", []report.Verdict{pass, verdict(report.Fail, "must", "ticket")}, nil, false, 0},
		{"a SHOULD is broken", []report.Verdict{pass, verdict(report.Warn, "should", "")}, nil, false, 0},
		{"strictly", []report.Verdict{pass, verdict(report.Warn, "should", "")}, nil, true, 1},
		{"a MUST never arose", []report.Verdict{pass, verdict(report.Inconclusive, "must", "")}, nil, false, 3},
		{"a SHOULD never arose", []report.Verdict{pass, verdict(report.Inconclusive, "should", "")}, nil, false, 0},
		{"broken before unclear", []report.Verdict{verdict(report.Inconclusive, "must", ""), verdict(report.Fail, "must", "")}, nil, false, 1},
		{"our own fault before all", []report.Verdict{verdict(report.Fail, "must", ""), verdict(report.Error, "must", "")}, nil, false, 4},
		{"not as expected", []report.Verdict{pass}, []string{"stale"}, false, 1},
	}
	for _, tt := range tests {
		r := report.Report{Verdicts: tt.verdicts, Expectations: tt.expectations, Counts: report.Count(tt.verdicts)}
		if got := exitOf(r, tt.strict); got != tt.want {
			t.Errorf("%s: exit %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Entries that are over, or that pass, are told; those that hold mark their
// verdicts.
func TestExpectations(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	verdicts := []report.Verdict{{ID: "A-1", Verdict: report.Fail}, {ID: "A-2", Verdict: report.Pass}, {ID: "A-3", Verdict: report.Fail}}
	wrong := expect(verdicts, []Expectation{
		{ID: "A-1", Verdict: report.Fail, Reason: "ticket 1", Until: day.Truncate(24 * time.Hour), Place: "one"},
		{ID: "A-2", Verdict: report.Fail, Reason: "ticket 2", Place: "two"},
		{ID: "A-3", Verdict: report.Fail, Reason: "ticket 3", Until: day.AddDate(0, 0, -2), Place: "three"},
		{ID: "A-4", Verdict: report.Fail, Reason: "not in this plan", Place: "four"},
	}, day)
	want := []string{
		"two: A-2: it was expected to fail, and does not: take the entry out",
		"three: A-3: it was expected to fail until 2026-02-28 only: ticket 3",
	}
	if diff := cmp.Diff(want, wrong); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	known := []string{verdicts[0].Known, verdicts[1].Known, verdicts[2].Known}
	if diff := cmp.Diff([]string{"ticket 1", "", ""}, known); diff != "" {
		t.Errorf("known (-want +got):\n%s", diff)
	}
}
