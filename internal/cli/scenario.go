package cli

import (
	"context"
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

// opening is what the banner shows of the default workspace: as a scenario has
// it, if there is one.
func opening(ctx context.Context, provider *mock.Server, cfg mock.Config) (shown mock.Config, link string, err error) {
	if cfg.Scenario == nil {
		return cfg, guideLink, nil
	}
	workspace, err := provider.Host().Open(ctx, "default")
	if err != nil {
		return cfg, "", err
	}
	info, err := workspace.Info(ctx)
	if err != nil {
		return cfg, "", err
	}
	begun, err := workspace.ExportScenario(ctx)
	if err != nil {
		return cfg, "", err
	}
	cfg.Seed, cfg.Edition, cfg.WebhookURL, link = info.Seed, info.Edition, info.Webhook.URL, "a link of yours"
	if len(begun.Links) > 0 {
		link = begun.Links[0].ID
	}
	return cfg, link, nil
}
