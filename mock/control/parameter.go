package control

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// parameters reads a query strictly.
func parameters(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, Refuse(Invalid, "", "The query cannot be read: %v.", err)
	}
	return values, nil
}

// noParameters refuses a query.
func noParameters(r *http.Request) error {
	values, err := parameters(r)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		return noParameter(name)
	}
	return err
}

func noParameter(name string) error { return Refuse(Unknown, name, "There is no such parameter here.") }

// lastEvent is the header field by which a reader of events resumes.
const lastEvent = "Last-Event-ID"

// queryOf reads the parameters of the journal. One that is live has no limit,
// and may be resumed.
func queryOf(r *http.Request, live bool) (q journal.Query, err error) {
	of := readers
	if live {
		of = maps.Clone(readers)
		delete(of, "limit")
	}
	if q, err = parsed(r, of); err != nil {
		return q, err
	}
	if last := r.Header.Get(lastEvent); live && last != "" {
		if q.Since, err = number(last); err != nil {
			return q, Refuse(Invalid, lastEvent, "%q cannot be used here: %v.", last, err)
		}
	}
	return q, nil
}

// parsed is a query whose parameters are put into Q by their names; others are
// refused, and so is one that is there twice.
func parsed[Q any](r *http.Request, readers map[string]func(q *Q, value string) error) (q Q, err error) {
	values, err := parameters(r)
	if err != nil {
		return q, err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		read, known := readers[name]
		switch {
		case !known:
			return q, noParameter(name)
		case len(values[name]) > 1:
			return q, Refuse(Invalid, name, "It is there %d times.", len(values[name]))
		}
		if err := read(&q, values.Get(name)); err != nil {
			return q, Refuse(Invalid, name, "%q cannot be used here: %v.", values.Get(name), err)
		}
	}
	return q, nil
}

// readers put parameters of the journal into its Query.
var readers = map[string]func(q *journal.Query, value string) error{
	"since":       func(q *journal.Query, value string) (err error) { q.Since, err = number(value); return },
	"limit":       func(q *journal.Query, value string) (err error) { q.Limit, err = size(value); return },
	"kind":        func(q *journal.Query, value string) (err error) { q.Kinds, err = kindsOf(value); return },
	"request_id":  func(q *journal.Query, value string) error { q.RequestID = value; return nil },
	"link_id":     func(q *journal.Query, value string) error { q.LinkID = value; return nil },
	"delivery_id": func(q *journal.Query, value string) error { q.DeliveryID = value; return nil },
}

func number(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, errors.New("it is no number from 0")
	}
	return n, nil
}

func size(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, errors.New("it is no number from 0 to 2147483647")
	}
	return int(n), nil
}

func kindsOf(list string) ([]journal.Kind, error) {
	var kinds []journal.Kind
	for word := range strings.SplitSeq(list, ",") {
		kind := journal.Kind(strings.TrimSpace(word))
		if !kind.Known() {
			return nil, fmt.Errorf("%q is none of %v", word, journal.Kinds())
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}
