package harness

import (
	"context"
	"errors"
	"net"
	"time"
)

// A Maker brings a client under way, once for each scenario, or finds the one
// that runs.
type Maker interface {
	// Name is what the report calls the client.
	Name() string
	Offers() Offers
	// Make brings a client under way that asks the provider at w, and waits until
	// it is ready. It is an error of the client's if it does not become so.
	Make(ctx context.Context, w Whereabouts) (Subject, error)
}

// Offers are what a client lets the harness do, and what it says of itself.
type Offers struct {
	Trigger, Probe, Restart bool
	// Isolated is set where each Make is a client of its own, so that scenarios
	// may run side by side.
	Isolated bool
	// Beside is how many of them at most; 0: as many as there is patience for.
	Beside int
	// Authorization is what the client expects with notifications, verbatim;
	// empty: nothing.
	Authorization string
	// PollsWithin is how long after a lost notification the client looks by
	// itself; 0: it says nothing.
	PollsWithin time.Duration
	// LogsRequestID says that the client logs request ids of failed calls.
	LogsRequestID bool
	// Address is where a client that is not told expects the provider; empty: it
	// is told.
	Address string
}

// Whereabouts are where a client finds its provider.
type Whereabouts struct {
	BaseURL                  string // scheme, host and port
	SecretID, SecretPassword string
}

// A Subject is a client under test, in one scenario. Calls end with their
// context.
type Subject interface {
	// Callback is the URL at which it hears.
	Callback() string
	// Ask makes the client ask for data. It returns when the client has taken the
	// order, not when the data is there.
	Ask(ctx context.Context, a Asking) error
	// Held is what the client holds; ErrNothingHeld if it never heard of it.
	Held(ctx context.Context, a Asking) (Holding, error)
	// Restart ends the client at once, as a crash does, and brings it up again
	// with what it had stored.
	Restart(ctx context.Context) error
	// Output is the end of what the client printed, without secrets.
	Output() string
	// Gone says why the client is not there any more; nil while it is.
	Gone() error
	// Stop ends the client with all that it started. It may be called twice.
	Stop(ctx context.Context) error
}

// An Asking says what a client is to ask for.
type Asking struct {
	Link     string
	Resource string // the word of the path: accounts, transactions
	From, To string // days; for all resources, those without a period ignore them
}

// A Holding is what a client holds of a link's resource.
type Holding struct {
	Status string // pending ready failed
	Items  []Held
}

// A Held is one record, as far as a client tells of it.
type Held struct {
	ID     string
	Amount string // decimal text as the client holds it; empty: it tells of none
}

// Errors of a Subject that are no fault of the client.
var (
	ErrNothingHeld = errors.New("the client holds nothing of it")
	ErrNotOffered  = errors.New("the client does not offer it")
)

// A Network is how the harness, its provider and a client in the same process
// reach each other. The zero value is sockets on loopback.
type Network struct {
	// Listen opens a listener; nil is TCP. The empty address is a free port of
	// loopback.
	Listen func(address string) (net.Listener, error)
	// Dial connects; nil is TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}
