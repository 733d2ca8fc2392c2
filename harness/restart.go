package harness

import (
	"context"
	"fmt"
)

// Restart kills the process, and starts it again with the same port,
// environment and folder. A client that ran already is restarted by its own
// order, and waited for at its callback.
func (c *foreign) Restart(ctx context.Context) error {
	if !c.file.Offers().Restart {
		return fmt.Errorf("restart: %w", ErrNotOffered)
	}
	select {
	case c.life <- struct{}{}:
		defer func() { <-c.life }()
	case <-ctx.Done():
		return fmt.Errorf("restart: %w", ctx.Err())
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.alive, cancel)()
	c.mu.Lock()
	p, stopped := c.process, c.stopped
	c.mu.Unlock()
	if stopped {
		return fmt.Errorf("restart: %w", errStopped)
	}
	if p == nil {
		if err := c.obeyed(ctx, "restart", c.file.restart, c.known); err != nil {
			return err
		}
		return c.afterRestart(c.await(ctx, nil, readyWithin))
	}
	if err := p.stop(ctx, 0); err != nil {
		return c.afterRestart(err)
	}
	return c.afterRestart(c.begin(ctx))
}

// afterRestart is err in its place; a Stop that came between says more.
func (c *foreign) afterRestart(err error) error {
	switch {
	case err == nil:
		return nil
	case c.alive.Err() != nil:
		return fmt.Errorf("restart: %w", errStopped)
	default:
		return fmt.Errorf("after a restart, %w", err)
	}
}
