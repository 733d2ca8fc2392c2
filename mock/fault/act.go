package fault

import "time"

// A Subject is what an act is about: what rules match. What an act has not is
// empty.
type Subject struct {
	Method, Path string // of a request; the path as it was sent
	Resource     string // in the contract's word: br_balances
	Link         string
	Page         int // of a list, from 1
	WebhookType  string
	WebhookCode  string
	// Identity tells the subject from all others of its kind, for chance: two
	// equal requests have one identity.
	Identity string
}

// An Answer is what the provider is about to answer to a request, before
// anything was done for it.
type Answer struct {
	Subject
	// Latency is what passes before the answer begins, by the wall.
	Latency time.Duration
	// Instead is answered without doing what was asked; nil: it is done.
	Instead *Instead
	// Edits change the body, one after the other.
	Edits []Edit
	// Ending says how far the answer comes.
	Ending Ending
	// Stall is how long one that is Stalled stays so, by the wall.
	Stall time.Duration
	// BytesPerSecond is how fast the body leaves; 0 is at once.
	BytesPerSecond int
}

// An Edit makes another body of a body. It never writes into the one it is given.
type Edit func(body []byte) []byte

// Instead is an answer that stands for the one that was due.
type Instead struct {
	Code  string // of a documented error
	Field string // that the error names; empty if none
	// RetryAfter is told in a header; 0 is not.
	RetryAfter time.Duration
	// Firewall answers with the page of the firewall in front of the API.
	Firewall bool
}

// An Ending says how far an answer comes.
type Ending string

// The endings.
const (
	Whole   Ending = ""
	Reset   Ending = "reset"   // the connection is reset, and nothing was done
	Lost    Ending = "lost"    // the connection is reset after it was done
	Cut     Ending = "cut"     // half of the body, and the connection ends
	Stalled Ending = "stalled" // half of the body, and then nothing more
)

// A Page is what the provider is about to show of a list.
type Page struct {
	Subject
	// Empty shows no row, whatever there is.
	Empty bool
	// Repeat shows so many rows of the page before once more.
	Repeat int
	// Next says where the link to the next page leads, if there is one.
	Next Next
	// Arrive are rows that the bank books and the provider collects just before
	// the page is read.
	Arrive int
}

// Edited tells whether a page is shown in another way than it is.
func (p Page) Edited() bool { return p.Empty || p.Repeat > 0 || p.Next != Onward }

// Next says where the link to the next page of a list leads.
type Next string

// The ways of next.
const (
	Onward    Next = ""
	Around    Next = "around"    // to the first page
	Elsewhere Next = "elsewhere" // to another origin
)

// A Collection is what the provider is about to read at the bank.
type Collection struct {
	Subject
	// Slow is how much later it is done, in workspace time.
	Slow time.Duration
	// Code is that of the error in which it ends; empty: it does not.
	Code string
	// Never leaves it under way for ever.
	Never bool
	// Partial collects a part of what there is.
	Partial bool
}

// A Delivery is what the provider is about to tell the client. Which of its
// fields are asked for depends on the moment.
type Delivery struct {
	Subject
	Moment Moment

	// Ahead lets the webhook overtake the answer of its request, when Announced.
	Ahead bool

	// Delay is how much later it is due, in workspace time, when Raised.
	Delay time.Duration
	// Copies are when further copies are due, counted from the first, when Raised.
	Copies []time.Duration
	// Drop sends nothing, and Hold nothing until it is released, when Raised.
	Drop, Hold bool
	// Group puts it in another order among others, when Raised; nil leaves it.
	Group *Group

	// Attempt is the request that is sent, when Sent.
	Attempt Attempt
}

// A Moment is when a delivery is asked about.
type Moment string

// The moments.
const (
	Announced Moment = "announced" // its request was accepted and is not answered yet
	Raised    Moment = "raised"    // there is an event, nothing was sent
	Sent      Moment = "sent"      // an attempt is about to begin
)

// A Group is deliveries that leave in another order, each once the one before
// was answered.
type Group struct {
	Rule   string
	Order  Order
	Of     int           // how many; 0: all within Within
	Within time.Duration // of workspace time, since its first
}

// An Attempt is one request to the client's URL.
type Attempt struct {
	N             int    // from 1; a fact
	Authorization string // empty: the header is left out
	ContentType   string
	Body          []byte
	// BytesPerSecond is how fast the body leaves; 0 is at once.
	BytesPerSecond int
	// Unheard says what becomes of the client's answer.
	Unheard Unheard
}

// Unheard says how an answer fails to be heard.
type Unheard string

// The ways.
const (
	Heard      Unheard = ""
	Ignored    Unheard = "ignored"    // read, and treated as if there had been none
	Unreceived Unheard = "unreceived" // the connection is reset before it is read
)
