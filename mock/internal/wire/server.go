// Package wire is the vendor's HTTP, both ways: the API that clients call and
// the webhooks that they are sent. It alone knows gin.
package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// Config is what the API's handler needs.
type Config struct {
	Version string
	// Enter finds the workspace of a secret pair; false if there is none.
	Enter func(id, password string) (*sandbox.Workspace, bool)
	// Organization finds the workspace that an access token is for.
	Organization func(id string) (*sandbox.Workspace, bool)
	// PublicURL is how clients reach us, without a path; empty: as each
	// request says.
	PublicURL string
	// Violation is told when an answer breaks the contract; nil: answers are
	// not checked.
	Violation func(error)
	// Panicked is told of a bug that made a handler panic.
	Panicked func(value any, stack []byte)
	Cache    *sandbox.Cache
	// Elsewhere is another origin that a link to a next page may lead to, for
	// the workspace of a secret id.
	Elsewhere func(owner string) string
}

// maxBody is the largest body that a client may send, in bytes. Our choice.
const maxBody = 1 << 20

type server struct {
	Config
}

// New makes the handler of everything under /api/ and /payments/, and of the
// paths that are nothing.
func New(cfg Config) http.Handler {
	s := &server{Config: cfg}
	quiet()
	engine := gin.New()
	engine.RedirectTrailingSlash = false
	engine.HandleMethodNotAllowed = true
	engine.Use(s.recover)
	engine.NoRoute(s.noRoute)
	engine.NoMethod(s.noMethod)
	for _, op := range openapi.Operations() {
		path := ginPath(op.Path)
		h := s.serve(op)
		engine.Handle(op.Method, path, h)
		engine.Handle(op.Method, strings.TrimSuffix(path, "/"), h)
	}
	return engine
}

// quiet takes gin out of the mode in which it prints every route. A mode that
// somebody chose, other than that default, stays.
var quiet = sync.OnceFunc(func() {
	if gin.Mode() == gin.DebugMode {
		gin.SetMode(gin.ReleaseMode)
	}
})

// ginPath writes a path of the contract in gin's form. Parameters are named by
// their position, since gin wants one name for all that stand in one place.
func ginPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") {
			parts[i] = ":" + positional(i)
		}
	}
	return strings.Join(parts, "/")
}

func positional(i int) string { return "p" + string(rune('0'+i)) }

// serve is the way of every request: who asks, what the contract says of it,
// what the sandbox answers, and the journal of both.
func (s *server) serve(op openapi.Operation) gin.HandlerFunc {
	handler, built := handlers[op.Act]
	if !built {
		handler = notEmulated
	}
	params := pathParams(op.Path)
	return func(c *gin.Context) {
		r := &request{server: s, http: c.Request, op: op}
		for name, position := range params {
			r.param(name, c.Param(position))
		}
		answer, err := s.answer(r, c.Writer, handler)
		if err != nil {
			answer = refuse(err, r.requestID())
		}
		s.write(c.Writer, r, answer)
	}
}

// answer reads a request, checks it and asks its handler.
func (s *server) answer(r *request, w http.ResponseWriter, handle handler) (reply, error) {
	tooLarge := r.read(w)
	if err := s.enter(r); err != nil {
		return reply{}, err
	}
	r.journalCall()
	if err := r.ws.Knock(); err != nil {
		return reply{}, err
	}
	if tooLarge {
		return reply{}, &sandbox.Error{Kind: sandbox.TooLarge, Detail: fmt.Sprintf("The body is larger than %d bytes.", maxBody)}
	}
	if r.disturb(); r.undoes() {
		return r.undone()
	}
	if r.op.Built() {
		if err := r.check(); err != nil {
			return reply{}, err
		}
	}
	return handle(r)
}

