package harness

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/cucumber/godog"
)

// A scenario is one that can be run: a row of an outline is one.
type scenario struct {
	Requirement
	title, rule, feature string
	edition              string // of the contract that it needs; empty: any
	file                 string
	line                 int
	steps                []string
	contents             []byte // of its file
}

// key finds a scenario by what godog tells of it.
func (s scenario) key() string { return keyOf(s.file, s.title, s.steps) }

func keyOf(file, title string, steps []string) string {
	return file + "\x00" + title + "\x00" + strings.Join(steps, "\x00")
}

// editionTag is how the tag begins of a scenario that needs a workspace of one
// edition of the contract.
const editionTag = "@edition."

// scenariosOf reads the features of a folder. Those without a requirement's id
// as tag judge nobody and are left out.
func scenariosOf(folder fs.FS, requirements []Requirement) ([]scenario, error) {
	paths, err := fs.Glob(folder, "*.feature")
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, nil
	}
	suite := godog.TestSuite{Options: &godog.Options{FS: folder, Paths: paths}}
	parsed, err := suite.RetrieveFeatures()
	if err != nil {
		return nil, &UsageError{fmt.Errorf("features: %w", err)}
	}
	var all []scenario
	for _, f := range parsed {
		for _, pickle := range f.Pickles {
			s := scenario{
				title: pickle.Name, feature: f.Feature.Name, file: pickle.Uri, contents: f.Content,
			}
			if at := f.FindScenario(pickle.AstNodeIds[0]); at != nil {
				s.line = int(at.Location.Line)
			}
			if rule := f.FindRule(pickle.AstNodeIds[0]); rule != nil {
				s.rule = rule.Name
			}
			for _, step := range pickle.Steps {
				s.steps = append(s.steps, step.Text)
			}
			tagged := false
			for _, tag := range pickle.Tags {
				if edition, is := strings.CutPrefix(tag.Name, editionTag); is {
					s.edition = edition
				}
				i := slices.IndexFunc(requirements, func(r Requirement) bool { return "@"+r.ID == tag.Name })
				if i >= 0 {
					s.Requirement, tagged = requirements[i], true
				}
			}
			if tagged {
				all = append(all, s)
			}
		}
	}
	return all, nil
}

// A UsageError is a Config, a plan or a feature that cannot be used.
type UsageError struct{ error }

// Unwrap is the error itself.
func (e *UsageError) Unwrap() error { return e.error }

// chosen are the scenarios of a plan, and whether each is run or left out by
// only.
func chosen(all []scenario, requirements []Requirement, plan string, only []string) (of []scenario, enabled map[string]bool, err error) {
	inPlan, err := planOf(requirements, plan)
	if err != nil {
		return nil, nil, err
	}
	enabled = map[string]bool{}
	for _, id := range only {
		if !slices.ContainsFunc(requirements, func(r Requirement) bool { return r.ID == id }) {
			return nil, nil, &UsageError{fmt.Errorf("--only: there is no requirement %q; catalogue requirements lists them", id)}
		}
		enabled[id] = true
	}
	for _, s := range all {
		if !inPlan(s.Requirement) && !enabled[s.ID] {
			continue
		}
		if len(only) == 0 {
			enabled[s.ID] = true
		}
		of = append(of, s)
	}
	order := func(id string) int {
		return slices.IndexFunc(requirements, func(r Requirement) bool { return r.ID == id })
	}
	slices.SortStableFunc(of, func(a, b scenario) int { return cmp.Compare(order(a.ID), order(b.ID)) })
	return of, enabled, nil
}

// planOf tells which requirements a plan has: core, full, a family such as ACK,
// or one id.
func planOf(requirements []Requirement, plan string) (func(Requirement) bool, error) {
	switch plan {
	case "", "full":
		return func(Requirement) bool { return true }, nil
	case "core":
		return func(r Requirement) bool { return r.Core }, nil
	}
	in := func(r Requirement) bool { return r.ID == plan || family(r.ID) == plan }
	if !slices.ContainsFunc(requirements, in) {
		var families []string
		for _, r := range requirements {
			if !slices.Contains(families, family(r.ID)) {
				families = append(families, family(r.ID))
			}
		}
		return nil, &UsageError{fmt.Errorf("there is no plan %q; there are core, full, %s, and the id of any requirement", plan, strings.Join(families, ", "))}
	}
	return in, nil
}

// checkSteps refuses sentences that no step knows, with the nearest that are
// known.
func checkSteps(all []scenario, steps []Step) error {
	for _, s := range all {
		for _, text := range s.steps {
			if !slices.ContainsFunc(steps, func(step Step) bool { return step.Matches(text) }) {
				return &UsageError{fmt.Errorf("%s:%d: no step knows %q; the nearest are:\n  %s", s.file, s.line, text, strings.Join(nearest(text, steps), "\n  "))}
			}
		}
	}
	return nil
}

// nearest are the three sentences that share the most words with a text.
func nearest(text string, steps []Step) []string {
	words := strings.Fields(text)
	shared := func(s Step) int {
		n := 0
		for _, word := range strings.Fields(s.Sentence) {
			if slices.Contains(words, word) {
				n += 2
			} else {
				n--
			}
		}
		return n
	}
	sorted := slices.Clone(steps)
	slices.SortStableFunc(sorted, func(a, b Step) int { return cmp.Compare(shared(b), shared(a)) })
	var sentences []string
	for _, s := range sorted[:min(3, len(sorted))] {
		sentences = append(sentences, s.Sentence)
	}
	return sentences
}

// family is the part of an id before its number, such as ACK.
func family(id string) string {
	before, _, _ := strings.Cut(id, "-")
	return before
}
