package harness_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cucumber/godog"
	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/features"
	"github.com/belvo-mock/belvo-mock/harness"
)

// A told is a scenario as a feature tells it; a row of an outline is one.
type told struct {
	feature, title string
	ids, others    []string // tags that are a requirement's id, and those that are none
	steps          []string
}

// tellings are all bundled scenarios that judge a client.
func tellings(t *testing.T, requirements []harness.Requirement) []told {
	t.Helper()
	suite := godog.TestSuite{Options: &godog.Options{FS: features.FS(), Paths: []string{"."}}}
	parsed, err := suite.RetrieveFeatures()
	if err != nil {
		t.Fatal(err)
	}
	var all []told
	for _, f := range parsed {
		if strings.HasSuffix(f.Uri, "guide.feature") {
			continue // it is about the provider
		}
		for _, pickle := range f.Pickles {
			s := told{feature: f.Feature.Name, title: pickle.Name}
			for _, tag := range pickle.Tags {
				name := strings.TrimPrefix(tag.Name, "@")
				if slices.ContainsFunc(requirements, func(r harness.Requirement) bool { return r.ID == name }) {
					s.ids = append(s.ids, name)
				} else if !strings.HasPrefix(name, "needs.") && !strings.HasPrefix(name, "edition.") {
					s.others = append(s.others, name)
				}
			}
			for _, step := range pickle.Steps {
				s.steps = append(s.steps, step.Text)
			}
			all = append(all, s)
		}
	}
	return all
}

// Requirements and scenarios are joined both ways.
func TestEveryRequirementHasAScenario(t *testing.T) {
	t.Parallel()
	requirements, err := harness.Requirements(features.FS())
	if err != nil {
		t.Fatal(err)
	}
	level, judged, titles := map[string]string{}, map[string]bool{}, map[string]bool{}
	for _, r := range requirements {
		level[r.ID] = r.Level
	}
	for _, s := range tellings(t, requirements) {
		if len(s.ids) != 1 {
			t.Errorf("%q has the requirements %v, want one", s.title, s.ids)
			continue
		}
		id := s.ids[0]
		judged[id] = true
		if diff := cmp.Diff([]string{level[id]}, s.others); diff != "" {
			t.Errorf("%q of %s has other tags than its level (-want +got):\n%s", s.title, id, diff)
		}
		if titles[s.title] {
			t.Errorf("the title %q stands there twice", s.title)
		}
		titles[s.title] = true
		if n := len(s.steps); n < 3 || n > 10 {
			t.Errorf("%q has %d steps", s.title, n)
		}
	}
	for _, r := range requirements {
		if reason := r.NotTested != ""; reason == judged[r.ID] {
			t.Errorf("%s: has a scenario: %v, has a reason why not: %v", r.ID, judged[r.ID], reason)
		}
	}
}

// Every sentence is used, and no text is two sentences.
func TestEverySentenceIsUsed(t *testing.T) {
	t.Parallel()
	requirements, err := harness.Requirements(features.FS())
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	patterns := map[string]*regexp.Regexp{}
	for _, step := range harness.Steps() {
		patterns[step.Sentence] = regexp.MustCompile(step.Pattern())
	}
	sentences := func(text string) (known []string) {
		for sentence, pattern := range patterns {
			if pattern.MatchString(text) {
				known = append(known, sentence)
			}
		}
		return known
	}
	for _, s := range tellings(t, requirements) {
		for _, text := range s.steps {
			known := sentences(text)
			if len(known) != 1 {
				t.Errorf("%q: the step %q is %d sentences: %q", s.title, text, len(known), known)
			}
			for _, sentence := range known {
				used[sentence] = true
			}
		}
	}
	for _, step := range harness.Steps() {
		if !used[step.Sentence] {
			t.Errorf("no scenario says %q", step.Sentence)
		}
		if got := sentences(step.Example); !slices.Equal(got, []string{step.Sentence}) {
			t.Errorf("the example %q of %q is %q", step.Example, step.Sentence, got)
		}
		if step.Does == "" || step.Do == nil {
			t.Errorf("%q says not what it does", step.Sentence)
		}
	}
}
