// Package store keeps workspaces in one file: what each is made of, a whole
// world now and then, and what happened after it. It knows nothing of what it
// keeps but bytes. One goroutine writes; what comes while it does is written
// with its next sync.
package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// FileName is the name of a Store's file in its directory.
const FileName = "belvo-mock.db"

// patience is how long to wait for another process to let the file go: as long
// as one takes that is being replaced. Our choice.
const patience = 2 * time.Second

// ErrClosed is the error of a Wait for what came after Close.
var ErrClosed = errors.New("the store is closed")

// A Store is an open file. It is safe for concurrent use. Make it with Open.
type Store struct {
	path     string
	db       *bbolt.DB
	failed   func(error)
	encoding sync.WaitGroup // worlds that are being written down
	wake     chan struct{}  // full when there is something to write
	done     chan struct{}  // closed when the writer has ended

	mu      sync.Mutex
	logs    map[string]*Log // by workspace
	queue   []write
	added   uint64        // writes that were ever handed over
	queued  uint64        // the number of the last that was queued
	kept    uint64        // likewise of the last that is on disk
	changed chan struct{} // closed when kept or err changes
	err     error         // why nothing is kept any more
	closing bool          // no world is begun any more
	closed  bool          // nothing is queued any more
}

// A write is one step of a transaction.
type write func(tx *bbolt.Tx) error

// Open opens the file of a directory, and makes both if they are not there.
// Another process that has it open makes it fail after two seconds. An error
// names the file. Failed is told, once, when nothing can be kept any more.
func Open(dir string, failed func(error)) (*Store, error) {
	path := filepath.Join(dir, FileName)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make directory %s: %w", dir, err)
	}
	var db *bbolt.DB
	err := guarded(path, func() (err error) {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: patience, FreelistType: bbolt.FreelistMapType, NoStatistics: true})
		if err != nil {
			return unopened(path, err)
		}
		if err = db.Update(prepare); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s := &Store{
		path: path, db: db, failed: failed, wake: make(chan struct{}, 1), done: make(chan struct{}),
		logs: map[string]*Log{}, changed: make(chan struct{}),
	}
	go s.writeAll()
	return s, nil
}

// unopened says in words why a file cannot be opened.
func unopened(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("%s is in use by another belvo-mock", path)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch):
		return fmt.Errorf("%s is broken, or was not written by belvo-mock: %w", path, err)
	}
	return fmt.Errorf("open %s: %w", path, err)
}

// Close writes what was handed over and lets the file go. Nothing is kept
// after it. It may be called twice.
func (s *Store) Close() error {
	s.mu.Lock()
	again := s.closing
	s.closing = true
	s.mu.Unlock()
	if again {
		return nil
	}
	s.encoding.Wait()
	s.mu.Lock()
	s.closed = true
	close(s.wake)
	s.mu.Unlock()
	<-s.done
	return s.db.Close()
}

// Wait waits until all is on disk that was handed over before the call, or ctx
// ends.
func (s *Store) Wait(ctx context.Context) error {
	s.mu.Lock()
	n := s.added
	s.mu.Unlock()
	return s.await(ctx, n)
}

// await waits for the nth write.
func (s *Store) await(ctx context.Context, n uint64) error {
	for {
		s.mu.Lock()
		kept, err, changed := s.kept, s.err, s.changed
		s.mu.Unlock()
		switch {
		case kept >= n:
			return nil
		case err != nil:
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// enqueueLocked hands a write to the writer and returns its number. After
// Close, or a failure, it is not written, and whoever waits for it is told.
func (s *Store) enqueueLocked(w write) uint64 {
	s.added++
	if s.err == nil && !s.closed {
		s.queue, s.queued = append(s.queue, w), s.added
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	return s.added
}

// writeAll writes what is queued until Close or a failure, each time all that
// has come up.
func (s *Store) writeAll() {
	defer close(s.done)
	for range s.wake {
		if err := s.writeQueued(); err != nil {
			s.failed(err)
			return
		}
	}
	if err := s.writeQueued(); err != nil {
		s.failed(err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settleLocked(ErrClosed)
}

// writeQueued writes what is queued as one transaction.
func (s *Store) writeQueued() error {
	s.mu.Lock()
	batch, n := s.queue, s.queued
	s.queue = nil
	s.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for _, w := range batch {
			if err := w(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		err = fmt.Errorf("write %s: %w", s.path, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.kept = n
	}
	s.settleLocked(err)
	return err
}

// settleLocked tells those who wait that something has changed.
func (s *Store) settleLocked(err error) {
	if s.err = err; err != nil {
		s.queue = nil
	}
	close(s.changed)
	s.changed = make(chan struct{})
}
