package sandbox

import (
	"maps"
	"slices"
	"time"
)

// Limits are those of the vendor that can be switched on, each alone. The zero
// value is none of them. A link's cooldown between refreshes is none of these:
// it always holds.
type Limits struct {
	// Deletes lets five links be deleted in a minute, five accounts, and so on;
	// more are refused with Throttled. Asynchronous deletions are not counted.
	Deletes bool `json:"deletes,omitempty"`
	// Requests lets 80 requests in 30 seconds through; more meet the Firewall.
	Requests bool `json:"requests,omitempty"`
	// SyncCutoff refuses with RequestTimeout to collect synchronously where the
	// bank takes more than five minutes.
	SyncCutoff bool `json:"sync_cutoff,omitempty"`
	// Quotas lets each resource of a link in the open finance network be collected
	// so many times in a month; beyond that the data is that of the last look.
	Quotas bool `json:"quotas,omitempty"`
}

// AllLimits are all of them.
func AllLimits() Limits {
	return Limits{Deletes: true, Requests: true, SyncCutoff: true, Quotas: true}
}

// Source: vendor document for the numbers. That a window slides, that the
// caller is the workspace instead of an address, and that what was refused is
// not counted, is our choice.
const (
	maxDeletes    = 5
	deleteWindow  = time.Minute
	maxRequests   = 80
	requestWindow = 30 * time.Second
	syncCutoff    = 5 * time.Minute
)

// quotas are how many times in a calendar month of UTC each resource can be
// collected through one link.
//
// Source: the vendor's document says that the Brazilian network has monthly
// limits for each resource, and that data is stale beyond them. The numbers are
// our choice: few for what seldom changes, many for what changes daily.
var quotas = map[string]int{
	"accounts": 8, "owners": 8, "bills": 30, "transactions": 240, "br_balances": 240,
}

// A Recent is what the limits count.
type Recent struct {
	Requests []time.Time            // let through within the window
	Deletes  map[string][]time.Time // likewise, by what was deleted
}

// A Quota is what was collected of a link in a month.
type Quota struct {
	Month string               // such as 2026-03
	Used  map[string]int       // by resource
	Last  map[string]time.Time // when the bank was last looked at, by resource
}

type (
	limitsSet      struct{ Limits Limits }
	requestCounted struct{ At time.Time }
	deleteCounted  struct {
		What string
		At   time.Time
	}
	quotaUsed struct {
		Link, Resource string
		At             time.Time
	}
)

func (c limitsSet) to(s *state) { s.Limits = c.Limits }

func (c requestCounted) to(s *state) {
	s.Recent.Requests = append(recent(s.Recent.Requests, c.At, requestWindow), c.At)
}

func (c deleteCounted) to(s *state) {
	next := maps.Clone(s.Recent.Deletes)
	if next == nil {
		next = map[string][]time.Time{}
	}
	next[c.What] = append(recent(next[c.What], c.At, deleteWindow), c.At)
	s.Recent.Deletes = next
}

func (c quotaUsed) to(s *state) {
	s.edit(c.Link, func(link *Link) {
		next := Quota{Month: monthOf(c.At), Used: map[string]int{}, Last: map[string]time.Time{}}
		if before := link.Quota; before != nil {
			maps.Copy(next.Last, before.Last)
			if before.Month == next.Month {
				maps.Copy(next.Used, before.Used)
			}
		}
		next.Used[c.Resource]++
		next.Last[c.Resource] = c.At
		link.Quota = &next
	})
}

func monthOf(at time.Time) string { return at.UTC().Format("2006-01") }

// recent are the moments that lie in a window which ends at another.
func recent(moments []time.Time, at time.Time, window time.Duration) []time.Time {
	return slices.DeleteFunc(slices.Clone(moments), func(m time.Time) bool { return !m.Add(window).After(at) })
}

// Limits are those that hold now.
func (w *Workspace) Limits() Limits {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.Limits
}

// SetLimits switches limits on and off.
func (w *Workspace) SetLimits(l Limits) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.apply(limitsSet{l})
}

// Knock counts a request, and refuses one too many with Firewall.
func (w *Workspace) Knock() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.state.Limits.Requests {
		return nil
	}
	now := w.agenda.Now()
	if len(recent(w.state.Recent.Requests, now, requestWindow)) >= maxRequests {
		return refuse(Firewall, "", "More than %d requests in %s.", maxRequests, requestWindow)
	}
	w.apply(requestCounted{now})
	return nil
}

// mayDelete counts a deletion, and refuses one too many with Throttled.
func (w *Workspace) mayDelete(what string) error {
	if !w.state.Limits.Deletes {
		return nil
	}
	now := w.agenda.Now()
	if last := recent(w.state.Recent.Deletes[what], now, deleteWindow); len(last) >= maxDeletes {
		return &Error{
			Kind: Throttled, Detail: "No more than five can be deleted in a minute.", Wait: last[0].Add(deleteWindow).Sub(now),
		}
	}
	w.apply(deleteCounted{what, now})
	return nil
}

// inTime refuses to wait for a bank that is too slow.
func (w *Workspace) inTime() error {
	if w.state.Limits.SyncCutoff && w.latency > syncCutoff {
		return refuse(RequestTimeout, "", "The institution took more than five minutes: ask asynchronously, or for fewer days.")
	}
	return nil
}

// look is the moment of a look at the bank for a resource: now, or where the
// network's quota is used up, when it was last looked at.
func (w *Workspace) look(link *Link, resource string) time.Time {
	at := link.look(w.agenda.Now())
	limit, limited := quotas[resource]
	if !w.state.Limits.Quotas || !limited || link.Consent == nil {
		return at
	}
	if q := link.Quota; q != nil && q.Month == monthOf(at) && q.Used[resource] >= limit {
		w.finding(link.ID, "quota_used_up", "the network lets "+resource+" be collected no more this month: the data is that of the last time")
		return q.Last[resource]
	}
	w.apply(quotaUsed{Link: link.ID, Resource: resource, At: at})
	return at
}
