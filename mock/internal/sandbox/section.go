package sandbox

import (
	"context"
	"encoding"
	"sync"
)

// A Log keeps what happens to a workspace for its next life.
type Log interface {
	// Append takes what happened next. It is called in order, with the workspace
	// locked, so it only hands on; what it was given is encoded later and not
	// changed any more. It is full when it would rather have the whole World.
	Append(changes encoding.BinaryMarshaler) (full bool)
	// Rewrite takes the whole World in place of all that was appended.
	Rewrite(world encoding.BinaryMarshaler)
	// Wait waits until all is kept that was appended before, or ctx ends.
	Wait(ctx context.Context) error
}

// A section is the lock of a workspace's state. What changes while it is held
// is kept together, or not at all.
type section struct {
	sync.Mutex

	changes []change // not yet published
	publish func([]change)
}

// Unlock publishes what has changed, and unlocks.
func (s *section) Unlock() {
	if len(s.changes) > 0 {
		s.publish(s.changes)
		s.changes = nil
	}
	s.Mutex.Unlock()
}

// publish hands changes to the log. The caller holds mu.
func (w *Workspace) publish(changes []change) {
	if w.log.Append(changeList(changes)) {
		w.log.Rewrite(&World{w.worldNow()})
	}
}

// Kept waits until all that has happened so far is kept, so that an answer may
// tell of it; without a log at once. It fails when ctx ends, or the log did.
func (w *Workspace) Kept(ctx context.Context) error {
	if w.log == nil {
		return nil
	}
	return w.log.Wait(ctx)
}

// keepTime makes a move of the clock a change, before what happens after it.
// The caller holds mu.
func (w *Workspace) keepTime() {
	if moves := w.agenda.Moves(); moves != w.moves {
		w.moves = moves
		w.do(clockSet{w.agenda.Base()})
	}
}
