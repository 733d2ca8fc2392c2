package harness

import (
	"fmt"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/harness/report"
)

// An Expectation is a requirement that is known not to pass, for a while.
type Expectation struct {
	ID      string
	Verdict report.Kind // fail, warn or inconclusive
	Reason  string
	Until   time.Time // its day is the last; zero: for ever
	Place   string    // file and line, for messages
}

// expect marks the verdicts that are known, and tells what is not as it was
// expected: what has passed, what is over, what nobody judged.
func expect(verdicts []report.Verdict, expected []Expectation, today time.Time) []string {
	var wrong []string
	for _, e := range expected {
		if !e.Until.IsZero() && today.After(e.Until.AddDate(0, 0, 1)) {
			wrong = append(wrong, fmt.Sprintf("%s: %s: it was expected to %s until %s only: %s", e.Place, e.ID, e.Verdict, e.Until.Format(time.DateOnly), e.Reason))
			continue
		}
		found, judged := false, false
		for i, v := range verdicts {
			if v.ID != e.ID || v.Verdict == report.Disabled {
				continue
			}
			judged = true
			if v.Verdict == e.Verdict {
				verdicts[i].Known, found = e.Reason, true
			}
		}
		if judged && !found {
			wrong = append(wrong, fmt.Sprintf("%s: %s: it was expected to %s, and does not: take the entry out", e.Place, e.ID, e.Verdict))
		}
	}
	return wrong
}

// exitOf is the exit code of a run: 4 our own fault, 1 the client broke the
// contract, 3 nothing judged or a MUST that is inconclusive, 0 good.
func exitOf(r report.Report, strict bool) int {
	has := func(match func(report.Verdict) bool) bool {
		return slices.ContainsFunc(r.Verdicts, func(v report.Verdict) bool { return v.Known == "" && match(v) })
	}
	judged := r.Counts.Pass + r.Counts.Fail + r.Counts.Warn
	switch {
	case r.Counts.Error > 0:
		return 4
	case has(func(v report.Verdict) bool { return v.Verdict == report.Fail }),
		strict && has(func(v report.Verdict) bool { return v.Verdict == report.Warn }),
		len(r.Expectations) > 0:
		return 1
	case judged == 0,
		has(func(v report.Verdict) bool { return v.Verdict == report.Inconclusive && v.Level == "must" }):
		return 3
	}
	return 0
}
