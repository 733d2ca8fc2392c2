// Package reference is a small client of the provider that does what the
// vendor and experience ask of one: it remembers what it asked for,
// acknowledges a notification before it works on it, only then reads the data,
// and makes good what got lost. With one of Bugs it is a client that is wrong
// in exactly one place.
package reference

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/belvo-mock/belvo-mock/harness"
)

// A Client asks for data, hears of it, and holds what it read. It is made by
// the Maker of New. What it stores stays when a life of it ends.
type Client struct {
	o        Options
	provider harness.Whereabouts
	store    *store
	printed  tail
	copies   atomic.Int64 // rows of bug B12

	mu      sync.Mutex
	life    *life
	address string // of its first life, which later ones take again
	stopped bool
}

var (
	_ harness.Subject = (*Client)(nil)
	_ http.Handler    = (*Client)(nil)
)

// callbackPath is where notifications are heard.
const callbackPath = "/webhooks/belvo"

// Callback is the URL at which the client hears.
func (c *Client) Callback() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return "http://" + c.address + callbackPath
}

// Ask takes an order and returns; the request leaves afterwards. Of a link that
// has stopped working nothing is asked: such an order has failed at once.
func (c *Client) Ask(_ context.Context, a harness.Asking) error {
	if a.Link == "" || a.Resource == "" {
		return errors.New("ask: link and resource are required")
	}
	l := c.current()
	number := c.store.place(a)
	if !l.start(func() { l.post(number) }) {
		return fmt.Errorf("ask for %s: the client has ended", a.Resource)
	}
	return nil
}

// Held is what the client holds of a link's resource.
func (c *Client) Held(_ context.Context, a harness.Asking) (harness.Holding, error) {
	return c.store.held(what{a.Link, a.Resource})
}

// RequestID is the id that the provider gave to the last request for a link's
// resource; empty as long as there is none.
func (c *Client) RequestID(a harness.Asking) string {
	return c.store.requestID(what{a.Link, a.Resource})
}

// ServeHTTP hears a notification, for servers other than the client's own.
func (c *Client) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.current().ServeHTTP(w, r) }

// Restart ends the client as a crash does: what was under way is cut off. The
// next life takes the address and the store over and goes on with what is left.
func (c *Client) Restart(context.Context) error {
	c.current().end(errCrashed)
	if c.bug("M05") {
		c.store.forgetWork()
	}
	if c.bug("M16") {
		c.store.forgetHeard()
	}
	c.store.interrupted()
	return c.start()
}

// Output is the end of what the client printed: at most 16 KiB, without secrets.
func (c *Client) Output() string { return c.printed.String() }

// Gone says why the client is not there any more.
func (c *Client) Gone() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return nil
	}
	return context.Cause(c.life.ctx)
}

// Stop ends the client. No goroutine of it is left when it returns.
func (c *Client) Stop(context.Context) error {
	c.mu.Lock()
	c.stopped = true
	l := c.life
	c.mu.Unlock()
	l.end(errStopped)
	return nil
}

var (
	errCrashed = errors.New("the client was restarted")
	errStopped = errors.New("the client was stopped")
)

func (c *Client) current() *life {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.life
}

// start begins a life and what the store has left to do.
func (c *Client) start() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, address, err := begin(c, c.address)
	if err != nil {
		return err
	}
	c.life, c.address = l, address
	l.resume()
	return nil
}

// bug tells whether the client has one of Bugs.
func (c *Client) bug(id string) bool { return c.o.Bug == id }

// log prints a line.
func (c *Client) log(format string, args ...any) { c.printed.add(fmt.Sprintf(format, args...)) }