// write journals an answer, sends it once what it tells of is kept, and lets what
// the request brought about begin. The line comes first, so that whatever the
// client does next comes after.
func (s *server) write(w http.ResponseWriter, r *request, a reply) {
	edition := ""
	if r.ws != nil {
		edition = "; edition=" + r.ws.Terms().Edition
		s.hold(r, a)
		if err := r.ws.Kept(context.WithoutCancel(r.http.Context())); err != nil {
			a = refuse(err, r.requestID())
		}
	}
	w.Header().Set("X-Belvo-Mock", s.Version+edition)
	if r.act == nil {
		r.journalAnswer(a)
		a.write(w)
		r.answered()
		return
	}
	if r.cause != nil {
		r.cause.Overtaken(r.http.Context())
	}
	head, arrives := r.mar(a)
	r.journalAnswer(arrives)
	broken := r.transmit(w, head, arrives)
	r.answered()
	if broken {
		panic(http.ErrAbortHandler)
	}
}

// hold holds an answer against the contract, as the sandbox meant it.
func (s *server) hold(r *request, a reply) {
	if s.Violation == nil || !r.op.Built() || r.undoes() {
		return
	}
	body := a.body
	if a.meant != nil {
		body = a.meant()
	}
	if err := r.op.CheckResponse(a.status, a.header(), body); err != nil {
		s.Violation(fmt.Errorf("%s %s: %w", r.http.Method, r.http.URL, err))
	}
}

func (s *server) recover(c *gin.Context) {
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		if err, ok := value.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(value)
		}
		s.Panicked(value, debug.Stack())
		if !c.Writer.Written() {
			s.write(c.Writer, &request{server: s, http: c.Request}, refuse(fmt.Errorf("panic: %v", value), s.unknownID(c.Request)))
		}
	}()
	c.Next()
}

// noRoute answers paths that are nothing. One that was escaped whole is the
// mistake of a client that joins URLs; the answer says so.
func (s *server) noRoute(c *gin.Context) {
	detail := "There is nothing at " + c.Request.URL.Path + "."
	if strings.Contains(strings.ToLower(c.Request.URL.EscapedPath()), "%2f") {
		detail = "The path has an escaped slash (%2F): the client escaped a whole path as if it were one part of it."
	}
	s.refuseRoute(c, &sandbox.Error{Kind: sandbox.NotFound, Detail: detail})
}

func (s *server) noMethod(c *gin.Context) {
	s.refuseRoute(c, &sandbox.Error{Kind: sandbox.MethodNotAllowed, Detail: "Method " + c.Request.Method + " is not allowed here."})
}

// refuseRoute answers what no operation serves; with valid credentials it
// stands in their journal.
func (s *server) refuseRoute(c *gin.Context, err error) {
	r := &request{server: s, http: c.Request}
	r.read(c.Writer)
	if s.enter(r) == nil {
		r.journalCall()
	}
	s.write(c.Writer, r, refuse(err, r.requestID()))
}

// notEmulated answers what the vendor documents and nobody has built here.
func notEmulated(r *request) (reply, error) {
	message := r.op.Method + " " + r.op.Path + " is documented by the vendor but not emulated yet."
	r.ws.Note(journal.Entry{Kind: journal.KindFinding, Line: message, Data: journal.FindingData{Code: "not_emulated", Message: message}})
	return reply{}, &sandbox.Error{Kind: sandbox.NotEmulated, Detail: message}
}

// pathParams maps the names of a path's parameters to their names in gin.
func pathParams(path string) map[string]string {
	params := map[string]string{}
	for i, part := range strings.Split(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			params[strings.TrimSuffix(name, "}")] = positional(i)
		}
	}
	return params
}

// read takes the body in, up to maxBody.
func (r *request) read(w http.ResponseWriter) (tooLarge bool) {
	if r.http.Body == nil || r.http.ContentLength == 0 {
		return false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.http.Body, maxBody))
	r.body = body
	_, tooLarge = errors.AsType[*http.MaxBytesError](err)
	return tooLarge
}

// unknownID names an answer to somebody whose workspace is not known.
func (s *server) unknownID(r *http.Request) string {
	return sandbox.StrangerID(r.Method, r.URL.String(), r.RemoteAddr)
}
