package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// Sizes of a page.
//
// Source: vendor document.
const (
	defaultPageSize = 100
	maxPageSize     = 1000
)

// query reads a list's parameters. The contract has checked their form.
func (r *request) query(values url.Values) (sandbox.Query, error) {
	q := sandbox.Query{Page: 1, Size: defaultPageSize}
	if text := values.Get("page"); text != "" {
		q.Page = clamp(text, maxPage)
	}
	if text := values.Get("page_size"); text != "" {
		q.Size = clamp(text, maxPageSize)
	}
	filters, err := r.op.Filters()
	if err != nil {
		return q, err
	}
	for _, f := range filters {
		text, there := lastOf(values, f.Param)
		if !there {
			continue
		}
		if isLink(f) {
			q.Links = only(q.Links, linkIDs(f, text))
			continue
		}
		q.Filters = append(q.Filters, sandbox.Filter{Param: f.Param, Field: f.Field, Op: sandbox.Op(f.Op), Form: formOf(f), Value: text})
	}
	return q, nil
}

// maxPage keeps the arithmetic of pages far from overflow; no list is that long.
const maxPage = 1 << 30

// clamp reads a number that the contract has checked; one too large to be read
// is the limit as well.
func clamp(text string, limit int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n > limit {
		return limit
	}
	return max(n, 1)
}

// isLink tells whether a filter chooses links, which needs no look at rows.
func isLink(f openapi.Filter) bool {
	return f.Param == "link" || f.Param == "link__in"
}

func linkIDs(f openapi.Filter, text string) []string {
	if f.Op == string(sandbox.In) {
		return strings.Split(strings.ToLower(text), ",")
	}
	return []string{strings.ToLower(text)}
}

// only is the ids that stand in both; nil is all.
func only(before, ids []string) []string {
	if before == nil {
		return ids
	}
	both := []string{}
	for _, id := range ids {
		for _, other := range before {
			if id == other {
				both = append(both, id)
			}
		}
	}
	return both
}

// lastOf is the last value of a parameter that is given more than once.
func lastOf(values url.Values, name string) (string, bool) {
	all := values[name]
	if len(all) == 0 {
		return "", false
	}
	return all[len(all)-1], true
}

func formOf(f openapi.Filter) sandbox.Form {
	switch {
	case f.Type == "number" || f.Type == "integer":
		return sandbox.Decimal
	case strings.HasPrefix(f.Format, "date"):
		return sandbox.Moment
	case f.Type == "boolean":
		return sandbox.Truth
	default:
		return sandbox.Text
	}
}

// A pageKey names a page that was written before, for as long as its rows are
// the same.
type pageKey struct {
	view        *sandbox.View
	base, query string
}

// list answers with the page that find returns.
func (r *request) list(find func(sandbox.Query) (sandbox.Page, error)) (reply, error) {
	values := r.http.URL.Query()
	q, err := r.query(values)
	if err != nil {
		return reply{}, err
	}
	act, err := r.pageAct()
	if err != nil {
		return reply{}, err
	}
	if act != nil {
		q.Repeat = act.Repeat
	}
	page, err := find(q)
	if err != nil {
		return reply{}, err
	}
	if act != nil && act.Edited() {
		return r.misshown(page, q, values, *act), nil
	}
	key := pageKey{page.View, r.base() + r.op.Path, r.http.URL.RawQuery}
	if page.View != nil {
		if written, ok := sandbox.Cached[reply](r.Cache, key); ok {
			return written, nil
		}
	}
	k := keysOf(values)
	a := reply{status: http.StatusOK, body: envelope(page, q, values, key.base, k)}
	if !k.all() {
		a.meant = func() []byte { return envelope(page, q, values, key.base, keys{}) }
	}
	a.kept = journal.NewBody(a.body)
	if page.View != nil {
		r.Cache.Put(key, a, len(a.body)+len(a.kept.Text))
	}
	return a, nil
}

// envelope writes the vendor's list around the rows of a page.
func envelope(page sandbox.Page, q sandbox.Query, values url.Values, path string, k keys) []byte {
	next := pageURL(path, values, q.Page+1, q.Page*q.Size < page.Count)
	return envelopeWith(next, page, q, values, path, k)
}

// envelopeWith is envelope with another link to the next page.
func envelopeWith(next string, page sandbox.Page, q sandbox.Query, values url.Values, path string, k keys) []byte {
	var b bytes.Buffer
	b.Grow(sizeOf(page.Rows) + 512)
	b.WriteString(`{"count":` + strconv.Itoa(page.Count) + `,"next":`)
	b.WriteString(next)
	b.WriteString(`,"previous":`)
	b.WriteString(pageURL(path, values, q.Page-1, q.Page > 1))
	b.WriteString(`,"results":`)
	writeRows(&b, page.Rows, k)
	b.WriteByte('}')
	return b.Bytes()
}

// pageURL is another page of the same list, with every other parameter as the
// client sent it; null if there is none.
func pageURL(path string, values url.Values, page int, there bool) string {
	if !there {
		return "null"
	}
	other := url.Values{}
	for name, all := range values {
		other[name] = all
	}
	other.Set("page", strconv.Itoa(page))
	return quote(path + "?" + other.Encode())
}

// quote writes a text as JSON without escaping what only HTML minds.
func quote(text string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic("a text cannot be written: " + err.Error())
	}
	return strings.TrimSpace(b.String())
}

func sizeOf(rows []sandbox.Row) int {
	n := 0
	for _, row := range rows {
		n += len(row.JSON) + 1
	}
	return n
}

// writeRows writes rows as an array, each with the keys that were asked for.
func writeRows(b *bytes.Buffer, rows []sandbox.Row, k keys) {
	b.WriteByte('[')
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		k.write(b, row.JSON)
	}
	b.WriteByte(']')
}
