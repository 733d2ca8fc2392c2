package webhook

import (
	"slices"
	"time"
)

// A Delivery is an event on its way to a subscriber. It is a value: Clone it
// before it is changed where others may read it.
type Delivery struct {
	ID string `json:"id"`
	Event
	Number   int       `json:"number"` // how many there had been before it
	State    State     `json:"state"`
	Due      time.Time `json:"due,omitzero"` // of the next attempt, in workspace time; zero when there is none
	Attempts []Attempt `json:"attempts"`
	// Next says what is different about the next attempt only.
	Next Variation `json:"next,omitzero"`
	// Extra is set while the attempt that is due or open was asked for by hand
	// after the delivery had ended. No other follows it.
	Extra bool `json:"extra,omitempty"`
	// Group is set while others decide when its first attempt is.
	Group string `json:"group,omitempty"`
}

// A Variation is what one attempt sends instead; empty fields change nothing.
type Variation struct {
	Body          []byte `json:"body"` // nil: what the event says
	Authorization string `json:"authorization,omitempty"`
}

// A State says how far a delivery is.
type State string

// The states.
const (
	Waiting      State = "waiting"       // will be sent at Delivery.Due
	Sending      State = "sending"       // an attempt is open
	Held         State = "held"          // waits until it is released
	Delivered    State = "delivered"     // the subscriber acknowledged in time, at least once
	GivenUp      State = "given_up"      // every attempt that Policy allows has failed
	Dropped      State = "dropped"       // was not sent, on purpose
	NoSubscriber State = "no_subscriber" // there was nobody to tell
)

// Ended tells whether nothing more happens to a delivery by itself.
func (s State) Ended() bool {
	switch s {
	case Delivered, GivenUp, Dropped, NoSubscriber:
		return true
	case Waiting, Sending, Held:
	}
	return false
}

// Clone is a copy that shares nothing that is written.
func (d *Delivery) Clone() Delivery {
	c := *d
	c.Attempts = slices.Clone(d.Attempts)
	return c
}

// Start opens an attempt.
func (d *Delivery) Start() {
	d.State, d.Due = Sending, time.Time{}
}

// Interrupted makes d due again if an attempt was open whose end nobody knows.
// It is false, and nothing changes, if none was.
func (d *Delivery) Interrupted(due time.Time) bool {
	if d.State != Sending {
		return false
	}
	d.State, d.Due = Waiting, due
	return true
}

// Again makes d due for an attempt by hand, varied by v. One that waits or is
// held has its next attempt moved to due; one that has ended gets a single
// extra attempt, which is not retried. It is false, and nothing changes, while
// an attempt is open.
func (d *Delivery) Again(due time.Time, v Variation) bool {
	if d.State == Sending {
		return false
	}
	d.Extra = d.Extra || d.State.Ended()
	d.State, d.Due, d.Next = Waiting, due, v
	return true
}

// Record adds the attempt that was open and moves d to its next state. The
// next attempt is due a gap after the start of this one, which may lie in the
// past already. What was acknowledged once stays delivered, whatever becomes
// of an extra attempt.
func (d *Delivery) Record(a Attempt, p Policy) {
	extra := d.Extra
	d.Attempts = append(d.Attempts, a)
	d.Due, d.Next, d.Extra = time.Time{}, Variation{}, false
	gap, again := p.gap(len(d.Attempts))
	switch {
	case slices.ContainsFunc(d.Attempts, Attempt.Acked):
		d.State = Delivered
	case extra, !again, p.StopOnRefused && a.Outcome == Refused:
		d.State = GivenUp
	default:
		d.State, d.Due = Waiting, a.At.Add(gap)
	}
}

// gap is the wait after the nth attempt, from 1; false if there is no other.
func (p Policy) gap(n int) (time.Duration, bool) {
	if n > len(p.Gaps) {
		return 0, false
	}
	return p.Gaps[n-1], true
}
