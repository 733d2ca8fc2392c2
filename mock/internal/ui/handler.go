// Package ui is the inspector: pages that show what happens in a provider, live,
// and steer it by calls of the control API. It stands on control.Host alone, so
// whatever a page shows or does, a test can ask of the control API.
package ui

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// Config says who may see the pages, and how the server is called.
type Config struct {
	// Admit refuses who may not see them, with an *control.Error.
	Admit func(*http.Request) error
	// Guarded is set where a control token is asked for.
	Guarded bool
	// PublicURL is the scheme and host that links and curls begin with; empty is
	// how each request came.
	PublicURL string
	// Shutdown, once closed, ends what is followed.
	Shutdown <-chan struct{}
	// Otherwise serves what is no page, and those who do not want one.
	Otherwise http.Handler
}

// Handler serves the pages of a Host.
func Handler(h control.Host, cfg Config) http.Handler {
	s := &server{host: h, cfg: cfg, mux: http.NewServeMux(), shelf: newShelf(cfg.Shutdown)}
	for _, p := range pages {
		s.mux.HandleFunc("GET "+p.path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, p) })
	}
	s.mux.HandleFunc("GET /w/{ws}/requests/{request_id}/{form}", s.copied)
	s.mux.HandleFunc("GET /assets/{name...}", serveAsset)
	s.mux.HandleFunc("/", s.nothing)
	return http.HandlerFunc(s.enter)
}

// roots are what the paths of pages begin with.
var roots = []string{"/w/", "/workspaces", "/reports", "/reference/", "/assets/"}

// Owns tells whether a path is a page's, where the vendor's API has the same
// port.
func Owns(path string) bool {
	return path == "/" || slices.ContainsFunc(roots, func(root string) bool { return strings.HasPrefix(path, root) })
}

type server struct {
	host  control.Host
	cfg   Config
	mux   *http.ServeMux
	shelf *shelf
}

// policy lets a page load and call nothing but this server.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// enter is the door of all pages: who is no browser, or not let in, goes no
// further.
func (s *server) enter(w http.ResponseWriter, r *http.Request) {
	loads := strings.HasPrefix(r.URL.Path, "/assets/")
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !loads && !Wants(r) {
		s.cfg.Otherwise.ServeHTTP(w, r)
		return
	}
	secure(w.Header())
	err := s.cfg.Admit(r)
	refusal, _ := errors.AsType[*control.Error](err)
	switch {
	case err == nil, loads && refusal != nil && refusal.Code == control.Unauthorized:
		s.mux.ServeHTTP(w, r)
	case refusal != nil && refusal.Code == control.Unauthorized:
		s.signIn(w, r)
	default:
		s.fail(w, &visit{Request: r, server: s}, err)
	}
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Vary", "Accept")
}

// Wants tells a browser, or its page that follows itself, from a program.
func Wants(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "text/html") || strings.Contains(accept, eventStream)
}

// serve shows a page, or follows it.
func (s *server) serve(w http.ResponseWriter, r *http.Request, p page) {
	v, err := s.visit(r, p)
	if err == nil && strings.Contains(r.Header.Get("Accept"), eventStream) {
		s.follow(w, v)
		return
	}
	var shown any
	if err == nil {
		shown, err = p.show(r.Context(), v)
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.write(w, http.StatusOK, v, p.name, shown)
}

// nothing answers for a path that is no page.
func (s *server) nothing(w http.ResponseWriter, r *http.Request) {
	v, _ := s.visit(r, page{title: "Nothing here"}) // the frame needs no workspace
	s.fail(w, v, control.Refuse(control.NotFound, "", "There is no page at %s.", r.URL.Path))
}

// A trouble is what a page shows that cannot be shown.
type trouble struct {
	Status  int
	Message string
}

// fail shows why a page cannot be shown.
func (s *server) fail(w http.ResponseWriter, v *visit, err error) {
	told := trouble{http.StatusInternalServerError, err.Error()}
	if refusal, ok := errors.AsType[*control.Error](err); ok {
		told = trouble{refusal.Status(), refusal.Message}
	}
	v.Title, v.Live = "Nothing here", ""
	if told.Status != http.StatusNotFound {
		v.Title = "Something went wrong"
	}
	s.write(w, told.Status, v, "trouble", told)
}

// signIn asks for the control token.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	v := &visit{Request: r, server: s, Title: "Sign in"}
	s.write(w, http.StatusUnauthorized, v, "signin", r.URL.RequestURI())
}
