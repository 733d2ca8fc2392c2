package mock

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/store"
	"github.com/belvo-mock/belvo-mock/mock/internal/ui"
	"github.com/belvo-mock/belvo-mock/mock/internal/wire"
)

// A Server is a provider: the API, its webhooks, and the control of both. It
// is an http.Handler for all of them; API and Control are the parts, for two
// ports. End it with Close.
type Server struct {
	cfg       Config
	log       *slog.Logger
	base      sandbox.Config // what workspaces are made of
	visited   sandbox.Config // what those are made of that AnyCredentials opens
	directory *directory
	album     album
	shelf     shelf
	store     *store.Store // nil: nothing is kept
	sender    *wire.Sender
	canary    *canary
	api       http.Handler
	control   http.Handler  // the pages too
	closing   chan struct{} // closed when streams have to end
	closeOnce sync.Once
}

// New makes a provider with its default workspace. What of the Config cannot
// be used is told all at once, as *ConfigError where it is one field.
func New(cfg Config) (*Server, error) {
	base, err := cfg.workspace()
	public, publicErr := checkURL(cfg.PublicURL)
	if err := errors.Join(err, publicErr); err != nil {
		return nil, err
	}
	cfg.PublicURL = public
	cfg.Version = cmp.Or(cfg.Version, Version)
	cfg.SecretID = cmp.Or(cfg.SecretID, DefaultSecretID)
	cfg.SecretPassword = cmp.Or(cfg.SecretPassword, DefaultSecretPassword)
	s := &Server{cfg: cfg, log: cfg.Log, base: base, closing: make(chan struct{})}
	if s.log == nil {
		s.log = slog.Default()
	}
	s.directory = newDirectory(DefaultMaxWorkspaces)
	if cfg.MaxWorkspaces > 0 {
		s.directory = newDirectory(cfg.MaxWorkspaces)
	}
	s.sender = wire.NewSender(wire.SenderConfig{
		UserAgent: "belvo-mock/" + cfg.Version, AllowPublic: cfg.AllowPublicTargets, RootCAs: cfg.RootCAs, Now: agenda.Wall, DialContext: cfg.Dial,
	})
	s.base.Cache = sandbox.NewCache(0)
	s.base.UserAgent = "belvo-mock/" + cfg.Version
	s.base.Send = s.sender.Send
	s.canary = &canary{organization: s.organization, listen: cfg.Listen}
	s.api = s.withWidget(wire.New(wire.Config{
		Version: cfg.Version, Enter: s.enter, Organization: s.organization, PublicURL: cfg.PublicURL,
		Violation: cfg.Violation, Panicked: s.panicked, Cache: s.base.Cache,
		Elsewhere: s.canary.base,
	}))
	s.control = s.steering()
	if err := s.inhabit(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// steering is the control API, and the pages over it.
func (s *Server) steering() http.Handler {
	cfg := control.HandlerConfig{
		Token: s.cfg.ControlToken, AllowOrigins: s.cfg.AllowOrigins, Hosts: hostOf(s.cfg.PublicURL), Shutdown: s.closing, Kept: s.kept,
		ReadOnly: s.cfg.ReadOnly,
	}
	calls := control.Handler(s.Host(), cfg)
	pages := ui.Handler(s.Host(), ui.Config{
		Admit: cfg.Admit, Guarded: cfg.Token != "", PublicURL: s.cfg.PublicURL, Shutdown: s.closing, Otherwise: calls,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/_mock/"):
			calls.ServeHTTP(w, r)
		case r.URL.Path == "/" && r.Method == http.MethodGet && !ui.Wants(r):
			s.greet(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}

// greet says to programs what is here.
func (s *Server) greet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "belvo-mock "+s.cfg.Version+"\n\nThe API is below /api/, its control below /_mock/ (see /_mock/openapi.json). Browsers see the inspector here.\n")
}

// inhabit makes the workspaces of the start: those that were kept, and the
// default one.
func (s *Server) inhabit() error {
	if err := s.stage(); err != nil {
		return err
	}
	if s.cfg.StateDir != "" {
		if err := s.restore(s.cfg.StateDir); err != nil {
			return misfit("state-dir", "%v", err)
		}
	}
	if _, there := s.directory.find(s.cfg.SecretID); !there && s.open(s.cfg.SecretID, s.cfg.SecretPassword, s.first(), true) == nil {
		return misfit("max-workspaces", "there is no room for the default workspace besides those in %s", s.cfg.StateDir)
	}
	return nil
}

// first is what the default workspace is made of.
func (s *Server) first() sandbox.Config {
	first := s.visited
	first.FirstLink = first.Scenario == nil
	return first
}

// hostOf is the name in a public URL, under which the control API may be called
// too; none if there is no URL.
func hostOf(public string) []string {
	u, err := url.Parse(public)
	if public == "" || err != nil {
		return nil
	}
	return []string{u.Hostname()}
}

// open makes a tenant and its world; nil if its id is taken or there is no room.
func (s *Server) open(id, password string, cfg sandbox.Config, lasting bool) *tenant {
	cfg.Owner = id
	t := &tenant{id: id, password: password, config: cfg, origin: s.originOf(cfg), lasting: lasting}
	t.mu.Lock() // who finds it waits for its world
	defer t.mu.Unlock()
	evicted, ok := s.directory.add(t)
	if evicted != nil {
		s.dismiss(evicted)
	}
	if !ok {
		return nil
	}
	s.beginLocked(t)
	return t
}

// beginLocked makes a tenant's world, the first or another.
func (s *Server) beginLocked(t *tenant) {
	cfg := t.config
	if s.store != nil {
		t.log = s.keep(t)
		cfg.Log = t.log
	}
	t.world = sandbox.New(cfg)
}

// dismiss ends a tenant that was taken out of the directory, for ever.
func (s *Server) dismiss(t *tenant) {
	t.end()
	if t.log != nil {
		t.log.Remove()
	}
	s.forget(s.album.of(t.id))
}

// maxSecretID is how long a secret id may be, in bytes. Our choice: it is a key
// in a state directory.
const maxSecretID = 1000

// enter is the workspace that a secret pair opens.
func (s *Server) enter(id, password string) (*sandbox.Workspace, bool) {
	t, known, right := s.directory.enter(id, password)
	switch {
	case right:
		return t.workspace(), true
	case known || !s.cfg.AnyCredentials || id == "" || password == "" || len(id) > maxSecretID:
		return nil, false
	}
	if t = s.open(id, password, s.visited, false); t == nil {
		// Somebody else opened it at the same moment, or there is no room.
		if t, _, right = s.directory.enter(id, password); !right {
			return nil, false
		}
	}
	return t.workspace(), true
}

func (s *Server) organization(id string) (*sandbox.Workspace, bool) {
	t, ok := s.directory.organization(id)
	if !ok {
		return nil, false
	}
	return t.workspace(), true
}

func (s *Server) panicked(value any, stack []byte) {
	s.log.Error("belvo-mock has a bug", "panic", value, "stack", string(stack))
}

// ServeHTTP serves everything on one port.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/healthz", path == "/readyz", strings.HasPrefix(path, "/_mock/"), ui.Owns(path):
		s.Control().ServeHTTP(w, r)
	default:
		s.api.ServeHTTP(w, r)
	}
}

// API serves the vendor's API, and whether the server lives and is ready.
func (s *Server) API() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !health(w, r) {
			s.api.ServeHTTP(w, r)
		}
	})
}

