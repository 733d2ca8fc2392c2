package wire

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// A request is one call of a client, with what is known of it so far.
type request struct {
	*server
	http   *http.Request
	op     openapi.Operation // the zero value: no operation serves it
	params map[string]string // of the path
	body   []byte
	ws     *sandbox.Workspace // nil until its credentials were good
	grant  *sandbox.Grant     // set if it came with an access token
	cause  *sandbox.Cause     // set once it may bring something about
	began  time.Time          // by the wall; set with its line in the journal
	line   uint64             // of the journal
	act    *fault.Answer      // how faults have edited the answer; nil if nothing can go wrong

	link     string // the link that it is about, for the journal
	accepted string // the request_id of its 202, likewise
}

func (r *request) param(name, value string) {
	if r.params == nil {
		r.params = map[string]string{}
	}
	r.params[name] = value
}

// check holds the request against the contract.
func (r *request) check() error {
	found, err := r.op.CheckRequest(r.http, r.params, r.body, r.ws.Terms().Generation)
	if err != nil {
		return err
	}
	r.advise()
	if len(found) > 0 {
		return contractError(found)
	}
	return nil
}

// decode reads the body, which the contract has checked, into a value.
func (r *request) decode(into any) error {
	if len(r.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(r.body, into); err != nil {
		return &sandbox.Error{Kind: sandbox.ParseError, Detail: "The body is not the JSON that this operation takes: " + err.Error()}
	}
	return nil
}

// causing begins what the request may bring about.
func (r *request) causing() *sandbox.Cause {
	if r.cause == nil {
		r.cause = r.ws.Cause()
	}
	return r.cause
}

func (r *request) answered() {
	if r.cause != nil {
		r.cause.Answered()
	}
}

// requestID names the answer if it is a refusal.
func (r *request) requestID() string {
	if r.ws == nil {
		return r.unknownID(r.http)
	}
	return r.ws.RequestID()
}

// asyncHeader selects asynchronous requests.
//
// Source: vendor document; its value is case-sensitive, any other value means
// a synchronous request.
const asyncHeader = "X-Belvo-Request-Mode"

// async tells whether the client asked to be told later, and the edition lets
// this operation do so.
func (r *request) async() bool {
	return r.http.Header.Get(asyncHeader) == "async" && honours(r.ws.Terms().Async, r.op)
}

func honours(rule sandbox.AsyncRule, op openapi.Operation) bool {
	switch rule {
	case sandbox.AsyncTransactions:
		return op.Act == "retrieve" && op.Resource == "transactions"
	case sandbox.AsyncDocumented:
		return op.AsyncIn("2026")
	case sandbox.AsyncEvery:
		return op.Act == "retrieve" || op.Act == "destroy-link"
	}
	return false
}

// base is how the client reached us: scheme and host, without a slash at the
// end. A proxy tells by X-Forwarded-Proto and X-Forwarded-Host.
func (r *request) base() string {
	if r.PublicURL != "" {
		return r.PublicURL
	}
	scheme := "http"
	if r.http.TLS != nil {
		scheme = "https"
	}
	if proto := first(r.http.Header.Get("X-Forwarded-Proto")); proto == "http" || proto == "https" {
		scheme = proto
	}
	host := r.http.Host
	if forwarded := first(r.http.Header.Get("X-Forwarded-Host")); forwarded != "" && !strings.ContainsAny(forwarded, "/\\?#@ \"<>") {
		host = forwarded
	}
	return scheme + "://" + host
}

// first is the first element of a header's comma list.
func first(list string) string {
	element, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(element)
}

func (r *request) journalCall() {
	r.began = r.ws.Agenda().Wall()
	r.line = r.ws.Note(journal.Entry{
		Kind: journal.KindCall, Line: r.http.Method + " " + r.http.URL.Path, LinkID: r.link,
		Data: journal.NewCall(r.http.Method, r.http.URL.Path, r.http.URL.RawQuery, r.http.Header, r.body),
	})
	r.leaks()
}
