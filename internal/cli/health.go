package cli

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// health asks a running server whether it is ready.
type health struct {
	URL string `arg:"" optional:"" help:"Base URL; if absent, as --addr or PORT, and --tls, say in the environment."`
}

// healthTime is how long the answer may take.
const healthTime = 3 * time.Second

// Run asks, and says in one line what came of it.
func (h *health) Run(c *call) error {
	base := strings.TrimSuffix(cmp.Or(h.URL, ownURL(c.settings)), "/")
	if u, err := url.Parse(base); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return misuse("health: %q is not a URL such as http://127.0.0.1:8080", base)
	}
	roots, err := c.settings.roots(c.settings.text("state-dir"))
	if err != nil {
		return err
	}
	line, problem := "ready: "+base, ready(c.ctx, base, roots)
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
	return scheme(s.yes("tls")) + "://" + reachable(hostPort)
}

// ready asks the server itself, past any proxy. Its certificate must be signed
// by one of the roots; nil are the system's.
func ready(ctx context.Context, base string, roots *x509.CertPool) error {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := (&http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}).RoundTrip(r)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("no answer within %s", healthTime)
	case err != nil:
		return err
	}
	defer func() { _ = answer.Body.Close() }() // its status says everything
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	if answer.StatusCode == http.StatusBadRequest && answer.Header.Get("Content-Type") == plainText {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 200)) // as much as there is
		return fmt.Errorf("the answer is %s: %s", answer.Status, strings.TrimSpace(string(said)))
	}
	return fmt.Errorf("the answer is %s", answer.Status)
}
