package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A look is how a kind of verdict is shown: by a word and a sign, so that
// colour only helps.
type look struct {
	Word   string
	Sign   string
	escape string // of a terminal
	weight int    // what comes first in a report
}

var looks = map[Kind]look{
	Error:         {"error", "‼", "\x1b[35m", 0},
	Fail:          {"fail", "✗", "\x1b[31m", 1},
	Inconclusive:  {"inconclusive", "?", "\x1b[34m", 2},
	Warn:          {"warn", "!", "\x1b[33m", 3},
	Pass:          {"pass", "✓", "\x1b[32m", 4},
	NotApplicable: {"not applicable", "–", "\x1b[2m", 5},
	Disabled:      {"disabled", "·", "\x1b[2m", 6},
}

// title is what a verdict is called in every report: the requirement, the
// scenario, and which repeat from the second on.
func (v Verdict) title() string {
	title := inline(v.ID) + " " + inline(v.Scenario)
	if v.Repeat > 1 {
		title += fmt.Sprintf(" (repeat %d)", v.Repeat)
	}
	return title
}

// place is where the scenario stands.
func (v Verdict) place() string {
	if v.Line == 0 {
		return inline(v.File)
	}
	return fmt.Sprintf("%s:%d", inline(v.File), v.Line)
}

// of are the verdicts of some kinds, the heaviest first, else in their order.
func (r Report) of(kinds ...Kind) []Verdict {
	found := slices.DeleteFunc(slices.Clone(r.Verdicts), func(v Verdict) bool { return !slices.Contains(kinds, v.Verdict) })
	slices.SortStableFunc(found, func(a, b Verdict) int {
		return cmp.Compare(looks[a.Verdict].weight, looks[b.Verdict].weight)
	})
	return found
}

// A fact is something worth knowing about a verdict or a run, with its name.
type fact struct{ Name, Text string }

// facts are what the writers tell of a verdict that did not pass, in one line
// each, without the command.
func (v Verdict) facts() []fact {
	silence := ""
	if v.SilentMS > 0 {
		silence = span(v.SilentMS) + ", by calibration"
	}
	why, seen := v.Why, v.Seen
	switch told := strings.Contains(why, v.Expected) && strings.Contains(why, seen); {
	case told && v.Expected != "" && seen != "":
		why = "" // it is made of the two
	case told && v.Expected == "":
		seen = ""
	}
	all := []fact{
		{"demands", v.Sentence}, {"expected", v.Expected}, {"seen", seen}, {"why", why}, {"look at", v.Look},
		{"step", v.Step}, {"silence", silence}, {"known", v.Known}, {"also", strings.Join(v.Findings, "; ")},
		{"rule", v.Rule}, {"source", v.Source},
	}
	return filled(all)
}

// facts are what a reader needs to run the same again.
func (r Report) facts() []fact {
	return filled([]fact{
		{"client", r.Client}, {"edition", r.Edition}, {"plan", r.Plan}, {"seed", fmt.Sprint(r.Seed)},
		{"started", r.Started.UTC().Format("2006-01-02 15:04:05 UTC")}, {"took", span(r.TookMS)},
		{"belvo-mock", r.Version},
	})
}

func filled(all []fact) (some []fact) {
	for _, f := range all {
		if f.Text != "" {
			some = append(some, fact{f.Name, inline(f.Text)})
		}
	}
	return some
}

// totals are the counts in words, kinds that do not occur left out.
func (c Counts) totals(show func(Kind, string) string) string {
	var parts []string
	for _, k := range Kinds() {
		if n := c.Of(k); n > 0 || k == Pass || k == Fail {
			parts = append(parts, show(k, fmt.Sprintf("%s %d %s", looks[k].Sign, n, looks[k].Word)))
		}
	}
	return strings.Join(parts, "  ")
}

// overall is the kind that the whole run is shown as.
func (r Report) overall() Kind {
	switch r.Exit {
	case 0:
		return Pass
	case 3:
		return Inconclusive
	case 4:
		return Error
	}
	return Fail
}

// conclusion says what the exit code means.
func (r Report) conclusion() string {
	switch {
	case r.Exit == 0 && r.Counts.Fail > 0:
		return "the client broke the contract only as expected"
	case r.Exit == 0:
		return "the client keeps the contract"
	case r.Exit == 1 && r.Counts.Fail == 0 && r.Counts.Warn > 0:
		return "the client broke what it should keep"
	case r.Exit == 1:
		return "the client broke the contract"
	case r.Exit == 2:
		return "the check could not be understood"
	case r.Exit == 3:
		return "not enough could be judged"
	}
	return "the check itself went wrong"
}
