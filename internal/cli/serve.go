package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// Run serves until a signal comes. All ports are bound before anything is
// printed.
func (s *serve) Run(c *call) error {
	ctx, stop := signal.NotifyContext(c.ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := slog.New(s.LogFormat.handler(c))
	cfg := s.config(log)
	own, err := s.identity(c.settings)
	if err != nil {
		return err
	}
	if cfg.RootCAs, err = c.settings.roots(s.StateDir); err != nil {
		return err
	}
	if err := s.stage(c.settings, &cfg); err != nil {
		return err
	}
	provider, err := mock.New(cfg)
	if err != nil {
		return s.problems(c.settings, err)
	}
	defer provider.Close()
	ports, err := listen(ctx, s.entrances(c.settings, provider, own), log)
	if err != nil {
		return err
	}
	world, link, err := defaultWorld(ctx, provider, cfg)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(c.stdout, s.banner(cfg, world, link, ports)); err != nil {
		log.Warn("the address cannot be printed", "error", err)
	}
	failure := ports.serve()
	select {
	case err = <-failure:
		err = fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
		stop() // from here on a signal is what it always is
		log.Info("stopping once open deliveries have ended; a second signal ends them")
	}
	shutdown(context.WithoutCancel(ctx), provider, ports)
	return err
}

// defaultWorld is the default workspace as it is, and a link of it: the guide's,
// unless a scenario has others.
func defaultWorld(ctx context.Context, provider *mock.Server, cfg mock.Config) (info control.Info, link string, err error) {
	w, err := provider.Host().Open(ctx, "default")
	if err != nil {
		return info, "", err
	}
	if info, err = w.Info(ctx); err != nil || cfg.Scenario == nil {
		return info, guideLink, err
	}
	world, err := w.ExportScenario(ctx)
	if err != nil || len(world.Links) == 0 {
		return info, guideLink, err
	}
	return info, world.Links[0].ID, nil
}
