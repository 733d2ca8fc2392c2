package reference

import (
	"maps"
	"slices"
	"sync"

	"github.com/belvo-mock/belvo-mock/harness"
)

// A store is what a client must not lose: what it asked for, what it heard and
// has not finished, and what it holds. It is handed from one life to the next.
// It is safe for concurrent use, and each method is one transaction.
type store struct {
	mu      sync.Mutex
	changed chan struct{} // closed at the next change of an order

	orders  []order
	links   map[string]linkState
	heard   map[string]bool         // what was taken, by its key
	work    map[string]notification // taken and not finished, by webhook_id
	rows    map[what]map[string]row // by id
	ends    map[what]ending         // how the latest of what was heard came out
	walks   int                     // readings begun so far
	refused int                     // notifications refused so far
	brought map[string]batch        // what a notification brought, by webhook_id; for bug X08
}

// what names data: a resource of a link, by the word of its path.
type what struct{ Link, Resource string }

// An ending is how an order, or data that nobody ordered, came out.
type ending struct {
	Order  int // the newest order at that time
	Status string
}

// The statuses of a holding.
const (
	pending = "pending" // ordered, and neither told nor found
	ready   = "ready"   // every page was read
	failed  = "failed"  // refused, or not readable
)

// A linkState says whether a link can still be asked about.
type linkState string

const (
	alive   linkState = "alive"
	broken  linkState = "broken"  // its credentials or its consent are gone
	deleted linkState = "deleted" // it does not exist any more
)

func newStore() *store {
	return &store{
		changed: make(chan struct{}), links: map[string]linkState{}, heard: map[string]bool{}, work: map[string]notification{},
		rows: map[what]map[string]row{}, ends: map[what]ending{}, brought: map[string]batch{},
	}
}

// link is what is known of a link; false if it is a stranger.
func (s *store) link(id string) (linkState, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state, known := s.links[id]
	return state, known
}

// mark says that a link has changed. With a deleted one goes what was held of it.
func (s *store) mark(link string, to linkState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.links[link] = to
	if to == alive {
		return
	}
	for i := range s.orders {
		if o := &s.orders[i]; o.Link == link && o.open() {
			o.State = lost
			s.ends[o.what()] = ending{o.Number, failed}
		}
	}
	if to == deleted {
		maps.DeleteFunc(s.rows, func(w what, _ map[string]row) bool { return w.Link == link })
		maps.DeleteFunc(s.ends, func(w what, _ ending) bool { return w.Link == link })
	}
	s.announce()
}

// knows tells whether a notification was taken before.
func (s *store) knows(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard[key]
}

// take remembers a notification and the work that it is, both or neither;
// false if it was taken before.
func (s *store) take(key string, n notification) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.heard[key] {
		return false
	}
	s.heard[key] = true
	s.work[n.WebhookID] = n
	return true
}

// forget makes a notification as if it had not been heard.
func (s *store) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.heard, key)
}

// finish removes the work that a notification was.
func (s *store) finish(n notification) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.work, n.WebhookID)
}

// unfinished is the work that is left.
func (s *store) unfinished() []notification {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.work))
}

// forgetWork and forgetHeard are what a restart does to bugs M05 and M16.
func (s *store) forgetWork() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.work)
}

func (s *store) forgetHeard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.heard)
}

// refusal numbers a notification that is refused.
func (s *store) refusal() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused++
	return s.refused
}

// held is what is known of some data.
func (s *store) held(w what) (harness.Holding, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	end, ended := s.ends[w]
	waits := slices.ContainsFunc(s.orders, func(o order) bool { return o.what() == w && o.open() })
	if !ended && !waits {
		return harness.Holding{}, harness.ErrNothingHeld
	}
	h := harness.Holding{Status: end.Status, Items: s.items(w)}
	if waits {
		h.Status = pending
	}
	return h, nil
}

// failed tells whether the latest of some data could not be had; for bug X18.
func (s *store) failed(w what) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ends[w].Status == failed
}

// announce wakes those who wait for a change; the lock is held.
func (s *store) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}
