package reference

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/harness"
)

// An order is one request for data, from Ask to its end.
type order struct {
	Number int // from 1
	harness.Asking
	State     orderState
	RequestID string // of the provider's 202, as it was given
}

func (o order) what() what { return what{o.Link, o.Resource} }

// An orderState says how far an order is.
type orderState string

const (
	placed     orderState = "placed"     // not sent
	sent       orderState = "sent"       // on its way, no answer yet
	unanswered orderState = "unanswered" // its answer was lost; it may have been accepted
	accepted   orderState = "accepted"   // the provider gave it an id
	told       orderState = "told"       // its data is being read
	done       orderState = "done"
	lost       orderState = "lost" // refused, failed, or of a link that is gone
)

// open tells whether something is still to come.
func (o order) open() bool { return o.State != done && o.State != lost }

// waits tells whether it is to be told of, so that somebody must look if it is
// not.
func (o order) waits() bool { return o.State == accepted || o.State == unanswered }

// place takes an order. It makes its link one that the client knows. An order
// for a link that has stopped working is lost from the beginning.
func (s *store) place(a harness.Asking) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := order{Number: len(s.orders) + 1, Asking: a, State: placed}
	switch s.links[a.Link] {
	default:
		s.links[a.Link] = alive
	case broken:
		o.State = lost
		s.ends[o.what()] = ending{o.Number, failed}
	case deleted:
		o.State = lost
	}
	s.orders = append(s.orders, o)
	return o.Number
}

func (s *store) order(number int) order {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.orders[number-1]
}

// open are the orders to which something is still to come.
func (s *store) open() []order {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.orders), func(o order) bool { return !o.open() })
}

// progress moves an open order on.
func (s *store) progress(number int, to orderState, requestID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := &s.orders[number-1]; o.open() {
		o.State, o.RequestID = to, cmp.Or(requestID, o.RequestID)
		s.announce()
	}
}

// interrupted is what a crash makes of orders whose answer had not come.
func (s *store) interrupted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.orders {
		if s.orders[i].State == sent {
			s.orders[i].State = unanswered
		}
	}
}

// conclude says how data came out: that of an order, or with order 0 that of a
// notification that nobody asked for. What belongs to an older order does not
// win over the outcome of a newer one, unless the last to come wins.
func (s *store) conclude(w what, number int, status string, lastWins bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if number > 0 {
		s.orders[number-1].State = map[string]orderState{ready: done, failed: lost}[status]
		s.announce()
	}
	before := s.ends[w]
	if number == 0 {
		number = before.Order
	}
	if s.links[w.Link] != deleted && (number >= before.Order || lastWins) {
		s.ends[w] = ending{number, status}
	}
}

// requestID is that of the last order.
func (s *store) requestID(w what) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range slices.Backward(s.orders) {
		if o.what() == w {
			return o.RequestID
		}
	}
	return ""
}

// find is the order with a request id, however it is spelt, and whether another
// for the same data is on its way, so that the id may become known.
func (s *store) find(w what, same func(requestID string) bool) (found order, inFlight bool, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		if o.Link == w.Link && o.RequestID != "" && same(o.RequestID) {
			return o, false, nil
		}
		inFlight = inFlight || (o.what() == w && o.State == sent)
	}
	return order{}, inFlight, s.changed
}

// oldest is the first order for some data that is in one of the states.
func (s *store) oldest(w what, states ...orderState) (order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.orders, func(o order) bool { return o.what() == w && slices.Contains(states, o.State) })
	if i < 0 {
		return order{}, false
	}
	return s.orders[i], true
}

// canonical is one spelling of the ids that have several: those of 32
// hexadecimal digits, with or without dashes. All others are opaque.
//
// Source: vendor document, whose samples of one request have both.
func canonical(id string) string {
	plain := strings.ToLower(strings.ReplaceAll(id, "-", ""))
	if b, err := hex.DecodeString(plain); err != nil || len(b) != 16 {
		return id
	}
	return plain
}
