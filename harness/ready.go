package harness

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// How long a client may take; our choice.
const (
	readyWithin = 30 * time.Second // from its start until it is ready
	foundWithin = 5 * time.Second  // until one that runs already takes a connection
	lookWithin  = 2 * time.Second  // until it answers one look at whether it is ready
	lookEvery   = 25 * time.Millisecond
)

// await looks again and again until the client is ready, p has ended or the
// time is over. A nil p is not watched.
func (c *foreign) await(ctx context.Context, p *process, most time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	began, ended := wall.Now(), (<-chan struct{})(nil)
	if p != nil {
		ended = p.done
	}
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for last := errors.New("it did not answer"); ; {
		err := c.look(ctx)
		if err == nil && (p == nil || !p.ended()) {
			c.file.came.Store(true)
			return nil
		}
		if err != nil && !late(ctx) {
			last = err
		}
		select {
		case <-ended:
			return fmt.Errorf("before it was ready, %w", c.Gone())
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return fmt.Errorf("wait for the client: %w", ctx.Err())
			}
			absent := c.notReady(wall.Now().Sub(began), last, p != nil)
			c.file.absent.Store(&absent)
			return absent
		case <-ticker.C:
		}
	}
}

// late tells whether the deadline of ctx is over: what knows it may end a moment
// before ctx does.
func late(ctx context.Context) bool {
	deadline, limited := ctx.Deadline()
	return limited && !wall.Now().Before(deadline)
}

func (c *foreign) notReady(after time.Duration, last error, ours bool) error {
	if !ours {
		return fmt.Errorf("no client was found within %s: %w; start it first, or let start do it", seconds(after), last)
	}
	return withLastWords(fmt.Sprintf("the client was not ready within %s: %v", seconds(after), last), c.output)
}

// look tells why the client is not ready.
func (c *foreign) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	if c.file.start == nil || c.file.start.ready == "" {
		return c.connect(ctx)
	}
	a, err := c.request(ctx, &order{method: http.MethodGet, url: c.file.start.ready}, c.known)
	switch {
	case err == nil && a.status/100 == 2:
		return nil
	case err == nil:
		return fmt.Errorf("%s answered %d", a.by, a.status)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s did not answer within %s", a.by, seconds(lookWithin))
	default:
		return fmt.Errorf("%s: %w", a.by, err)
	}
}

// connect tells why the callback's address takes no connection.
func (c *foreign) connect(ctx context.Context) error {
	at, err := url.Parse(c.Callback())
	if err != nil {
		return err
	}
	number := at.Port()
	if number == "" {
		number = map[string]string{"http": "80", "https": "443"}[at.Scheme]
	}
	address := net.JoinHostPort(at.Hostname(), number)
	connection, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("callback %s: %w", address, causeOf(err))
	}
	return connection.Close()
}