// Control serves the control API and the inspector, and whether the server lives and is ready.
func (s *Server) Control() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !health(w, r) {
			s.control.ServeHTTP(w, r)
		}
	})
}

// health answers the two paths that say whether the server lives and is ready.
// A server is ready once New has returned.
func health(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != "/healthz" && r.URL.Path != "/readyz" {
		return false
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"status":"ok"}`+"\n")
	return true
}

// EndStreams lets those who follow a journal go, so that an http.Server can
// shut down.
func (s *Server) EndStreams() {
	s.closeOnce.Do(func() { close(s.closing) })
}

// Drain starts no delivery any more and waits for the attempts that are open,
// until ctx ends.
func (s *Server) Drain(ctx context.Context) {
	s.EndStreams()
	for _, t := range s.directory.all() {
		t.workspace().Drain(ctx)
	}
}

// Close ends all workspaces; open attempts are cancelled. With a StateDir they
// are kept as they are. It may be called twice.
func (s *Server) Close() {
	s.EndStreams()
	for _, t := range s.directory.all() {
		s.directory.take(t.id)
		t.end()
	}
	s.canary.close()
	s.sender.Close()
	if s.store == nil {
		return
	}
	if err := s.store.Close(); err != nil {
		s.log.Error("the state directory cannot be closed", "error", err)
	}
}
