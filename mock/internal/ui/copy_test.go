package ui_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// Each sentence of a scenario that is copied is one that check knows.
func TestGherkinIsInTheVocabulary(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, fault, has string }{
		{"retried", "", "acknowledges it within 5 seconds"},
		{"the job fails", "job_fails", "could not be gathered"},
		{"dropped", "drop", "will lose every notification"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := mock.Start(t, mock.Config{Seed: 7, Frozen: true, WebhookURL: receiver(t, 500)})
			if tt.fault != "" {
				rule := fault.Rule{Fault: tt.fault}
				if tt.fault == "job_fails" {
					rule.With.Code = "institution_down"
				}
				if _, err := p.Workspace().AddFault(t.Context(), rule); err != nil {
					t.Fatal(err)
				}
			}
			id := ask(t, p, "transactions")
			settled(t, p)
			_, text := visit(t, p, "/w/default/requests/"+id+"/gherkin")
			if !strings.Contains(text, tt.has) {
				t.Errorf("the scenario lacks %q:\n%s", tt.has, text)
			}
			for line := range strings.Lines(text) {
				keyword, sentence, _ := strings.Cut(strings.TrimSpace(line), " ")
				if !slices.Contains([]string{"Given", "When", "Then", "And"}, keyword) {
					continue
				}
				if !slices.ContainsFunc(harness.Steps(), func(s harness.Step) bool { return regexp.MustCompile(s.Pattern()).MatchString(sentence) }) {
					t.Errorf("check does not know %q", sentence)
				}
			}
		})
	}
}

// What is copied as a scenario is one that can be loaded.
func TestScenarioCanBeLoaded(t *testing.T) {
	t.Parallel()
	p, id := retriedProvider(t)
	_, text := visit(t, p, "/w/default/requests/"+id+"/scenario")
	if _, err := p.Workspace().LoadScenario(t.Context(), []byte(text)); err != nil || !strings.HasPrefix(text, "# Retried twice") {
		t.Errorf("%v:\n%s", err, text)
	}
}
