package harness_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/cucumber/godog"

	"github.com/belvo-mock/belvo-mock/features"
	"github.com/belvo-mock/belvo-mock/harness"
)

// The vendor's guide holds for the mock, and for a client that does no more
// than the guide asks.
func TestGuide(t *testing.T) {
	used := map[string]bool{}
	var out bytes.Buffer
	suite := godog.TestSuite{
		Name: "guide",
		ScenarioInitializer: func(s *godog.ScenarioContext) {
			w := &world{t: t}
			s.Before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) { w.begin(); return ctx, nil })
			s.After(func(ctx context.Context, _ *godog.Scenario, _ error) (context.Context, error) {
				w.end()
				return ctx, nil
			})
			for _, step := range steps(w) {
				s.Step(step.Pattern(), step.Do)
			}
			s.StepContext().After(func(ctx context.Context, step *godog.Step, _ godog.StepResultStatus, err error) (context.Context, error) {
				for _, known := range steps(w) {
					if known.Matches(step.Text) {
						used[known.Sentence] = true
					}
				}
				return ctx, err
			})
		},
		Options: &godog.Options{FS: features.FS(), Paths: []string{"guide.feature"}, Format: "pretty", Output: &out, Strict: true, NoColors: true},
	}
	if code := suite.Run(); code != 0 {
		t.Errorf("the guide does not hold (%d):\n%s", code, out.String())
	}
	for _, step := range steps(&world{}) {
		if !used[step.Sentence] {
			t.Errorf("no scenario says %q", step.Sentence)
		}
	}
	if len(used) == 0 {
		t.Error("no scenario was run")
	}
}

func TestStepMatches(t *testing.T) {
	t.Parallel()
	step := harness.Step{Sentence: "{who} acknowledges within {dur} (at last)"}
	for text, want := range map[string]bool{
		"Ana acknowledges within 5 seconds (at last)":     true,
		"Ana acknowledges within 1 second (at last)":      true,
		"Ana acknowledges within soon (at last)":          false,
		"and Ana acknowledges within 5 seconds":           false,
		"Ana B acknowledges within 5 seconds (at last)":   false,
		"Ana acknowledges within 5 seconds (at last) now": false,
	} {
		if got := step.Matches(text); got != want {
			t.Errorf("%q matches: %v, want %v", text, got, want)
		}
	}
}
