package harness

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// A canary is an address that nobody has a reason to call. It listens until its
// scenario ends.
type canary struct {
	url string // with a slash at the end

	mu    sync.Mutex
	calls []string
}

func newCanary(ctx context.Context, n Network) (*canary, error) {
	l, err := n.listen("")
	if err != nil {
		return nil, fmt.Errorf("listen at an address that nobody has a reason to call: %w", err)
	}
	c := &canary{url: "http://" + l.Addr().String() + "/"}
	server := &http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }() // until the scenario ends
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return c, nil
}

// ServeHTTP takes down who came.
func (c *canary) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, r.Method+" "+r.URL.Path)
	w.WriteHeader(http.StatusNotFound)
}

// called are the calls so far.
func (c *canary) called() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string{}, c.calls...)
}
