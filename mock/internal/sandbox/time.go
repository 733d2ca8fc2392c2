package sandbox

import (
	"context"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// SetClock changes the workspace's clock; the errors are those of agenda.Set.
func (w *Workspace) SetClock(s agenda.Setting) error {
	defer w.timeMoved()
	return w.agenda.Set(s)
}

// Advance moves the clock to a moment, and runs what falls due on the way.
func (w *Workspace) Advance(ctx context.Context, to time.Time) (agenda.Run, error) {
	defer w.timeMoved()
	return w.agenda.Advance(ctx, to)
}

// AdvanceBy is Advance by a duration.
func (w *Workspace) AdvanceBy(ctx context.Context, d time.Duration) (agenda.Run, error) {
	defer w.timeMoved()
	return w.agenda.AdvanceBy(ctx, d)
}

// Settle runs what is pending until nothing is.
func (w *Workspace) Settle(ctx context.Context) (agenda.Run, error) {
	defer w.timeMoved()
	return w.agenda.Settle(ctx)
}

// timeMoved makes a move of the clock a change, if there was one.
func (w *Workspace) timeMoved() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keepTime()
}
