package harness

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A Post is something that we send to the client ourselves, outside of the
// provider's deliveries, as a stranger or a broken provider would.
type Post struct {
	Label         string // in words, for the timeline: a cut-off body
	Method        string // empty: POST
	ContentType   string // empty: JSON's; "-" leaves the header out
	Authorization string // "-" leaves the header out; empty: what the client expects
	Body          []byte
}

// A Sent is a Post and what came of it.
type Sent struct {
	Post
	At     time.Time // by the wall
	Took   time.Duration
	After  uint64 // the journal's last entry before it
	Status int    // 0: no answer
	Header http.Header
	Answer []byte // its first 64 KiB
	Err    error  // why there is no answer
}

// sendLimit is how long we wait for an answer, which is longer than the
// acknowledgement may take, so that a slow one is measured.
const sendLimit = 8 * time.Second

// Send posts something to the client's callback.
func (w *World) Send(p Post) (*Sent, error) {
	ctx, cancel := context.WithTimeout(w.ctx, sendLimit)
	defer cancel()
	method := p.Method
	if method == "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(ctx, method, w.subject.Callback(), strings.NewReader(string(p.Body)))
	if err != nil {
		return nil, err
	}
	if p.ContentType != "-" {
		r.Header.Set("Content-Type", "application/json")
	}
	if p.ContentType != "" && p.ContentType != "-" {
		r.Header.Set("Content-Type", p.ContentType)
	}
	if p.Authorization == "" && w.offers.Authorization != "" {
		r.Header.Set("Authorization", w.offers.Authorization)
	} else if p.Authorization != "" && p.Authorization != "-" {
		r.Header.Set("Authorization", p.Authorization)
	}
	sent := &Sent{Post: p, At: wall.Now(), After: w.last()}
	sent.Err = sent.exchange(w.http, r)
	sent.Took = wall.Now().Sub(sent.At)
	w.sent = append(w.sent, sent)
	if sent.Err != nil {
		return sent, w.orGone(nil)
	}
	return sent, nil
}

// exchange sends the request and takes the answer.
func (s *Sent) exchange(client *http.Client, r *http.Request) error {
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // all that is wanted of it has been read
	s.Status, s.Header = answer.StatusCode, answer.Header
	s.Answer, _ = io.ReadAll(io.LimitReader(answer.Body, 64<<10)) // what broke off is judged as far as it came
	return nil
}

// TimedOut tells whether there was no answer in time.
func (s *Sent) TimedOut() bool {
	timeout, ok := errors.AsType[net.Error](s.Err)
	return ok && timeout.Timeout()
}

// posting is a client that follows no redirect.
func posting(n Network) *http.Client {
	transport := &http.Transport{DialContext: n.Dial, DisableKeepAlives: true}
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Notify has the provider raise an event by hand and deliver it now. It returns
// when its first attempt is over.
func (w *World) Notify(n control.Notice) (control.Notified, error) {
	told, err := w.workspace.Notify(w.ctx, n)
	if err != nil {
		return told, err
	}
	return told, w.Advance(0)
}
