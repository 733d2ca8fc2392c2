package ui

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A shelf has a book for each workspace whose pages somebody looks at.
type shelf struct {
	shutdown <-chan struct{}

	mu    sync.Mutex
	books map[string]*book
	made  int
}

func newShelf(shutdown <-chan struct{}) *shelf {
	return &shelf{shutdown: shutdown, books: map[string]*book{}}
}

// idle is how long a book is kept up that nobody looks into. Our choice.
const idle = time.Minute

// A book is a workspace's journal as chains, kept up by one follower for all
// pages. Nobody who writes the journal waits for it.
type book struct {
	run  int // tells it from other books about the same workspace
	stop context.CancelFunc

	mu      sync.Mutex
	told    ledger
	readers int
	idle    *time.Timer
	over    error         // why it is not kept up any more
	more    chan struct{} // closed by the next change; nil while nobody waits
}

// open gives the book of a workspace, kept up to this moment.
func (s *shelf) open(ctx context.Context, ws control.Workspace) (*book, error) {
	page, err := ws.Journal(ctx, journal.Query{Limit: 1})
	if err != nil {
		return nil, err
	}
	b := s.take(ws)
	return b, b.reach(ctx, page.Last)
}

// take finds a book that is kept up, or begins one. After a reset that is
// another one.
func (s *shelf) take(ws control.Workspace) *book {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.books[ws.ID()]; b != nil && b.touch() {
		return b
	}
	s.made++
	ctx, cancel := context.WithCancel(context.Background())
	b := &book{run: s.made, stop: cancel, told: newLedger()}
	b.idle = time.AfterFunc(idle, b.rest)
	s.books[ws.ID()] = b
	go b.follow(ctx, ws)
	go func() {
		select {
		case <-s.shutdown:
		case <-ctx.Done():
		}
		cancel()
		b.idle.Stop()
	}()
	return b
}

// touch keeps a book from being idle; false if it is over.
func (b *book) touch() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over != nil {
		return false
	}
	b.idle.Reset(idle)
	return true
}

// rest ends a book that nobody follows.
func (b *book) rest() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.readers > 0 {
		b.idle.Reset(idle)
		return
	}
	b.stop()
}

// follow keeps the book up until the journal ends.
func (b *book) follow(ctx context.Context, ws control.Workspace) {
	defer b.stop()
	for e, err := range ws.Follow(ctx, 0) {
		b.mu.Lock()
		if err != nil {
			b.over = err
		} else {
			b.told.add(e)
		}
		if b.more != nil {
			close(b.more)
			b.more = nil
		}
		b.mu.Unlock()
	}
}

// errBehind says that a book could not be kept up.
var errBehind = errors.New("the journal grows faster than it is read: look again in a moment")

// reach waits until the book has come to an entry, for a while.
func (b *book) reach(ctx context.Context, seq uint64) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for {
		last, more, over := b.state()
		if last >= seq || over != nil {
			return nil // what has ended can still be read
		}
		select {
		case <-more:
		case <-ctx.Done():
			return errBehind
		}
	}
}

// state is how far the book is, what is closed when that changes, and why it is
// not kept up any more.
func (b *book) state() (last uint64, more <-chan struct{}, over error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.more == nil {
		b.more = make(chan struct{})
	}
	return b.told.last, b.more, b.over
}

// read is the book as it is now. What it gives is never changed.
func (b *book) read() reading {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.told.reading()
}

// hold counts a follower in until it calls the result.
func (b *book) hold() (release func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.readers++
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.readers--
	}
}

// mark says up to where a page has seen the book.
func (b *book) mark() string {
	last, _, _ := b.state()
	return fmt.Sprintf("%d.%d", b.run, last)
}

// since reads a mark; false if it is of another book.
func (b *book) since(mark string) (uint64, bool) {
	run, seq, _ := strings.Cut(mark, ".")
	n, err := strconv.ParseUint(seq, 10, 64)
	return n, err == nil && run == strconv.Itoa(b.run)
}
