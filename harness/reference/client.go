// Package reference is a small client of the provider that does what the
// vendor's guide asks of one: it stores the request it made, acknowledges a
// notification before it works on it, and only then reads the data.
package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Config says where the provider is and who the client is.
type Config struct {
	BaseURL                  string // scheme, host and port of the provider
	SecretID, SecretPassword string
	Authorization            string       // what the provider sends with notifications; empty: nothing is expected
	HTTP                     *http.Client // nil: http.DefaultClient
}

// A Client asks for data, hears of it, and holds what it read. It is an
// http.Handler for the provider's notifications. Make it with New and end it
// with Close.
type Client struct {
	cfg  Config
	work chan notification
	ctx  context.Context // of reading, which outlives the notification that caused it
	stop context.CancelFunc
	done chan struct{}

	mu      sync.Mutex
	held    map[Want]*Holding
	seen    map[string]bool // webhook_ids that were taken
	changed chan struct{}   // closed when a Holding is read to its end
}

// A Want names data: a resource, such as transactions, of a link.
type Want struct{ Link, Resource string }

// A Holding is what a client knows of some data.
type Holding struct {
	RequestID string // of the request that is under way, or was last
	Status    Status
	Items     map[string]json.RawMessage // by id
	Notified  int                        // notifications taken, copies not counted
	Reads     int                        // pages read
}

// A Status says how far a Holding is.
type Status string

// The statuses.
const (
	Pending Status = "pending" // asked for, not told yet
	Ready   Status = "ready"   // every page was read
	Failed  Status = "failed"  // told, but not readable
)

// backlog is how many notifications may wait to be worked on.
const backlog = 1024

// New makes a client and starts the work behind its notifications.
func New(cfg Config) *Client {
	if cfg.HTTP == nil {
		cfg.HTTP = http.DefaultClient
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &Client{
		cfg: cfg, work: make(chan notification, backlog), ctx: ctx, stop: stop, done: make(chan struct{}),
		held: map[Want]*Holding{}, seen: map[string]bool{}, changed: make(chan struct{}),
	}
	go c.read()
	return c
}

// Close ends the client's work.
func (c *Client) Close() {
	c.stop()
	<-c.done
}

// Ask asks the provider for a link's data of a period, to be told later. It
// returns the id that the notification will name.
func (c *Client) Ask(ctx context.Context, want Want, from, to string) (requestID string, err error) {
	body, err := json.Marshal(map[string]string{"link": want.Link, "date_from": from, "date_to": to})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.BaseURL+"/api/"+want.Resource+"/", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Belvo-Request-Mode", "async")
	var accepted struct {
		RequestID string `json:"request_id"`
	}
	if err := c.call(r, http.StatusAccepted, &accepted); err != nil {
		return "", fmt.Errorf("ask for %s: %w", want.Resource, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.holding(want)
	h.RequestID = accepted.RequestID
	if h.Status == "" {
		h.Status = Pending
	}
	return accepted.RequestID, nil
}

// Held is a copy of what the client knows of some data; false if it never
// heard of it.
func (c *Client) Held(want Want) (Holding, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.held[want]
	if !ok {
		return Holding{}, false
	}
	copied := *h
	copied.Items = make(map[string]json.RawMessage, len(h.Items))
	for id, item := range h.Items {
		copied.Items[id] = item
	}
	return copied, true
}

func (c *Client) holding(want Want) *Holding {
	h := c.held[want]
	if h == nil {
		h = &Holding{Items: map[string]json.RawMessage{}}
		c.held[want] = h
	}
	return h
}

// read works on the notifications that were taken, one after another.
func (c *Client) read() {
	defer close(c.done)
	for {
		select {
		case <-c.ctx.Done():
			return
		case n := <-c.work:
			c.fetch(n)
		}
	}
}

// fetch reads every page of what a notification is about.
func (c *Client) fetch(n notification) {
	want := Want{Link: n.LinkID, Resource: strings.ToLower(n.Type)}
	status := Ready
	next := c.cfg.BaseURL + "/api/" + want.Resource + "/?link=" + url.QueryEscape(want.Link)
	for next != "" && status == Ready {
		page, err := c.page(next)
		if err != nil {
			status = Failed
		}
		c.keep(want, page.Results)
		next = page.Next
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.holding(want)
	h.Status = status
	h.Notified++
	close(c.changed)
	c.changed = make(chan struct{})
}

// Read waits until the client was told of some data so many times, and has read
// it, or failed to.
func (c *Client) Read(ctx context.Context, want Want, times int) (Holding, error) {
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		if h, ok := c.Held(want); ok && h.Notified >= times {
			return h, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Holding{}, ctx.Err()
		}
	}
}

type page struct {
	Next    string            `json:"next"`
	Results []json.RawMessage `json:"results"`
}

// page reads one page, from the provider and nowhere else.
func (c *Client) page(at string) (p page, err error) {
	if !strings.HasPrefix(at, c.cfg.BaseURL+"/") {
		return page{}, fmt.Errorf("next page %s is not at the provider", at)
	}
	r, err := http.NewRequestWithContext(c.ctx, http.MethodGet, at, nil)
	if err != nil {
		return page{}, err
	}
	err = c.call(r, http.StatusOK, &p)
	return p, err
}

func (c *Client) keep(want Want, results []json.RawMessage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.holding(want)
	h.Reads++
	for _, item := range results {
		var named struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(item, &named) == nil {
			h.Items[named.ID] = item
		}
	}
}

// call sends a request with the client's credentials and reads the answer.
func (c *Client) call(r *http.Request, want int, into any) error {
	r.SetBasicAuth(c.cfg.SecretID, c.cfg.SecretPassword)
	answer, err := c.cfg.HTTP.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is lost when a body that was read does not close
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != want {
		return fmt.Errorf("%s %s: want %d, got %d: %s", r.Method, r.URL.Path, want, answer.StatusCode, body)
	}
	return json.Unmarshal(body, into)
}
