package mock

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// TB is what Start needs of a *testing.T.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
}

// A Running is a provider that listens on loopback for as long as a test runs.
type Running struct {
	*Server
	URL                      string // scheme, host and port, without a slash at the end
	SecretID, SecretPassword string // of the default workspace
}

// Start starts a provider for a test, on a free port, and ends it with the
// test. An answer that breaks the contract fails the test: that is our bug. A
// Config that cannot be used fails it at once.
func Start(t TB, cfg Config) *Running {
	t.Helper()
	var found violations
	if cfg.Violation == nil {
		cfg.Violation = found.add
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatalf("start belvo-mock: %v", err)
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start belvo-mock: %v", err)
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		t.Helper()
		s.Close()
		_ = server.Close() // what is still open belongs to a test that is over
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Fatalf("belvo-mock stopped: %v", err)
		}
		if text := found.text(); text != "" {
			t.Fatalf("belvo-mock broke its contract, which is a bug in it:\n%s", text)
		}
	})
	return &Running{Server: s, URL: "http://" + l.Addr().String(), SecretID: s.cfg.SecretID, SecretPassword: s.cfg.SecretPassword}
}

// Workspace is the control of the default workspace.
func (r *Running) Workspace() control.Workspace {
	w, err := r.Host().Open(context.Background(), r.SecretID)
	if err != nil {
		panic("the default workspace is gone: " + err.Error())
	}
	return w
}

// violations are the answers that broke the contract.
type violations struct {
	mu   sync.Mutex
	list []string
}

func (v *violations) add(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.list = append(v.list, err.Error())
}

func (v *violations) text() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return strings.Join(v.list, "\n")
}
