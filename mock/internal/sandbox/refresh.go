package sandbox

import (
	"time"
)

// refreshGaps are the lengths of RefreshRates.
var refreshGaps = map[string]time.Duration{
	"6h": 6 * time.Hour, "12h": 12 * time.Hour, "24h": 24 * time.Hour, "7d": 7 * 24 * time.Hour, "30d": 30 * 24 * time.Hour,
}

// refreshDue is when the clock refreshes a link next; zero: never. A nil link
// is never refreshed, nor is one that names nothing to collect.
//
// Source: vendor document for the rates, and that a link which is not valid is
// not refreshed. It says of fetch_resources that they define what is collected;
// that nothing is collected without them is inferred.
func (l *Link) refreshDue() time.Time {
	if l == nil || l.AccessMode != Recurrent || l.Status != Valid || len(l.FetchResources) == 0 && !l.FetchAll {
		return time.Time{}
	}
	from := l.Recurred
	if from.IsZero() {
		from = l.Created
	}
	return from.Add(refreshGaps[l.RefreshRate])
}

// runRefresh collects what a link names, unless the institution lets nobody in
// any more.
func (w *Workspace) runRefresh(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, now := w.state.Links[id], w.agenda.Now()
	if due := link.refreshDue(); due.IsZero() || now.Before(due) {
		return
	}
	next := *link
	next.Recurred = now
	institution, _ := w.fixtures.Institution(link.Institution)
	kind := userOf(link.Username).fails
	if kind == "" && tokenOf(institution, link.Username) != "" {
		kind = TokenRequired
	}
	switch kind {
	case LoginError:
		next.Status = InvalidStatus
	case TokenRequired:
		next.Status = TokenNeeded
	}
	w.replace(next)
	if kind != "" {
		w.tellProblem(w.state.Links[id], kind)
		return
	}
	if institution.Status != "down" {
		w.collectFor(nil, id, RecurrentUpdate, "", link.history(institution), w.latency)
	}
}
