// Package report writes what a check has found: for a terminal, for CI, for
// programs and for people. A Report goes in, bytes come out.
package report

import (
	"slices"
	"time"
)

// A Report is one run of a check. It is written as report.json.
type Report struct {
	Client   string    `json:"client"` // its name
	Version  string    `json:"version"`
	Edition  string    `json:"edition"`
	Seed     uint64    `json:"seed"`
	Plan     string    `json:"plan"`
	Started  time.Time `json:"started"`
	TookMS   int64     `json:"took_ms"`
	Exit     int       `json:"exit"`
	Counts   Counts    `json:"counts"`
	Verdicts []Verdict `json:"verdicts"` // in the order of the catalogue, then of the repeats

	// NotTested are requirements of the plan that nothing judges.
	NotTested []NotTested `json:"not_tested"`
	// Expectations are what expected.yaml says and the run did not show, or the
	// other way round; empty if all is as expected.
	Expectations []string `json:"expectations,omitempty"`
	// Warnings are about the run as a whole.
	Warnings []string `json:"warnings,omitempty"`
}

// Counts are how many verdicts of each kind there are.
type Counts struct {
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Warn          int `json:"warn"`
	Inconclusive  int `json:"inconclusive"`
	NotApplicable int `json:"not_applicable"`
	Disabled      int `json:"disabled"`
	Error         int `json:"error"`
}

// A Kind says how a scenario was judged.
type Kind string

// The kinds, in order of weight.
const (
	Pass          Kind = "pass"           // observed, and it held
	Disabled      Kind = "disabled"       // not chosen for this run
	NotApplicable Kind = "not_applicable" // the client does not offer what it needs
	Warn          Kind = "warn"           // a SHOULD was observed broken
	Inconclusive  Kind = "inconclusive"   // the situation never arose
	Fail          Kind = "fail"           // a MUST was observed broken
	Error         Kind = "error"          // our own fault
)

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{Pass, Fail, Warn, Inconclusive, NotApplicable, Disabled, Error}
}

// Count counts verdicts.
func Count(verdicts []Verdict) (c Counts) {
	for _, v := range verdicts {
		*c.of(v.Verdict)++
	}
	return c
}

func (c *Counts) of(k Kind) *int {
	all := []*int{&c.Pass, &c.Fail, &c.Warn, &c.Inconclusive, &c.NotApplicable, &c.Disabled, &c.Error}
	return all[slices.Index(Kinds(), k)]
}

// Of is how many verdicts of a kind there are.
func (c Counts) Of(k Kind) int { return *c.of(k) }

// A Verdict is how one scenario was judged, with its evidence.
type Verdict struct {
	ID       string `json:"id"`       // of the requirement, such as ACK-01
	Level    string `json:"level"`    // must should info
	Tier     string `json:"tier"`     // wire trigger probe restart
	Scenario string `json:"scenario"` // its title
	Verdict  Kind   `json:"verdict"`
	// Why says in words what was expected and seen; empty if it passed.
	Why      string `json:"why"`
	Timeline []Line `json:"timeline"`

	Sentence string `json:"sentence"` // of the requirement
	Source   string `json:"source"`   // who demands it
	Rule     string `json:"rule,omitempty"`
	Feature  string `json:"feature"` // its title
	File     string `json:"file"`    // of the feature
	Line     int    `json:"line"`    // of the scenario in it
	Repeat   int    `json:"repeat"`  // from 1
	Seed     uint64 `json:"seed"`    // of the scenario's own world
	TookMS   int64  `json:"took_ms"`

	Step     string   `json:"step,omitempty"`     // the sentence at which it was decided
	Expected string   `json:"expected,omitempty"` // in words
	Seen     string   `json:"seen,omitempty"`
	Look     string   `json:"look,omitempty"`      // what to check first
	SilentMS int64    `json:"silent_ms,omitempty"` // how long nothing had to happen, by calibration
	Command  string   `json:"command"`             // that repeats it
	Known    string   `json:"known,omitempty"`     // the reason in expected.yaml
	Findings []string `json:"findings,omitempty"`  // what the client does that a scenario does not judge
	Output   string   `json:"output,omitempty"`    // what the client printed meanwhile, its end
}

// A Line is one line of a scenario's timeline.
type Line struct {
	N    int    `json:"n"` // from 1
	AtMS int64  `json:"at_ms"`
	From Party  `json:"from"`
	To   Party  `json:"to"`
	What string `json:"what"`
	Note string `json:"note,omitempty"`
	Mark Mark   `json:"mark,omitempty"`
	// Exchange is the raw message, without secrets; nil if there is none.
	Exchange *Exchange `json:"exchange,omitempty"`
}

// A Party is one of the two lanes.
type Party string

// The parties. What only one of them does is from and to itself.
const (
	Client   Party = "client"
	Provider Party = "provider"
)

// A Mark says how a line looks.
type Mark string

// The marks.
const (
	Plain   Mark = ""
	Good    Mark = "good"
	Bad     Mark = "bad"     // the line that decided
	Lost    Mark = "lost"    // did not arrive
	Silence Mark = "silence" // judged silence
)

// An Exchange is a message as it went over the wire.
type Exchange struct {
	Head string `json:"head"` // first line and header fields
	Body string `json:"body"` // as it was, at most 16 KiB
	Cut  bool   `json:"cut,omitempty"`
}

// A NotTested is a requirement without a scenario.
type NotTested struct {
	ID       string `json:"id"`
	Level    string `json:"level"`
	Sentence string `json:"sentence"`
	Because  string `json:"because"`
}
