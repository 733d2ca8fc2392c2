package journal

import (
	"cmp"
	"errors"
	"fmt"
	"sync"
)

// Limits bound a Journal. What is 0 is the default of it.
type Limits struct {
	Entries int   // kept at most; default 10,000
	Bytes   int64 // of memory, estimated, that they hold on to; default 32 MiB
}

// Defaults of Limits. Our choice.
const (
	DefaultEntries = 10_000
	DefaultBytes   = 32 << 20
)

// ErrClosed ends all waiting on a Journal that was closed.
var ErrClosed = errors.New("the journal is closed")

// ErrGone is what a *GoneError is, for errors.Is.
var ErrGone = errors.New("journal entries are gone")

// A GoneError says that entries which somebody has not read yet were dropped.
type GoneError struct {
	Since uint64 // the last entry that the reader had
	First uint64 // the oldest that is kept
}

func (e *GoneError) Error() string {
	return fmt.Sprintf("journal entries %d to %d were dropped: the oldest that is kept is %d", e.Since+1, e.First-1, e.First)
}

// Is makes e an ErrGone.
func (e *GoneError) Is(target error) bool { return target == ErrGone }

// A Journal keeps the latest entries of a workspace; the oldest go first. It is
// safe for concurrent use, and nobody who reads it can hold up who writes. Make
// one with New. An empty Journal takes next to no memory. To begin again, Close
// it and make another.
type Journal struct {
	limits Limits

	mu     sync.Mutex
	ring   []slot // grows up to limits.Entries
	head   int    // where the oldest entry stands in ring
	count  int
	last   uint64 // Seq of the newest entry; 0 before the first
	bytes  int64
	closed bool
	more   chan struct{} // closed by the next Append or Close; nil while nobody waits
}

type slot struct {
	entry Entry
	size  int64
}

// smallestRing is how many slots the first entry makes room for.
const smallestRing = 16

// slotSize is about how many bytes a slot takes.
const slotSize = 200

// New makes an empty Journal.
func New(l Limits) *Journal {
	l.Entries = cmp.Or(max(l.Entries, 0), DefaultEntries)
	l.Bytes = cmp.Or(max(l.Bytes, 0), DefaultBytes)
	return &Journal{limits: l}
}

// Append adds e as the newest entry and returns it with its Seq. The newest is
// kept however large it is. A closed Journal takes nothing, and returns e with
// Seq 0.
func (j *Journal) Append(e Entry) Entry {
	e.Data = redacted(e.Data)
	size := slotSize + int64(len(e.Line)+len(e.LinkID)+len(e.RequestID)+len(e.DeliveryID)) + sizeOf(e.Data)

	j.mu.Lock()
	defer j.mu.Unlock()
	e.Seq = 0
	if j.closed {
		return e
	}
	j.last++
	e.Seq = j.last
	for j.count > 0 && (j.count == j.limits.Entries || j.bytes+size > j.limits.Bytes) {
		j.dropLocked()
	}
	if j.count == len(j.ring) {
		j.growLocked()
	}
	*j.slotLocked(j.count) = slot{e, size}
	j.count++
	j.bytes += size
	j.wakeLocked()
	return e
}

// Last is the Seq of the newest entry; 0 before the first.
func (j *Journal) Last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

// slotLocked is the place of the nth entry that is kept.
func (j *Journal) slotLocked(n int) *slot {
	at := j.head + n
	if at >= len(j.ring) {
		at -= len(j.ring)
	}
	return &j.ring[at]
}

func (j *Journal) dropLocked() {
	oldest := j.slotLocked(0)
	j.bytes -= oldest.size
	*oldest = slot{}
	j.count--
	if j.head++; j.head == len(j.ring) {
		j.head = 0
	}
}

func (j *Journal) growLocked() {
	larger := make([]slot, min(max(2*len(j.ring), smallestRing), j.limits.Entries))
	n := copy(larger, j.ring[j.head:])
	copy(larger[n:], j.ring[:j.head])
	j.ring, j.head = larger, 0
}

func (j *Journal) wakeLocked() {
	if j.more != nil {
		close(j.more)
		j.more = nil
	}
}

// Close ends the Journal: who waits gets ErrClosed, and nothing is added any
// more. What it holds can still be read.
func (j *Journal) Close() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
	j.wakeLocked()
}

// firstLocked is the Seq of the oldest entry that is kept, or that the next one
// will have if there is none.
func (j *Journal) firstLocked() uint64 { return j.last - uint64(j.count) + 1 }

// afterLocked is how many of the entries that are kept have a Seq of at most
// since; it refuses if some that have a larger one were dropped.
func (j *Journal) afterLocked(since uint64) (int, error) {
	first := j.firstLocked()
	switch {
	case since+1 < first:
		return 0, &GoneError{Since: since, First: first}
	case since > j.last:
		return j.count, nil
	default:
		return int(since + 1 - first), nil
	}
}

// sinceLocked is where a reader begins that asks for what is after since. Who
// asks for what is after 0 has read nothing, and so misses nothing that was
// dropped.
func (j *Journal) sinceLocked(since uint64) uint64 {
	if since == 0 {
		return j.firstLocked() - 1
	}
	return since
}
