package journal

import "slices"

// A Query selects entries. The zero value is all that are kept.
type Query struct {
	// Since leaves out the entries up to this Seq. 0 is from the oldest that is
	// kept; any other is refused when entries after it were dropped.
	Since uint64
	Kinds []Kind // any of these; empty is any

	LinkID, RequestID, DeliveryID string // empty is any

	// Limit is how many entries to return, the oldest ones; 0 is no limit. Who
	// wants the next ones asks again, since the last that came.
	Limit int
}

func (q Query) selects(e *Entry) bool {
	return (len(q.Kinds) == 0 || slices.Contains(q.Kinds, e.Kind)) &&
		(q.LinkID == "" || q.LinkID == e.LinkID) &&
		(q.RequestID == "" || q.RequestID == e.RequestID) &&
		(q.DeliveryID == "" || q.DeliveryID == e.DeliveryID)
}

// A Page is what a Query found, and what the Journal held at that moment.
type Page struct {
	Items []Entry `json:"items"` // oldest first; never nil from List
	First uint64  `json:"first"` // Seq of the oldest entry that is kept; Last+1 if none is
	Last  uint64  `json:"last"`  // Seq of the newest entry; 0 before the first
	// Dropped is how many entries are not kept any more.
	Dropped uint64 `json:"dropped"`
}

// List returns the entries that q selects. It refuses with a *GoneError if some
// entries after q.Since were dropped; the page then has no items, but says what
// the Journal holds.
func (j *Journal) List(q Query) (Page, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	first := j.firstLocked()
	page := Page{Items: []Entry{}, First: first, Last: j.last, Dropped: first - 1}
	start, err := j.afterLocked(j.sinceLocked(q.Since))
	if err != nil {
		return page, err
	}
	for n := start; n < j.count; n++ {
		if q.Limit > 0 && len(page.Items) == q.Limit {
			break
		}
		if e := &j.slotLocked(n).entry; q.selects(e) {
			page.Items = append(page.Items, *e)
		}
	}
	return page, nil
}
