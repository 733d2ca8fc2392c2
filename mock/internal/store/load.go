package store

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// A Saved is a workspace as it was kept.
type Saved struct {
	ID     string
	Deed   []byte
	Origin []byte   // as given to Create; nil if it began empty
	World  []byte   // of the last Rewrite; nil if there was none
	After  [][]byte // entries, after World or else after Origin
	Log    *Log     // goes on with it
}

// An Item is something else that was kept.
type Item struct {
	ID    string
	Value []byte
}

// Load reads all workspaces and items. It is called once, before anything is
// written. What is not as it was written is an error that names the file and
// the workspace.
func (s *Store) Load() (saved []Saved, kept []Item, err error) {
	err = guarded(s.path, func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			err := tx.Bucket(workspaces).ForEachBucket(func(id []byte) error {
				one, err := s.load(string(id), tx.Bucket(workspaces).Bucket(id))
				if err != nil {
					return fmt.Errorf("%s: workspace %s: %w", s.path, id, err)
				}
				saved = append(saved, one)
				return nil
			})
			if err != nil {
				return err
			}
			return tx.Bucket(items).ForEach(func(id, text []byte) error {
				value, err := opened(text)
				if err != nil {
					return fmt.Errorf("%s: item %s: %w", s.path, id, err)
				}
				kept = append(kept, Item{ID: string(id), Value: value})
				return nil
			})
		})
	})
	return saved, kept, err
}

// load reads one workspace.
func (s *Store) load(id string, b *bbolt.Bucket) (Saved, error) {
	l := &Log{store: s, id: id, generation: 1}
	one := Saved{ID: id, Log: l}
	var err error
	for key, into := range map[string]*[]byte{string(keyDeed): &one.Deed, string(keyOrigin): &one.Origin, string(keyWorld): &one.World} {
		if *into, err = get(b.Bucket(whole), []byte(key)); err != nil {
			return one, fmt.Errorf("%s: %w", key, err)
		}
	}
	l.world = max(len(one.World), len(one.Origin))
	if one.World != nil {
		if len(one.World) < 8 {
			return one, errBroken
		}
		l.generation, one.World = binary.BigEndian.Uint64(one.World), one.World[8:]
	}
	err = b.ForEachBucket(func(generation []byte) error {
		if n, ok := numbered(generation); ok && n >= l.generation {
			l.generation = n
			return one.read(b.Bucket(generation))
		}
		return nil
	})
	l.sized = l.generation
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logs[id] = l
	return one, err
}

// read adds the entries of one generation.
func (s *Saved) read(b *bbolt.Bucket) error {
	return b.ForEach(func(_, text []byte) error {
		entry, err := opened(text)
		if err != nil {
			return fmt.Errorf("entry %d: %w", len(s.After)+1, err)
		}
		s.After = append(s.After, entry)
		s.Log.size += len(entry)
		return nil
	})
}

// Keep keeps an item, in place of one with its id.
func (s *Store) Keep(id string, value []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enqueueLocked(func(tx *bbolt.Tx) error { return put(tx.Bucket(items), []byte(id), value) })
}

// Drop forgets an item.
func (s *Store) Drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enqueueLocked(func(tx *bbolt.Tx) error { return tx.Bucket(items).Delete([]byte(id)) })
}

// Stamp replaces the one word that the file has about all of it, and returns
// the one before; empty if there was none.
func (s *Store) Stamp(word string) (before string, err error) {
	err = s.db.Update(func(tx *bbolt.Tx) error {
		text, err := get(tx.Bucket(about), keyStamp)
		if err != nil {
			return err
		}
		before = string(text)
		return put(tx.Bucket(about), keyStamp, []byte(word))
	})
	if err != nil {
		err = fmt.Errorf("%s: %w", s.path, err)
	}
	return before, err
}
