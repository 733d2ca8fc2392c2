package wire

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// SenderConfig is what a Sender needs.
type SenderConfig struct {
	UserAgent   string // of requests that name none
	AllowPublic bool   // lets webhooks go to public addresses
	// Now is the wall's clock; it must be set.
	Now func() time.Time
	// RootCAs are who may sign the certificates of https receivers; nil are
	// those that the system trusts.
	RootCAs *x509.CertPool
	// DialContext connects instead of sockets, and then no address is refused;
	// nil is sockets.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
}

// A Sender sends webhooks over HTTP/1.1. It is safe for concurrent use; make it
// with NewSender. Proxies of the environment are not used: the receiver is near.
type Sender struct {
	userAgent string
	now       func() time.Time
	dialer    dialer
	transport *http.Transport
}

// Bounds of a Sender. Our choice.
const (
	maxAnswer     = 64 << 10        // bytes of an answer's body, and of its headers
	defaultWindow = 5 * time.Second // of requests that have none
	maxIdle       = 1024            // connections kept open to one host: the default width
	// idleTime is how long an unused connection is kept. Servers of some
	// frameworks close theirs after two seconds; a webhook that is sent just then
	// would fail without anybody's fault.
	idleTime = time.Second
)

// NewSender makes a Sender. It holds connections until Close.
func NewSender(cfg SenderConfig) *Sender {
	s := &Sender{userAgent: cfg.UserAgent, now: cfg.Now, dialer: newDialer(cfg.AllowPublic, net.DefaultResolver)}
	if cfg.DialContext != nil {
		s.dialer = dialer{plain: cfg.DialContext, guarded: cfg.DialContext}
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	s.transport = &http.Transport{
		DialContext:            s.dial,
		TLSClientConfig:        &tls.Config{RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12},
		Protocols:              protocols,
		DisableCompression:     true, // the body is wanted as it was sent
		MaxIdleConnsPerHost:    maxIdle,
		IdleConnTimeout:        idleTime,
		MaxResponseHeaderBytes: maxAnswer,
	}
	return s
}

func (s *Sender) dial(ctx context.Context, network, address string) (net.Conn, error) {
	return s.dialer.DialContext(ctx, network, address)
}

// Close lets go of the connections that nothing is sent on.
func (s *Sender) Close() { s.transport.CloseIdleConnections() }

// Send makes one attempt and returns what came of it. The request must be on
// its way within a window, and then the answer's headers must come within
// another; its very end is still in time. The body is read until then, up to
// 64 KiB. A body that does not end in time takes nothing from its answer.
// Redirects are answers like others. When ctx ends, so does the attempt.
//
// Source: the window's beginning and end are vendor document (the guide), the
// rest is our choice.
func (s *Sender) Send(ctx context.Context, r webhook.Request) webhook.Answer {
	length := cmp.Or(max(r.Window, 0), defaultWindow)
	ctx, cancel := context.WithCancelCause(context.WithValue(ctx, boundKey{}, length))
	defer cancel(nil)
	w := s.open(length, sendingTime(r), cancel)
	defer w.close()

	request, err := s.request(httptrace.WithClientTrace(ctx, w.trace()), r)
	if err != nil {
		return webhook.Answer{Failure: webhook.NotConnected, Why: "the request cannot be written: " + unwrapped(err).Error()}
	}
	answer, err := s.transport.RoundTrip(request)
	took := w.took()
	if err == nil {
		defer func() { _ = answer.Body.Close() }() // all that is wanted of it has been read
		if took > length {
			err = errUnanswered
		}
	} else if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if err != nil {
		failure, why := explain(err, request.URL.Hostname(), length)
		return webhook.Answer{Took: took, Failure: failure, Why: why}
	}
	if r.Reset {
		w.breakOff()
		return webhook.Answer{Took: took, Failure: webhook.NotConnected, Why: "the receiver answered, but the connection was reset before its answer was read: a fault"}
	}
	return webhook.Answer{Status: answer.StatusCode, Header: answer.Header, Body: head(answer), Took: took}
}

// request is r for the transport.
func (s *Sender) request(ctx context.Context, r webhook.Request) (*http.Request, error) {
	var body io.Reader = bytes.NewReader(r.Body)
	if r.BytesPerSecond > 0 {
		body = &trickling{ctx: ctx, rate: r.BytesPerSecond, rest: r.Body}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, body)
	if err != nil {
		return nil, err
	}
	request.ContentLength = int64(len(r.Body))
	r.UserAgent = cmp.Or(r.UserAgent, s.userAgent)
	request.Header = r.Header()
	return request, nil
}

// sendingTime is for how long a body trickles on purpose.
func sendingTime(r webhook.Request) time.Duration {
	if r.BytesPerSecond <= 0 {
		return 0
	}
	return wait(r.Body, r.BytesPerSecond)
}

// head is the beginning of an answer's body. What is read once the window has
// ended is an error, and so the end.
func head(answer *http.Response) []byte {
	if answer.StatusCode == http.StatusSwitchingProtocols {
		return nil // what follows is no body
	}
	// One byte more than is kept finds the end of a body that just fits, so that
	// its connection can be used again.
	body, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	return body[:min(len(body), maxAnswer)]
}

// Why a window ended.
var (
	errUnsent     = errors.New("the request was not sent in time")
	errUnanswered = errors.New("no answer came in time")
)

// A window is the time of one attempt: a bound for connecting and sending, then
// the window itself, which begins when the request has been written.
type window struct {
	length time.Duration
	now    func() time.Time
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	timer   *time.Timer
	written time.Time // zero until then
	conn    net.Conn
	closed  bool
}

// open starts with the bound for connecting and sending, which is longer by the
// time for which the body trickles on purpose.
func (s *Sender) open(length, trickle time.Duration, cancel context.CancelCauseFunc) *window {
	w := &window{length: length, now: s.now, cancel: cancel}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(length+trickle, func() { cancel(errUnsent) })
	return w
}

func (w *window) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { w.on(info.Conn) },
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				w.begin()
			}
		},
	}
}

// on remembers the connection of the attempt.
func (w *window) on(conn net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conn = conn
}

// breakOff resets the connection of the attempt.
func (w *window) breakOff() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn != nil {
		breakOff(w.conn)
	}
}

// begin is the moment when the request has been written. An answer at the very
// end of the window is in time, so its timer is a moment later.
func (w *window) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	w.timer.Stop()
	w.written = w.now()
	w.timer = time.AfterFunc(w.length+time.Nanosecond, func() { w.cancel(errUnanswered) })
}

// took is how long it has been since the request was written; 0 before.
func (w *window) took() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.written.IsZero() {
		return 0
	}
	return w.now().Sub(w.written)
}

func (w *window) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.timer.Stop()
}
