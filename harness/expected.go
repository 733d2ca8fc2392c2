package harness

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/goccy/go-yaml"

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

// ReadExpected reads a list of expectations; a file that is not there is an
// empty one.
//
//   - {id: VAL-01, verdict: fail, reason: "ticket 1234", until: 2026-12-31}
func ReadExpected(path string) ([]Expectation, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID      string      `yaml:"id"`
		Verdict report.Kind `yaml:"verdict"`
		Reason  string      `yaml:"reason"`
		Until   string      `yaml:"until"`
	}
	if err := yaml.UnmarshalWithOptions(text, &rows, yaml.Strict()); err != nil {
		if located, ok := errors.AsType[yaml.Error](err); ok {
			at := located.GetToken().Position
			return nil, fmt.Errorf("%s:%d:%d: %s", path, at.Line, at.Column, located.GetMessage())
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var all []Expectation
	var wrong []error
	for i, row := range rows {
		e := Expectation{ID: row.ID, Verdict: row.Verdict, Reason: row.Reason, Place: fmt.Sprintf("%s: entry %d", path, i+1)}
		if row.Until != "" {
			if e.Until, err = time.Parse(time.DateOnly, row.Until); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: until: %q is not a day such as 2026-12-31", e.Place, row.Until))
			}
		}
		known := []report.Kind{report.Fail, report.Warn, report.Inconclusive}
		switch {
		case row.ID == "":
			wrong = append(wrong, fmt.Errorf("%s: id: it is required", e.Place))
		case row.Reason == "":
			wrong = append(wrong, fmt.Errorf("%s: reason: it is required", e.Place))
		case !slices.Contains(known, row.Verdict):
			wrong = append(wrong, fmt.Errorf("%s: verdict: %q is none of %v", e.Place, row.Verdict, known))
		}
		all = append(all, e)
	}
	return all, errors.Join(wrong...)
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
