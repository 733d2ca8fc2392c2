package harness

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// resources are what data can be asked for and fetched.
var resources = []string{"accounts", "balances", "bills", "owners", "transactions"}

// A fetch is one time that the client read data, or tried to.
type fetch struct {
	call     journal.Entry
	path     string
	query    url.Values
	resource string
	detail   bool // of one record, not of a list

	answer  journal.Entry // the zero value while there is none
	status  int
	intact  bool // it arrived whole, and can be read
	count   int  // of the list, all pages taken together
	next    string
	results int // rows on the page; -1 if it is so large that nobody counted
}

// page is which page of a list was asked for.
func (f fetch) page() int { return max(1, number(f.query.Get("page"))) }

// size is how many rows are on a page, by the vendor's default and limit.
func (f fetch) size() int {
	if size := number(f.query.Get("page_size")); size > 0 {
		return min(size, 1000)
	}
	return 100
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// list is what was asked for, whichever page of it.
func (f fetch) list() string {
	values := url.Values{}
	for name, all := range f.query {
		if name != "page" {
			values[name] = all
		}
	}
	return f.path + "?" + values.Encode()
}

// links are those that a list was filtered by; none if it was not.
func (f fetch) links() []string {
	var all []string
	for _, name := range []string{"link", "link__in"} {
		if text := f.query.Get(name); text != "" {
			all = append(all, strings.Split(strings.ToLower(text), ",")...)
		}
	}
	return all
}

// about tells whether it reads data of a link. A list without a filter reads
// everybody's; the id of a record begins like that of its link.
func (f fetch) about(link string) bool {
	if f.detail {
		id := strings.ReplaceAll(f.path[strings.LastIndex(f.path, "/")+1:], "-", "")
		begin := strings.ReplaceAll(link, "-", "")[:12]
		return strings.HasPrefix(id, begin)
	}
	links := f.links()
	return len(links) == 0 || slices.Contains(links, strings.ToLower(link))
}

// fetchesOf are all fetches, with the answers that there are.
func fetchesOf(entries []journal.Entry) []fetch {
	var all []fetch
	at := map[uint64]int{}
	for _, e := range entries {
		switch d := e.Data.(type) {
		case journal.Call:
			if f, ok := fetchOf(e, d); ok {
				at[e.Seq] = len(all)
				all = append(all, f)
			}
		case journal.Answer:
			if i, ok := at[d.Call]; ok {
				all[i].answered(e, d)
			}
		}
	}
	return all
}

func fetchOf(e journal.Entry, d journal.Call) (fetch, bool) {
	path := trimSlashes(d.Path)
	parts := strings.Split(path, "/")
	at := slices.IndexFunc(parts, func(part string) bool { return slices.Contains(resources, part) })
	if d.Method != http.MethodGet || at < 0 {
		return fetch{}, false
	}
	query, err := url.ParseQuery(d.Query)
	if err != nil {
		query = url.Values{}
	}
	return fetch{call: e, path: path, query: query, resource: parts[at], detail: at < len(parts)-1}, true
}

// Where a list says how long it is and what comes next, for those of which only
// the head was kept.
var (
	countForm = regexp.MustCompile(`"count":(\d+)`)
	nextForm  = regexp.MustCompile(`"next":(?:null|"([^"]*)")`)
)

// answered takes an answer down.
func (f *fetch) answered(e journal.Entry, d journal.Answer) {
	f.answer, f.status, f.results = e, d.Status, -1
	if d.Status != http.StatusOK || strings.Contains(e.Line, ": ") { // what did not arrive whole says so
		return
	}
	if d.Body.Cut {
		count, next := countForm.FindSubmatch(d.Body.Text), nextForm.FindSubmatch(d.Body.Text)
		if count != nil && next != nil {
			f.intact, f.count, f.next = true, number(string(count[1])), string(next[1])
		}
		return
	}
	var page struct {
		Count   int               `json:"count"`
		Next    string            `json:"next"`
		Results []json.RawMessage `json:"results"`
	}
	if json.Unmarshal(d.Body.Text, &page) == nil {
		f.intact, f.count, f.next, f.results = true, page.Count, page.Next, len(page.Results)
	}
}

// fetchesAbout are the fetches of somebody's resource after an entry.
func fetchesAbout(entries []journal.Entry, link, resource string, after uint64) []fetch {
	return slices.DeleteFunc(fetchesOf(entries), func(f fetch) bool {
		return f.resource != resource || !f.about(link) || f.call.Seq <= after
	})
}

// A reading is how far a list was read.
type reading struct {
	count int // as the last page said that was read
	pages map[int]bool
	size  int
}

func (r reading) whole() bool { return len(r.pages) >= max(1, (r.count+r.size-1)/r.size) }

// readings are the lists that were read of somebody's resource, as far as pages
// arrived. What was read before the list changed does not count.
func readings(fetches []fetch) map[string]*reading {
	all := map[string]*reading{}
	for _, f := range fetches {
		if f.detail || !f.intact {
			continue
		}
		r := all[f.list()]
		if r == nil || r.count != f.count {
			r = &reading{count: f.count, size: f.size(), pages: map[int]bool{}}
			all[f.list()] = r
		}
		r.pages[f.page()] = true
	}
	return all
}

// readAll tells whether n rows of somebody's resource were read, and what was
// in words.
func readAll(fetches []fetch, n int) (bool, string) {
	rows, pages, whole := 0, 0, false
	for _, r := range readings(fetches) {
		pages += len(r.pages)
		if r.whole() {
			rows, whole = rows+r.count, true
		}
	}
	return whole && rows >= n, fmt.Sprintf("%d fetches, of which %d pages arrived, and lists of %d rows were read to their end", len(fetches), pages, rows)
}

// trimSlashes is a path as fetches are compared by it.
func trimSlashes(path string) string { return strings.Trim(path, "/") }

// isDeclared tells whether a fetch may be one that the client makes by itself,
// because it declares to look when a notification does not come: it is not
// much earlier after the last request for the same than it says.
func (w *World) isDeclared(f fetch) bool {
	if w.offers.PollsWithin == 0 {
		return false
	}
	asked := w.askedBefore(f, func(d journal.Call) bool {
		for _, p := range w.people {
			if f.about(p.Link) && asksFor(d, p.Link, f.resource) {
				return true
			}
		}
		return false
	})
	if asked.IsZero() {
		asked = w.askedBefore(f, func(journal.Call) bool { return true })
	}
	return f.call.Wall.Sub(asked) >= w.offers.PollsWithin*4/5
}

// askedBefore is when the client made the last request of some kind before a
// fetch; the zero time if it made none.
func (w *World) askedBefore(f fetch, some func(journal.Call) bool) (asked time.Time) {
	for _, e := range w.requests() {
		if d, ok := e.Data.(journal.Call); ok && e.Seq < f.call.Seq && some(d) {
			asked = e.Wall
		}
	}
	return asked
}
