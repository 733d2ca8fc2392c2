package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// health asks a running server whether it is ready.
type health struct {
	URL string `arg:"" optional:"" help:"Base URL; if absent, as --addr or PORT say in the environment."`
}

// healthTime is how long the answer may take.
const healthTime = 3 * time.Second

// Run asks, and says in one line what came of it.
func (h *health) Run(c *call) error {
	base := strings.TrimSuffix(cmp.Or(h.URL, ownURL(c.settings)), "/")
	if u, err := url.Parse(base); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return misuse("health: %q is not a URL such as http://127.0.0.1:8080", base)
	}
	line, problem := "ready: "+base, ready(c.ctx, base)
	if problem != nil {
		line = fmt.Sprintf("not ready: %s: %v", base, problem)
		problem = errNo
	}
	if _, err := fmt.Fprintln(c.stdout, line); err != nil {
		return err
	}
	return problem
}

// ownURL is where a server with the same settings listens.
func ownURL(s *settings) string {
	_, hostPort := address(s.text("addr"), s)
	return "http://" + reachable(hostPort)
}

// ready asks the server itself, past any proxy.
func ready(ctx context.Context, base string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("no answer within %s", healthTime)
	case err != nil:
		return err
	}
	_ = answer.Body.Close() // its status says everything
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the answer is %s", answer.Status)
	}
	return nil
}
