package ui

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A ledger is a journal folded into chains: pure, entry by entry. Make one with
// newLedger.
type ledger struct {
	last   uint64 // Seq of the newest entry
	chains map[string]*chain
	order  []string            // ids of the chains, oldest first
	open   map[uint64]exchange // calls without an answer, by Seq
	latest map[string]string   // the id of the newest chain about a link and a resource, as key writes them
	byHex  map[string]string   // links by the digits that ids of their records begin with
	other  []exchange          // calls that belong to no chain
	advice []advice
	moves  []move
	wall   time.Time // of the newest entry
}

// An advice is a finding, with how often it was found.
type advice struct {
	journal.FindingData
	Times  int
	LinkID string
	Seq    uint64 // of the newest
}

// What a ledger holds at most; the oldest go first. Our choice.
const (
	maxChains = 3000
	maxOther  = 300
	maxOpen   = 1000
)

func newLedger() ledger {
	return ledger{chains: map[string]*chain{}, open: map[uint64]exchange{}, latest: map[string]string{}, byHex: map[string]string{}}
}

// A reading is a ledger at one moment. It is never changed.
type reading struct {
	last   uint64
	chains []*chain // newest first
	other  []exchange
	advice []advice
	moves  []move // oldest first
	wall   time.Time
}

func (l *ledger) reading() reading {
	r := reading{last: l.last, chains: make([]*chain, len(l.order)), other: slices.Clip(l.other), advice: slices.Clone(l.advice), moves: l.moves, wall: l.wall}
	for i, id := range l.order {
		r.chains[len(l.order)-1-i] = l.chains[id]
	}
	return r
}

// find is the chain of a request.
func (r reading) find(id string) *chain {
	i := slices.IndexFunc(r.chains, func(c *chain) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return r.chains[i]
}

// add folds one more entry in.
func (l *ledger) add(e journal.Entry) {
	l.last, l.wall = e.Seq, e.Wall
	if e.LinkID != "" {
		l.byHex[digits(e.LinkID)] = e.LinkID
	}
	switch d := e.Data.(type) {
	case journal.Call:
		l.call(e, d)
	case journal.Answer:
		l.answer(e, d)
	case journal.JobData:
		l.edit(e, func(c *chain) { c.job(e, d) })
	case journal.EventData:
		l.edit(e, func(c *chain) { c.raise(e, d) })
	case journal.AttemptData:
		l.edit(e, func(c *chain) { c.attempt(e, d) })
	case journal.DeliveryData:
		l.edit(e, func(c *chain) { c.delivery(e, d) })
	case journal.FaultData:
		if e.RequestID != "" {
			l.edit(e, func(c *chain) { c.Faults = append(slices.Clip(c.Faults), d) })
		}
	case journal.FindingData:
		l.advise(e, d)
	case journal.ControlData:
		l.moves = addMove(l.moves, e, d)
	case journal.ClockData:
		l.moves = endMove(l.moves, e, d)
	}
}

// edit changes a copy of an entry's chain, so that who reads the old one is
// not disturbed. An entry of no request is of no chain.
func (l *ledger) edit(e journal.Entry, change func(*chain)) {
	if e.RequestID == "" {
		return
	}
	old, there := l.chains[e.RequestID]
	if !there {
		old = &chain{ID: e.RequestID, First: e.Seq, Born: e.Seq, Began: e.At}
		l.order = append(l.order, e.RequestID)
		l.drop()
	}
	edited := *old
	edited.Last = e.Seq
	if e.LinkID != "" {
		edited.LinkID = e.LinkID
	}
	change(&edited)
	edited.now, edited.about = edited.verdict(), edited.Resources()
	l.chains[e.RequestID] = &edited
	for _, resource := range edited.about {
		l.latest[key(edited.LinkID, resource)] = edited.ID
	}
}

func key(link, resource string) string { return link + " " + resource }

// drop forgets the oldest chain when there are too many.
func (l *ledger) drop() {
	if len(l.order) <= maxChains {
		return
	}
	delete(l.chains, l.order[0])
	l.order = slices.Clone(l.order[1:])
}

func (l *ledger) call(e journal.Entry, d journal.Call) {
	if len(l.open) >= maxOpen {
		delete(l.open, slices.Min(slices.Collect(maps.Keys(l.open))))
	}
	l.open[e.Seq] = exchange{
		Seq: e.Seq, At: e.At, Method: d.Method, Path: d.Path, Query: d.Query, LinkID: l.linkOf(e.LinkID, d.Path, d.Query),
	}
}

// answer ends an exchange and puts it where it belongs: it began a chain, it
// read what one has brought, or neither.
func (l *ledger) answer(e journal.Entry, d journal.Answer) {
	x, there := l.open[d.Call]
	if !there {
		x = exchange{Seq: e.Seq, At: e.At, Method: d.Method, Path: d.Path}
	}
	delete(l.open, d.Call)
	x.Answer, x.Done, x.Status, x.TookMS = e.Seq, e.At, d.Status, d.TookMS
	if e.LinkID != "" {
		x.LinkID = e.LinkID
	}
	if _, known := l.chains[e.RequestID]; e.RequestID != "" && (known || d.Status < 300) {
		l.edit(e, func(c *chain) {
			c.Asked, c.First, c.Began = &x, min(c.First, x.Seq), earlier(c.Began, x.At)
		})
		return
	}
	if x.Method == http.MethodGet && l.reads(x) {
		return
	}
	l.other = append(l.other, x)
	if len(l.other) > maxOther {
		l.other = slices.Clone(l.other[1:])
	}
}

// reads adds a GET to the newest chain of its link that is about what it reads;
// false if there is none.
func (l *ledger) reads(x exchange) bool {
	c := l.chains[l.latest[key(x.LinkID, resourceIn(x.Path))]]
	if c == nil {
		return false
	}
	edited := *c
	edited.Last = x.Answer
	edited.read(x)
	l.chains[c.ID] = &edited
	return true
}

func (l *ledger) advise(e journal.Entry, d journal.FindingData) {
	if e.RequestID != "" {
		l.edit(e, func(c *chain) { c.Advice = append(slices.Clip(c.Advice), d) })
	}
	i := slices.IndexFunc(l.advice, func(a advice) bool { return a.FindingData == d })
	if i < 0 {
		l.advice = append(l.advice, advice{FindingData: d})
		i = len(l.advice) - 1
	}
	l.advice[i].Times++
	l.advice[i].LinkID, l.advice[i].Seq = e.LinkID, e.Seq
	if len(l.advice) > maxOther {
		l.advice = slices.Clone(l.advice[1:])
	}
}

// linkOf is the link that a call is about: as the journal says, as its query
// says, or as the id of the record says that its path ends with.
func (l *ledger) linkOf(told, path, query string) string {
	if told != "" {
		return told
	}
	if values, err := url.ParseQuery(query); err == nil {
		if link := values.Get("link"); link != "" {
			return link
		}
	}
	return l.byHex[digits(lastPart(path))]
}

// digits are the twelve that a record's id has in common with its link's.
func digits(id string) string {
	plain := strings.ReplaceAll(id, "-", "")
	return plain[:min(len(plain), 12)]
}

func lastPart(path string) string {
	path = strings.TrimSuffix(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// resourceIn is the resource that a path of the API is about: its last part
// that is no id.
func resourceIn(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	for _, part := range slices.Backward(parts) {
		if len(part) < 32 {
			return strings.ReplaceAll(part, "-", "_")
		}
	}
	return ""
}

// resourceOf is the resource that a webhook_type names.
func resourceOf(typ string) string { return strings.ToLower(typ) }
