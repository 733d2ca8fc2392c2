package mock

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A canary is another origin, to which links may lead that no client should
// follow. It listens on loopback from the first time that it is asked for, and
// notes in the journal who came, and with what.
type canary struct {
	organization func(id string) (*sandbox.Workspace, bool)
	listen       func(address string) (net.Listener, error) // nil: TCP

	mu     sync.Mutex
	url    string
	server *http.Server
}

// origin is where it listens.
func (c *canary) origin() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.url != "" {
		return c.url, nil
	}
	l, err := c.open()
	if err != nil {
		return "", err
	}
	c.url = "http://" + l.Addr().String()
	c.server = &http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second}
	go func(s *http.Server) { _ = s.Serve(l) }(c.server) // until close
	return c.url, nil
}

func (c *canary) open() (net.Listener, error) {
	if c.listen != nil {
		return c.listen("")
	}
	return (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
}

// base is what links of a workspace begin with. Where nothing can listen they
// lead nowhere.
func (c *canary) base(owner string) string {
	origin, err := c.origin()
	if err != nil {
		origin = "http://127.0.0.1:0"
	}
	return origin + "/" + sandbox.OrganizationOf(owner)
}

func (c *canary) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server != nil {
		_ = c.server.Close() // whoever is there has no business there
	}
}

// ServeHTTP answers with an empty last page, as a provider would.
func (c *canary) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if world, ok := c.organization(id); ok {
		code, with := "followed_elsewhere", "without credentials"
		if r.Header.Get("Authorization") != "" {
			code, with = "credentials_elsewhere", "and sent its credentials there"
		}
		message := fmt.Sprintf("the client followed a link to another origin (%s /%s) %s", r.Method, path, with)
		world.Note(journal.Entry{Kind: journal.KindFinding, Line: message, Data: journal.FindingData{Code: code, Message: message}})
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"count":0,"next":null,"previous":null,"results":[]}`))
}
