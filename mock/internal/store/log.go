package store

import (
	"context"
	"encoding"
	"slices"

	"go.etcd.io/bbolt"
)

// rewriteAt is how many bytes of entries a log has before it would rather have
// a whole world, if the world is not larger than that. Our choice: reading so
// much at a start takes milliseconds.
const rewriteAt = 1 << 20

// A Log keeps one workspace: what it is made of, and what happens to it. Its
// entries belong to generations; each Rewrite begins another, and the world
// that it takes stands for all generations before.
type Log struct {
	store *Store
	id    string

	// All of these are the store's mu's.
	last       uint64 // its last write
	generation uint64
	full       bool // it has become so large that a world is wanted
	rewriting  bool // a world is under way
	over       bool // another has taken its place, or it was removed

	// These are the writer's.
	sized uint64 // the generation that it wrote last
	size  int    // bytes of the entries of that
	world int    // bytes of the last world
}

// Create begins the log of a workspace, in place of one that there may be.
// Deed is what the workspace is made of; origin is the world that it begins
// with, nil if it begins empty.
func (s *Store) Create(id string, deed, origin []byte) *Log {
	l := &Log{store: s, id: id, generation: 1}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.logs[id]; old != nil {
		old.over = true
	}
	s.logs[id] = l
	l.enqueueLocked(func(tx *bbolt.Tx) error {
		b, err := emptied(tx.Bucket(workspaces), id)
		if err == nil {
			err = put(b, keyDeed, deed)
		}
		if err == nil && origin != nil {
			err = put(b, keyOrigin, origin)
		}
		l.world = len(origin)
		return err
	})
	return l
}

// Remove forgets the workspace, unless another log has taken its place.
func (l *Log) Remove() {
	s := l.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.over {
		return
	}
	delete(s.logs, l.id)
	l.enqueueLocked(func(tx *bbolt.Tx) error { return removed(tx.Bucket(workspaces), l.id) })
	l.over = true
}

// SetDeed replaces what the workspace is made of.
func (l *Log) SetDeed(deed []byte) {
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	l.enqueueLocked(func(tx *bbolt.Tx) error { return put(l.bucket(tx).Bucket(whole), keyDeed, deed) })
}

// Append takes what happened next. It is encoded later, so it must not be
// changed any more. It is true once the log is so long that it would rather
// have the whole world.
func (l *Log) Append(entry encoding.BinaryMarshaler) (full bool) {
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	generation := l.generation
	l.enqueueLocked(func(tx *bbolt.Tx) error { return l.write(tx, generation, entry) })
	return l.full && !l.rewriting && !l.over
}

// Rewrite takes the world as it is after all that was appended, in place of
// it. It is encoded beside what is appended meanwhile.
func (l *Log) Rewrite(world encoding.BinaryMarshaler) {
	s := l.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.over || s.closing {
		return
	}
	l.generation++
	l.full, l.rewriting = false, true
	generation := l.generation
	s.encoding.Go(func() {
		text, err := world.MarshalBinary()
		s.mu.Lock()
		defer s.mu.Unlock()
		l.rewriting = false
		l.enqueueLocked(func(tx *bbolt.Tx) error {
			if err != nil {
				return err
			}
			l.world = len(text)
			return l.replace(tx, generation, text)
		})
	})
}

// Wait waits until all is on disk that was appended before the call, or ctx
// ends.
func (l *Log) Wait(ctx context.Context) error {
	l.store.mu.Lock()
	n := l.last
	l.store.mu.Unlock()
	return l.store.await(ctx, n)
}

// enqueueLocked hands over a write of this log; of one that is over nothing is
// written any more.
func (l *Log) enqueueLocked(w write) {
	if !l.over {
		l.last = l.store.enqueueLocked(w)
	}
}

func (l *Log) bucket(tx *bbolt.Tx) *bbolt.Bucket {
	return tx.Bucket(workspaces).Bucket([]byte(l.id))
}

// write puts an entry behind those of its generation.
func (l *Log) write(tx *bbolt.Tx, generation uint64, entry encoding.BinaryMarshaler) error {
	text, err := entry.MarshalBinary()
	if err != nil {
		return err
	}
	b, err := l.bucket(tx).CreateBucketIfNotExists(number(generation))
	if err != nil {
		return err
	}
	b.FillPercent = 1 // entries come in order
	n, err := b.NextSequence()
	if err != nil {
		return err
	}
	if l.sized != generation {
		l.size, l.sized = 0, generation
	}
	if l.size += len(text); l.size > max(rewriteAt, l.world) {
		l.store.mu.Lock()
		l.full = generation == l.generation
		l.store.mu.Unlock()
	}
	return b.Put(number(n), sealed(text))
}

// replace puts a world in place of the generations before its own.
func (l *Log) replace(tx *bbolt.Tx, generation uint64, world []byte) error {
	b := l.bucket(tx)
	var before [][]byte
	err := b.ForEachBucket(func(key []byte) error {
		if n, ok := numbered(key); ok && n < generation {
			before = append(before, slices.Clone(key))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range before {
		if err := b.DeleteBucket(key); err != nil {
			return err
		}
	}
	return put(b.Bucket(whole), keyWorld, slices.Concat(number(generation), world))
}
