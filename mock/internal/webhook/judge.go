package webhook

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// A Request is what one attempt sends.
type Request struct {
	URL           string
	Authorization string // sent verbatim; empty: the header is left out
	UserAgent     string
	ContentType   string // empty: JSON's
	Body          []byte
	Window        time.Duration // see Policy.Window
	// BytesPerSecond is how fast the body is sent; 0 is at once.
	BytesPerSecond int
	// Reset resets the connection once the answer is there, and does not read it.
	Reset bool
}

// Header is what stands above the body, besides what HTTP itself needs.
func (r Request) Header() map[string][]string {
	h := map[string][]string{"Content-Type": {cmp.Or(r.ContentType, "application/json")}, "User-Agent": {r.UserAgent}}
	if r.Authorization != "" {
		h["Authorization"] = []string{r.Authorization}
	}
	return h
}

// An Answer is what came back.
type Answer struct {
	Status  int // 0 if there was no answer
	Header  map[string][]string
	Body    []byte // its first 64 KiB
	Took    time.Duration
	Failure Failure // if set, the fields above are as far as it came
	Why     string  // of a failure, in words that say what to do
}

// A Failure says why there was no answer.
type Failure string

// The failures.
const (
	NoFailure    Failure = ""
	Timeout      Failure = "timeout"
	NotConnected Failure = "connection"
)

// Judge says what an answer to an event means, and why in words that say what
// to do; no words if it is acknowledged.
//
// Source: that a 400 which names the request means something is the vendor's
// guide; how the name is found is our choice.
func (p Policy) Judge(e Event, a Answer) (Outcome, string) {
	switch {
	case a.Failure == Timeout:
		return TimedOut, cmp.Or(a.Why, fmt.Sprintf("no answer within %s: acknowledge first, then do the work", p.Window))
	case a.Failure != NoFailure, a.Status == 0:
		return NoConnection, cmp.Or(a.Why, "the connection broke before an answer came")
	case p.Ack.accepts(a.Status):
		return Acknowledged, ""
	case a.Status >= 300 && a.Status < 400:
		return Redirect, redirected(a)
	case a.Status == 400 && names(a, e.RequestID):
		return Refused, "answered 400 and named the request: the receiver found fault with the body"
	default:
		return BadStatus, p.misheard(a.Status)
	}
}

func redirected(a Answer) string {
	for name, values := range a.Header {
		if strings.EqualFold(name, "Location") && len(values) > 0 {
			return fmt.Sprintf("answered %d to %q, but redirects are not followed: set the webhook URL to where it ends", a.Status, values[0])
		}
	}
	return fmt.Sprintf("answered %d, but redirects are not followed: set the webhook URL to where it ends", a.Status)
}

// misheard says what would have acknowledged instead of status.
func (p Policy) misheard(status int) string {
	switch {
	case status >= 200 && status < 300:
		return fmt.Sprintf("answered %d, but only %s acknowledges (--ack 2xx accepts any)", status, p.Ack)
	case status == 400:
		return "answered 400 without the request_id of the webhook: with it, this is recorded as refused"
	case status == 401, status == 403:
		return fmt.Sprintf("answered %d: does the receiver expect the Authorization value that is set for the webhook?", status)
	case status == 404, status == 405:
		return fmt.Sprintf("answered %d: is the path of the webhook URL right, and does it take POST?", status)
	default:
		return fmt.Sprintf("answered %d, but only %s acknowledges", status, p.Ack)
	}
}

// names tells whether an answer holds a request's id, in its body or the value
// of a header, with or without dashes and in any case. An empty id is in none.
func names(a Answer, requestID string) bool {
	id := plain(requestID)
	if id == "" {
		return false
	}
	if strings.Contains(plain(string(a.Body)), id) {
		return true
	}
	for _, values := range a.Header {
		for _, value := range values {
			if strings.Contains(plain(value), id) {
				return true
			}
		}
	}
	return false
}

func plain(text string) string {
	return strings.ToLower(strings.ReplaceAll(text, "-", ""))
}
