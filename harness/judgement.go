package harness

import (
	"errors"
	"fmt"

	"github.com/belvo-mock/belvo-mock/harness/report"
)

// A judgement is why a scenario did not pass, if it is no fault of ours.
type judgement struct {
	kind           report.Kind
	expected, seen string
	look           string // what to check first
	seq            uint64 // of the journal's entry to look at; 0: none
}

func (j *judgement) Error() string {
	switch {
	case j.expected != "":
		return fmt.Sprintf("expected %s; seen: %s", j.expected, j.seen)
	case j.look != "":
		return j.seen + ": " + j.look
	default:
		return j.seen
	}
}

// broken is something that the client did wrong, or did not do. Whether it
// fails or warns is for the level of its requirement. seq is the entry of the
// journal to read; 0 if none.
func broken(expected, seen string, seq uint64) error {
	return &judgement{kind: report.Fail, expected: expected, seen: seen, seq: seq}
}

// blemish is something that is no more than a warning, whatever the level of
// its requirement.
func blemish(expected, seen string, seq uint64) error {
	return &judgement{kind: report.Warn, expected: expected, seen: seen, seq: seq}
}

// never is a situation that did not arise, and what to check first.
func never(what, look string) error {
	return &judgement{kind: report.Inconclusive, seen: what, look: look}
}

// notOffered is a scenario that needs what the client does not let us do.
func notOffered(need string) error {
	return &judgement{kind: report.NotApplicable, seen: "the client file offers no " + need}
}

// notOfEdition is a scenario that needs another edition of the contract, where the
// client has no workspaces of its own that could have it.
func notOfEdition(edition string) error {
	return &judgement{kind: report.NotApplicable, seen: "the client runs already, and the provider is not of edition " + edition + " (--edition " + edition + ")"}
}

// verdictOf is what an error makes of a scenario of a level.
func verdictOf(err error, level string) (report.Kind, *judgement) {
	if err == nil {
		return report.Pass, &judgement{}
	}
	j, ok := errors.AsType[*judgement](err)
	if !ok {
		return report.Error, &judgement{seen: err.Error()}
	}
	if j.kind == report.Fail && level != "must" {
		if level == "should" {
			return report.Warn, j
		}
		return report.Pass, j // measured, not judged
	}
	return j.kind, j
}
