package reference

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/belvo-mock/belvo-mock/harness"
)

// Options say how a client is made. The zero value is a correct client on
// sockets of loopback that expects no authorization.
type Options struct {
	// Bug is the id of one of Bugs; empty is a client without any.
	Bug string
	// Network is how the client listens for notifications and reaches the provider.
	Network harness.Network
	// Authorization is what notifications must carry, to the letter; empty: nothing
	// is expected.
	Authorization string
	// PollsWithin is how long after a lost notification the client has looked by
	// itself; 0 is DefaultPollsWithin.
	PollsWithin time.Duration
	// Patience is how long one call may take, from dialling to the last byte; 0 is
	// DefaultPatience.
	Patience time.Duration
}

// What Options leave open.
const (
	DefaultPollsWithin = 2 * time.Second
	DefaultPatience    = 8 * time.Second
)

// New is a maker of clients in this process. Each Make is a client of its own,
// with nothing in its store. A Bug that is not one of Bugs is refused there.
func New(o Options) harness.Maker {
	o.PollsWithin = cmp.Or(o.PollsWithin, DefaultPollsWithin)
	o.Patience = cmp.Or(o.Patience, DefaultPatience)
	return maker{o}
}

type maker struct{ o Options }

func (m maker) Name() string {
	if m.o.Bug == "" {
		return "reference"
	}
	return "reference with bug " + m.o.Bug
}

func (m maker) Offers() harness.Offers {
	return harness.Offers{
		Trigger: true, Probe: true, Restart: true, Isolated: true, LogsRequestID: true,
		Authorization: m.o.Authorization, PollsWithin: m.o.PollsWithin,
	}
}

func (m maker) Make(_ context.Context, w harness.Whereabouts) (harness.Subject, error) {
	if _, known := BugNamed(m.o.Bug); !known && m.o.Bug != "" {
		return nil, fmt.Errorf("make a reference client: there is no bug %q", m.o.Bug)
	}
	c := &Client{o: m.o, provider: w, store: newStore()}
	if err := c.start(); err != nil {
		return nil, fmt.Errorf("make a reference client: %w", err)
	}
	return c, nil
}
