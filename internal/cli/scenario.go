package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock"
)

// stage reads the scenario that --scenario names. Each of its problems is a line
// with file, line and column.
func (s *serve) stage(set *settings, cfg *mock.Config) error {
	if s.Scenario == "" {
		return nil
	}
	scenario, err := cfg.OpenScenario(s.Scenario)
	if err == nil {
		cfg.Scenario = scenario
		return nil
	}
	if strings.HasPrefix(err.Error(), "fixtures: ") {
		return s.problems(set, err)
	}
	var all []error
	for _, wrong := range parts(err) {
		all = append(all, set.placed(fmt.Errorf("--scenario: %w", wrong)))
	}
	return &usageError{errors.Join(all...)}
}
