package mock

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/store"
)

// restore opens a state directory and lets the workspaces in it go on. Nothing
// of them begins before all of them have been read.
func (s *Server) restore(dir string) error {
	opened, err := store.Open(dir, func(err error) {
		s.log.Error("nothing can be kept any more: what changes from now on is answered 500, and no webhook leaves", "error", err)
	})
	if err != nil {
		return err
	}
	s.store = opened
	saved, items, err := opened.Load()
	if err != nil {
		return err
	}
	all := make([]*revenant, len(saved))
	for i, one := range saved {
		if all[i], err = s.revive(one); err != nil {
			return fmt.Errorf("workspace %s in %s: %w", one.ID, dir, err)
		}
	}
	if err := s.hang(items); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if limit := s.directory.limit; len(all) > limit {
		return fmt.Errorf("%s has %d workspaces, and --max-workspaces allows %d", dir, len(all), limit)
	}
	before, err := opened.Stamp(fingerprint(s.base.Fixtures))
	if err != nil {
		return err
	}
	if len(all) > 0 && before != fingerprint(s.base.Fixtures) {
		s.log.Warn("institutions or personas are not those of the last start: what kept links hold may have changed", "state-dir", dir)
	}
	for _, r := range all {
		s.directory.add(r.tenant)
		s.begin(r)
	}
	return nil
}

// A revenant is a tenant that was kept, before its world goes on.
type revenant struct {
	*tenant
	next sandbox.Config // what its world is made of this time
	deed []byte         // as it was kept
}

// revive reads a tenant and its world.
func (s *Server) revive(saved store.Saved) (*revenant, error) {
	var d deed
	if err := readBack(saved.Deed, &d); err != nil {
		return nil, fmt.Errorf("read what it is made of: %w", err)
	}
	d.Made = d.Made.InProcessOf(s.base)
	d.Made.Owner = saved.ID
	origin, err := worldOf(saved.Origin)
	if err != nil {
		return nil, err
	}
	if origin != nil {
		if err := origin.Check(s.base.Fixtures); err != nil {
			return nil, fmt.Errorf("what it began with: %w", err)
		}
	}
	d.Made.From = origin
	t := s.follow(saved, d)
	next := t.config
	next.Log = saved.Log
	if saved.World == nil && len(saved.After) == 0 {
		return &revenant{t, next, saved.Deed}, nil // it was ended before its world had begun
	}
	world, err := s.worldSaved(saved)
	if err != nil {
		return nil, err
	}
	world.Resume()
	next.From, next.Subscriber, next.Limits, next.Frozen = world, world.Subscriber(), world.Limits(), false
	if present := s.flags(); s.flagged(saved.ID, d) {
		if !reflect.DeepEqual(present.Subscriber, d.Flags.Subscriber) {
			next.Subscriber = present.Subscriber
		}
		if present.Limits != d.Flags.Limits {
			next.Limits = present.Limits
		}
	}
	return &revenant{t, next, saved.Deed}, nil
}

// worldSaved is the world as it was last.
func (s *Server) worldSaved(saved store.Saved) (*sandbox.World, error) {
	world, err := worldOf(saved.World)
	if world == nil && err == nil {
		world, err = worldOf(saved.Origin)
	}
	if err != nil {
		return nil, err
	}
	if world == nil {
		world = sandbox.EmptyWorld()
	}
	for i, entry := range saved.After {
		if err := world.Apply(entry); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
	}
	return world, world.Check(s.base.Fixtures)
}

// worldOf reads a world; nil if there is none.
func worldOf(text []byte) (*sandbox.World, error) {
	if text == nil {
		return nil, nil
	}
	var w sandbox.World
	if err := w.UnmarshalBinary(text); err != nil {
		return nil, err
	}
	return &w, nil
}

// flagged tells whether a workspace is as the flags of each start say: the
// default one is, and those that any credentials opened.
func (s *Server) flagged(id string, d deed) bool { return id == s.cfg.SecretID || !d.Lasting }

// follow makes a tenant of what was kept. One that is flagged is made of what
// the flags of this start say, but for its seed, from which its data follow; and
// all of it stays as it was made if it plays a scenario. Others stay too.
func (s *Server) follow(saved store.Saved, d deed) *tenant {
	t := &tenant{id: saved.ID, password: d.Password, lasting: d.Lasting, config: d.Made, log: saved.Log}
	flagged, first := s.flagged(saved.ID, d), saved.ID == s.cfg.SecretID
	if first {
		t.password, t.lasting = s.cfg.SecretPassword, true
	}
	if flagged && d.Made.Scenario == nil {
		t.config = s.visited
		if first {
			t.config = s.first()
		}
		t.config.Owner, t.config.Seed, t.config.From = saved.ID, d.Made.Seed, d.Made.From
	}
	t.origin = s.originOf(t.config)
	return t
}

// begin lets the world of a revenant go on.
func (s *Server) begin(r *revenant) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if present := s.deed(r.tenant); !bytes.Equal(present, r.deed) {
		r.log.SetDeed(present)
	}
	r.world = sandbox.New(r.next)
}

// hang puts kept snapshots into the album, oldest first.
func (s *Server) hang(items []store.Item) error {
	for _, item := range items {
		var p keptSnapshot
		if err := readBack(item.Value, &p); err != nil {
			return fmt.Errorf("snapshot %s: %w", item.ID, err)
		}
		world, err := worldOf(p.World)
		if err == nil {
			err = world.Check(s.base.Fixtures)
		}
		if err != nil {
			return fmt.Errorf("snapshot %s: %w", item.ID, err)
		}
		s.album.add(&snapshot{id: item.ID, owner: p.Owner, config: p.Made.InProcessOf(s.base), world: world})
	}
	slices.SortFunc(s.album.all, func(a, b *snapshot) int { return a.world.Taken().Compare(b.world.Taken()) })
	return nil
}
