package control

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// HandlerConfig says who may call a Handler.
type HandlerConfig struct {
	Token        string   // asked for as Bearer; empty: nobody is asked
	AllowOrigins []string // web pages that may call, such as http://localhost:3000
	Hosts        []string // names under which the server may be called, besides near ones
	ReadOnly     bool     // whether calls that change something are refused
	// Kept waits until what a call has changed is kept, before its answer leaves;
	// nil: nothing is.
	Kept func(context.Context) error
	// Shutdown, once closed, ends the streams and waits.
	Shutdown <-chan struct{}
}

// Handler serves a Host below /_mock/.
func Handler(h Host, cfg HandlerConfig) http.Handler {
	s := newServer(h, cfg)
	return s.guard(s.mux)
}

const (
	journalPath = "/_mock/workspaces/{ws}/journal"
	linksPath   = "/_mock/workspaces/{ws}/links"
)

// queried are the calls of routes that read parameters themselves; all others
// take none.
var queried = []string{"GET " + linksPath}

type server struct {
	host Host
	cfg  HandlerConfig
	mux  *http.ServeMux
}

func newServer(h Host, cfg HandlerConfig) *server {
	s := &server{host: h, cfg: cfg, mux: http.NewServeMux()}
	for _, r := range routes {
		pattern, c := r.method+" "+r.path, r.call
		if !slices.Contains(queried, pattern) {
			c = unqueried(c)
		}
		handler := s.serve(c, cmp.Or(large[r.path], maxBody))
		if cfg.ReadOnly && changes(r.method, r.path) {
			handler = readOnly
		}
		s.mux.HandleFunc(pattern, handler)
	}
	s.mux.HandleFunc("GET "+journalPath, s.journal)
	s.mux.HandleFunc("GET "+reportsPath, s.reports)
	s.mux.HandleFunc("POST "+sessionPath, s.signIn)
	s.mux.HandleFunc("DELETE "+sessionPath, s.signOut)
	s.mux.HandleFunc("/", s.nothing)
	return s
}

// changes tells whether a call may change something; a wait only looks.
func changes(method, path string) bool {
	return method != http.MethodGet && path != journalPath+"/wait"
}

// readOnly answers what would change something where nothing may be.
func readOnly(w http.ResponseWriter, _ *http.Request) {
	refuse(w, Refuse(Forbidden, "", "This server was started with --read-only: it shows everything, and its control changes nothing."))
}

// nothing answers what no call serves.
func (s *server) nothing(w http.ResponseWriter, r *http.Request) {
	if allowed := strings.Join(s.methods(r), ", "); allowed != "" {
		w.Header().Set("Allow", allowed)
		refuse(w, Refuse(NotAllowed, "", "Only %s is allowed here.", allowed))
		return
	}
	absent(w, r)
}

func absent(w http.ResponseWriter, r *http.Request) {
	refuse(w, Refuse(NotFound, "", "There is nothing at %s.", r.URL.Path))
}

// methods are those that a request's path could be called with.
func (s *server) methods(r *http.Request) []string {
	var all []string
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		other := *r
		other.Method = method
		if _, pattern := s.mux.Handler(&other); pattern != "/" {
			all = append(all, method)
		}
	}
	return all
}

// serve makes a handler of a call whose body has at most limit bytes.
func (s *server) serve(c call, limit int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		ctx, cancel := s.until(r.Context())
		defer cancel()
		status, value, err := c(ctx, s.host, r)
		if err == nil {
			err = s.kept(r)
		}
		text, lasts := value.(lasting)
		switch {
		case err != nil:
			refuse(w, over(ctx, err))
		case lasts:
			text.answer(w, r)
		case status == http.StatusNoContent:
			w.WriteHeader(status)
		default:
			answer(w, status, value)
		}
	}
}

// kept waits until what a call may have changed is kept, also for who has gone.
func (s *server) kept(r *http.Request) error {
	if s.cfg.Kept == nil || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	return s.cfg.Kept(context.WithoutCancel(r.Context()))
}

// until is ctx, ended by the server's shutdown as well.
func (s *server) until(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	end := func() { cancel(Refuse(Gone, "", "The server is shutting down.")) }
	select {
	case <-s.cfg.Shutdown:
		end()
	default:
		go func() {
			select {
			case <-s.cfg.Shutdown:
				end()
			case <-ctx.Done():
			}
		}()
	}
	return ctx, func() { cancel(nil) }
}

// over is err, or if that is only the end of ctx, the refusal that ended it.
func over(ctx context.Context, err error) error {
	if why, ok := errors.AsType[*Error](context.Cause(ctx)); ok && errors.Is(err, context.Canceled) {
		return why
	}
	return err
}

// statuses has a row for every code.
var statuses = map[Code]int{
	Invalid: 400, Unknown: 400, Unauthorized: 401, Forbidden: 403, NotFound: 404, NotAllowed: 405, TimedOut: 408,
	Conflict: 409, NotSettling: 409, Gone: 410, TooLarge: 413, Internal: 500,
}

// A refusal is an Error on the wire.
type refusal struct {
	Error   *Error           `json:"error"`
	Pending *[]Pending       `json:"pending,omitempty"`
	Seen    *[]journal.Entry `json:"seen,omitempty"`
}

// refusalOf is err on the wire. What is no *Error is a bug of ours.
func refusalOf(err error) refusal {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return refusal{Error: &Error{Code: Internal, Message: err.Error()}}
	}
	told := refusal{Error: e}
	if e.Code == NotSettling {
		told.Pending = present(e.Pending)
	}
	if e.Code == TimedOut {
		told.Seen = present(e.Seen)
	}
	return told
}

// present is all as a list that is never null.
func present[T any](all []T) *[]T {
	if all == nil {
		all = []T{}
	}
	return &all
}

func refuse(w http.ResponseWriter, err error) {
	told := refusalOf(err)
	if told.Error.Code == Unauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	answer(w, told.Error.Status(), told)
}

// A plain body or answer is written as it is, not as JSON.
type plain struct {
	contentType string
	text        []byte
}

// answer writes value, and JSON inside it as it is but for white space.
func answer(w http.ResponseWriter, status int, value any) {
	text, err := encode(value)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"error":{"code":"internal","message":"The answer cannot be written."}}`)
	}
	w.Header().Set("Content-Type", "application/json")
	if as, ok := value.(plain); ok {
		text = as.text
		w.Header().Set("Content-Type", as.contentType)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text) // who went away is told nothing
}

// encode is value as JSON, with <, > and & as they are.
func encode(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}

// items is the form of a list.
type items[T any] struct {
	Items []T `json:"items"`
}

func listOf[T any](all []T, err error) (int, any, error) {
	return http.StatusOK, items[T]{*present(all)}, err
}
