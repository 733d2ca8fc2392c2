package mock

import (
	"context"
	"slices"
	"sync"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// maxSnapshots is how many snapshots a server keeps of all its workspaces. Our
// choice; one more is refused, since whoever relies on the oldest would not
// know that it is gone.
const maxSnapshots = 100

// A snapshot is a world as it was, and what the workspace was made of.
type snapshot struct {
	id, owner string // owner is the secret id of its workspace
	config    sandbox.Config
	world     *sandbox.World
}

func (s *snapshot) told() control.Snapshot {
	n := s.world.Numbers()
	return control.Snapshot{
		ID: s.id, SecretID: s.owner, At: s.world.At(), Seed: s.config.Seed,
		Counts: control.SnapshotCounts{Links: n.Links, Jobs: n.Jobs, Deliveries: n.Deliveries},
	}
}

// An album keeps a server's snapshots, oldest first. The zero value is empty.
type album struct {
	mu  sync.Mutex
	all []*snapshot
}

// add is false if there is no room.
func (a *album) add(s *snapshot) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.all) >= maxSnapshots {
		return false
	}
	a.all = append(a.all, s)
	return true
}

func (a *album) find(id string) (*snapshot, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	i := slices.IndexFunc(a.all, func(s *snapshot) bool { return s.id == id })
	if i < 0 {
		return nil, false
	}
	return a.all[i], true
}

// of are the snapshots of a workspace.
func (a *album) of(owner string) []*snapshot {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(a.all), func(s *snapshot) bool { return s.owner != owner })
}

// remove drops a snapshot; it is false if there is none of that id.
func (a *album) remove(id string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := len(a.all)
	a.all = slices.DeleteFunc(a.all, func(s *snapshot) bool { return s.id == id })
	return len(a.all) < before
}

// forget drops snapshots.
func (s *Server) forget(all []*snapshot) {
	for _, one := range all {
		if s.album.remove(one.id) && s.store != nil {
			s.store.Drop(one.id)
		}
	}
}

func (w workspace) Snapshot(context.Context) (control.Snapshot, error) {
	t, err := w.tenant()
	if err != nil {
		return control.Snapshot{}, err
	}
	config, world := t.made()
	config.From = nil // of its parent nothing is needed
	s := &snapshot{id: seeded.World(seeded.DrawSeed()).At("snapshot").UUID(), owner: w.id, config: config, world: world.World()}
	if !w.server.album.add(s) {
		return control.Snapshot{}, control.Refuse(control.Conflict, "", "There are %d snapshots, as many as a server keeps: delete one.", maxSnapshots)
	}
	if w.server.store != nil {
		w.server.store.Keep(s.id, s.written())
	}
	if _, err := w.tenant(); err != nil {
		w.server.forget([]*snapshot{s}) // the workspace ended meanwhile
		return control.Snapshot{}, err
	}
	record(world, "snapshot.take", s.id, "", struct{}{})
	return s.told(), nil
}

func (w workspace) Snapshots(context.Context) ([]control.Snapshot, error) {
	if _, err := w.tenant(); err != nil {
		return nil, err
	}
	var all []control.Snapshot
	for _, s := range w.server.album.of(w.id) {
		all = append(all, s.told())
	}
	return all, nil
}

func (w workspace) DeleteSnapshot(_ context.Context, id string) error {
	world, err := w.world()
	if err != nil {
		return err
	}
	found, ok := w.server.album.find(id)
	if !ok || found.owner != w.id {
		return control.Refuse(control.NotFound, "", "Workspace %s has no snapshot %s.", w.id, id)
	}
	w.server.forget([]*snapshot{found})
	record(world, "snapshot.delete", id, "", struct{}{})
	return nil
}

// configFrom is what a workspace is made of that begins with a snapshot's
// world: of the snapshot's, but for who is told and whether time stands.
func (s *Server) configFrom(spec control.WorkspaceSpec) (sandbox.Config, error) {
	found, ok := s.album.find(spec.From)
	switch {
	case !ok:
		return sandbox.Config{}, control.Refuse(control.Invalid, "from", "There is no snapshot %q.", spec.From)
	case spec.Seed != nil:
		return sandbox.Config{}, control.Refuse(control.Invalid, "seed", "A world that begins with a snapshot has the snapshot's.")
	case spec.Edition != "":
		return sandbox.Config{}, control.Refuse(control.Invalid, "edition", "A world that begins with a snapshot has the snapshot's.")
	case spec.Scenario != nil:
		return sandbox.Config{}, control.Refuse(control.Invalid, "scenario", "A world that begins with a snapshot plays the snapshot's.")
	}
	made := found.config
	made.From, made.FirstLink, made.Subscriber, made.Limits = found.world, false, found.world.Subscriber(), found.world.Limits()
	if spec.Limits {
		made.Limits = sandbox.AllLimits()
	}
	if spec.Webhook != nil {
		subscriber, err := s.subscriber(*spec.Webhook, made.Terms, "webhook.")
		if err != nil {
			return made, err
		}
		made.Subscriber = subscriber
	}
	made.Frozen = spec.Frozen
	return made, nil
}
