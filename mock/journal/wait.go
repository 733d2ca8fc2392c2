package journal

import (
	"context"
	"iter"
	"strings"
)

// A Match says which entries to wait for. What is empty or 0 matches anything;
// Method, Path and Status match only entries about a request over HTTP: call,
// answer and attempt. The method of an attempt is POST, its path that of the
// client's URL.
type Match struct {
	Kind   Kind   `json:"kind,omitempty"`
	Method string `json:"method,omitempty"` // in any case of letters
	// Path is the whole path without the query, or with a * at its end the
	// beginning of one: "/api/links/*" is every single link.
	Path       string `json:"path,omitempty"`
	Status     int    `json:"status,omitempty"`
	LinkID     string `json:"link_id,omitempty"`
	RequestID  string `json:"request_id,omitempty"`
	DeliveryID string `json:"delivery_id,omitempty"`
}

// Entry tells whether e is one of those.
func (m Match) Entry(e Entry) bool {
	return (m.Kind == "" || m.Kind == e.Kind) &&
		(m.LinkID == "" || m.LinkID == e.LinkID) &&
		(m.RequestID == "" || m.RequestID == e.RequestID) &&
		(m.DeliveryID == "" || m.DeliveryID == e.DeliveryID) &&
		m.exchange(e.Data)
}

func (m Match) exchange(data any) bool {
	if m.Method == "" && m.Path == "" && m.Status == 0 {
		return true
	}
	about, ok := data.(interface{ exchange() exchange })
	if !ok {
		return false
	}
	x := about.exchange()
	return (m.Method == "" || strings.EqualFold(m.Method, x.method)) &&
		(m.Status == 0 || m.Status == x.status) && m.path(x.path)
}

func (m Match) path(path string) bool {
	if begin, ok := strings.CutSuffix(m.Path, "*"); ok {
		return strings.HasPrefix(path, begin)
	}
	return m.Path == "" || m.Path == path
}

// Wait returns the first count entries after since that match, as soon as there
// are so many; those that are there already count. A count below 1 is 1, and a
// since of 0 is from the oldest entry that is kept. With an error come the
// entries that did match: the error of ctx when that ended first, ErrClosed,
// or a *GoneError.
func (j *Journal) Wait(ctx context.Context, m Match, since uint64, count int) ([]Entry, error) {
	var seen []Entry
	for e, err := range j.Follow(ctx, since) {
		if err != nil {
			return seen, err
		}
		if !m.Entry(e) {
			continue
		}
		if seen = append(seen, e); len(seen) >= count {
			return seen, nil
		}
	}
	return seen, ctx.Err()
}

// batch is how many entries a follower takes at a time, so that it never holds
// up a writer for long.
const batch = 64

// Follow yields every entry after since, and then each new one as it is added.
// A since of 0 is from the oldest entry that is kept. The last pair has a zero
// Entry and the error that ended it: that of ctx, ErrClosed after the last
// entry of a closed Journal, or a *GoneError if the reader was so slow that
// entries were dropped before it had them.
func (j *Journal) Follow(ctx context.Context, since uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		cursor, there := j.begin(since)
		var room [batch]Entry
		for {
			entries, more, err := j.next(room[:0], cursor)
			for _, e := range entries {
				if cursor = e.Seq; !yield(e, nil) {
					return
				}
			}
			if err == nil && cursor >= there {
				err = pause(ctx, more)
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
		}
	}
}

// begin is after which entry a reader of those after since starts, and which
// entries are there already: it gets them even if its context has ended.
func (j *Journal) begin(since uint64) (cursor, last uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.sinceLocked(since), j.last
}

// pause waits for more, unless that is nil; it returns ctx's error if it ended.
func pause(ctx context.Context, more <-chan struct{}) error {
	if more == nil {
		return ctx.Err()
	}
	select {
	case <-more:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// next adds the entries after since to room, which bounds them. If there are
// none yet, more is closed when that changes.
func (j *Journal) next(room []Entry, since uint64) (entries []Entry, more <-chan struct{}, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	start, err := j.afterLocked(since)
	if err != nil {
		return nil, nil, err
	}
	for n := start; n < j.count && len(room) < cap(room); n++ {
		room = append(room, j.slotLocked(n).entry)
	}
	switch {
	case len(room) > 0:
		return room, nil, nil
	case j.closed:
		return nil, nil, ErrClosed
	}
	if j.more == nil {
		j.more = make(chan struct{})
	}
	return nil, j.more, nil
}
