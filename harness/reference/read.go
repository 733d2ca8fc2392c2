package reference

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A reading is one walk through all pages of a list.
type reading struct {
	order
	Walk      int
	WebhookID string // of the notification that caused it; empty: none did
	Tries     int    // how often each page may be asked for
	Glance    bool   // it ends at a first page that has nothing new
}

// A page is one answer to a list.
type page struct {
	Next string // empty: it is the last
	Rows []row
}

// Errors of lists that asking again does not mend.
var (
	errElsewhere = errors.New("the next page is not at the provider")
	errCycle     = errors.New("the pages go round in a circle")
	errEndless   = fmt.Errorf("there are more than %d pages", mostPages)
)

// mostPages is how far a list is read.
const mostPages = 2000

// read walks from the first page of a list to the one that names no next one,
// holds all rows, and tells whether any was new. Rows of the pages before a
// failure are held, too.
func (l *life) read(r reading) (news bool, err error) {
	visited := map[string]bool{}
	for next := l.list(r.order); next != ""; {
		if len(visited) == mostPages {
			return news, errEndless
		}
		if visited[next] {
			if !l.bug("A11") {
				return news, errCycle
			}
			_ = l.pause(10 * time.Millisecond)
		}
		visited[next] = true
		p, err := l.page(next, r.Tries)
		if err != nil {
			if l.bug("A12") && len(visited) > 1 {
				return news, nil
			}
			return news, err
		}
		news = l.hold(r, p.Rows) || news
		if r.Glance && !news {
			return false, nil
		}
		if next, err = l.next(r.order, p, len(visited)); err != nil {
			return news, err
		}
	}
	return news, nil
}

// list is the URL of an order's rows: those of its link, in its period.
func (l *life) list(o order) string {
	query := url.Values{"link": {o.Link}}
	from, to := "value_date__gte", "value_date__lte"
	if l.bug("A08") {
		from, to = "date_from", "date_to"
	}
	if dated(o) {
		query.Set(from, o.From)
		query.Set(to, o.To)
	}
	if l.bug("M25") {
		query.Del("link")
	}
	if l.bug("A01") {
		query.Set("secret_password", l.provider.SecretPassword)
	}
	return l.provider.BaseURL + "/api/" + o.Resource + "/?" + query.Encode()
}

// page asks for one page until it comes whole.
func (l *life) page(at string, tries int) (p page, err error) {
	err = l.retry(tries, l.passing, func() error {
		got, err := l.call(http.MethodGet, at, nil)
		if err != nil {
			return err
		}
		p, err = readPage(got.Body)
		if err != nil && l.bug("M30") {
			p, err = page{}, nil
		}
		return err
	})
	return p, err
}

// readPage reads the vendor's list. What has no results is no list.
func readPage(body []byte) (page, error) {
	var list struct {
		Next    *string           `json:"next"`
		Results []json.RawMessage `json:"results"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return page{}, fmt.Errorf("read a page: %w", err)
	}
	if list.Results == nil {
		return page{}, errors.New("read a page: it has no results")
	}
	rows, err := readRows(list.Results)
	if err != nil {
		return page{}, err
	}
	p := page{Rows: rows}
	if list.Next != nil {
		p.Next = *list.Next
	}
	return p, nil
}

func readRows(records []json.RawMessage) ([]row, error) {
	rows := make([]row, 0, len(records))
	for _, record := range records {
		r, err := readRow(record)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// usualPage is how many rows the provider gives unless asked for more or fewer.
//
// Source: vendor document.
const usualPage = 100

// next is the page after p, the nth: the URL as the provider gave it, unless it
// leads elsewhere, where the credentials have no business. Only a page without
// one is the last, however few rows it has.
func (l *life) next(o order, p page, n int) (string, error) {
	switch {
	case p.Next == "" || l.bug("M20"),
		l.bug("M21") && len(p.Rows) < usualPage,
		l.bug("M36") && l.unlucky(p.Next):
		return "", nil
	case l.bug("M22"):
		return fmt.Sprintf("%s&page=%d", l.list(o), n+1), nil
	}
	base, err := url.Parse(l.provider.BaseURL)
	if err != nil {
		return "", err
	}
	next, err := base.Parse(p.Next)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errElsewhere, err)
	}
	if (next.Scheme != base.Scheme || next.Host != base.Host || next.User != nil) && !l.bug("M23") {
		return "", errElsewhere
	}
	return next.String(), nil
}

// unlucky is one URL in five, always the same ones.
func (l *life) unlucky(at string) bool {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(strings.TrimPrefix(at, l.provider.BaseURL))) // a hash takes all
	return sum.Sum32()%5 == 0
}

// hold keeps the rows of a page and tells whether any was new.
func (l *life) hold(r reading, rows []row) bool {
	w := r.what()
	rows = slices.DeleteFunc(rows, func(r row) bool { return l.skips(w, r) })
	for i := range rows {
		rows[i].Walk = r.Walk
		if l.bug("M24") {
			rows[i].Amount = rounded(rows[i].Amount)
		}
	}
	if l.bug("X08") {
		l.store.remember(r.WebhookID, batch{w, rows})
	}
	return l.store.keep(batch{w, rows}, l.fits, l.key)
}

// fits tells whether a row is to be held instead of an old one of its id.
func (l *life) fits(r, old row) bool { return l.bug("M19") || r.replaces(old) }

// key is what a row is held under: its id, so that one that comes twice is held
// once.
func (l *life) key(r row) string {
	if l.bug("B12") {
		return fmt.Sprintf("%s of %d", r.ID, l.copies.Add(1))
	}
	return r.ID
}

// categories are those that bug A23 knows; there are more.
var categories = []string{
	"", "Bills & Utilities", "Credits & Loans", "Deposits", "Fees & Charges", "Food & Groceries", "Home & Life", "Income & Payments",
	"Insurance", "Investments & Savings", "Online Platforms & Leisure", "Personal Shopping", "Taxes", "Transport & Travel", "Transfers",
	"Unknown", "Withdrawal & ATM",
}

// skips tells of rows that some bugs leave out.
func (l *life) skips(w what, r row) bool {
	switch {
	case l.bug("M18") && w.Resource == "transactions":
		// Where accounts are not asked for, nobody misses them.
		_, asked := l.store.oldest(what{w.Link, "accounts"}, placed, sent, unanswered, accepted, told, done, lost)
		return asked && !l.store.holds(what{w.Link, "accounts"}, r.Account)
	case l.bug("A23"):
		return w.Resource == "transactions" && !slices.Contains(categories, r.Category)
	case l.bug("X17"):
		_, err := time.Parse("2006-01-02T15:04:05.000000Z", r.Moment)
		return err != nil
	}
	return false
}

var urls = regexp.MustCompile(`https?://[^"\\\s]+`)

// visit fetches whatever URL a notification has in it; for bug X15.
func (l *life) visit(body []byte) {
	for _, at := range urls.FindAllString(string(body), -1) {
		_, _ = l.call(http.MethodGet, at, nil)
	}
}
