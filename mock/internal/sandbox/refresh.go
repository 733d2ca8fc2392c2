package sandbox

import (
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
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
	turned := userOf(link.Username).turns
	if turned == "" && tokenOf(institution, link.Username) != "" {
		turned = TokenNeeded
	}
	if turned != "" {
		next.Status = turned
		w.replace(next)
		w.tellStatus(link, id)
		return
	}
	w.replace(next)
	if institution.Status != "down" {
		w.collectFor(nil, id, RecurrentUpdate, "", link.history(institution), w.latency)
	}
}

// finishRefresh ends a collection by the clock and tells the subscriber what is
// new. What that is is found without holding the lock.
func (w *Workspace) finishRefresh(job Job, link *Link, h bank.Holder) {
	news := w.news(job, link, h)
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, still := w.state.Jobs[job.ID]; !still {
		return
	}
	w.collect(job)
	for _, e := range news {
		e.Process, e.RequestID = string(job.Process), job.RequestID
		w.raise(w.state.Links[job.Link], e)
	}
}

// news is what a collection tells of that was not known before. Nothing new is
// told by no event.
//
// Source: the vendor's documents for the codes; the keys are inferred, as is
// that there is no event without news.
func (w *Workspace) news(job Job, link *Link, h bank.Holder) []Event {
	resource, _ := ResourceNamed(job.Resource)
	known := link.Collections[resource.Name]
	before, after := seenBy(known), seenBy(cover(known, job.Coverage))
	whole := lastWhole(known, job.Coverage.From)
	if resource.Type != "TRANSACTIONS" {
		if n := resource.newer(h, whole, before, after, link.Gone); n > 0 {
			return []Event{{Type: resource.Type, Code: resource.NewCode, Data: map[string]int{resource.NewCount: n}}}
		}
		return nil
	}
	d := bank.Differences(h, whole, before, after)
	var news []Event
	if n := len(kept(d.New, link.Gone)); n > 0 {
		news = append(news, Event{Type: resource.Type, Code: newTransactions, Data: map[string]int{resource.NewCount: n}})
	}
	for _, told := range []struct {
		code string
		ids  []string
	}{{"transactions_updated", d.Changed}, {"transactions_deleted", d.Gone}} {
		if ids := kept(told.ids, link.Gone); len(ids) > 0 {
			news = append(news, Event{Type: resource.Type, Code: told.code, Data: map[string][]string{"transactions": ids}})
		}
	}
	return news
}

// newTransactions is the code after a refresh, in every edition: the guide's
// own belongs to asynchronous requests.
const newTransactions = "new_transactions_available"

// newer counts the records that were not known before. Where their number
// follows from the persona, there are none once all were seen.
func (r Resource) newer(h bank.Holder, whole time.Time, before, after bank.Seen, gone map[string]bool) int {
	if r.total != nil && !whole.IsZero() {
		return 0
	}
	known := map[string]bool{}
	for _, record := range r.records(h, before) {
		known[record.RecordID()] = true
	}
	n := 0
	for _, record := range r.records(h, after) {
		if id := record.RecordID(); !known[id] && !gone[id] {
			n++
		}
	}
	return n
}

// kept is ids without those that the client has deleted.
func kept(ids []string, gone map[string]bool) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return gone[id] })
}

// lastWhole is when all of a resource since a day was seen last; zero: never.
func lastWhole(coverage []Coverage, from bank.Day) time.Time {
	var last time.Time
	for _, c := range coverage {
		if at := c.Times[len(c.Times)-1]; c.Account == "" && c.To.IsZero() && !from.Before(c.From) && at.After(last) {
			last = at
		}
	}
	return last
}
