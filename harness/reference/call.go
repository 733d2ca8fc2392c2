package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// An answer is what the provider said with a status of 2xx.
type answer struct {
	Status int
	Body   []byte
}

// A refusal is an answer with any other status.
type refusal struct {
	Status     int
	Codes      []string      // of the vendor's error array; none if it is something else
	Stranger   bool          // the link does not exist
	RetryAfter time.Duration // what the provider asks for; 0: nothing
}

func (r *refusal) Error() string {
	return fmt.Sprintf("the provider answered %d %v", r.Status, r.Codes)
}

// endsLink tells whether the refusal says that nothing more can be had of a link.
func (r *refusal) endsLink() bool {
	return r.Stranger || slices.ContainsFunc(r.Codes, func(code string) bool {
		return slices.Contains([]string{"invalid_link", "expired_credentials", "token_required"}, code)
	})
}

// passing tells whether a failed GET may succeed if it is made again: all that
// is no answer, and the answers that speak of the moment.
func (l *life) passing(err error) bool {
	var refused *refusal
	if !errors.As(err, &refused) {
		return !errors.Is(err, errElsewhere)
	}
	switch refused.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented:
		return false
	case http.StatusUnauthorized:
		return l.bug("M27")
	}
	return refused.Status >= http.StatusInternalServerError
}

// unsent tells whether a failed POST has surely not been accepted, so that it
// may be made again. Where the answer was lost it may have been.
func (l *life) unsent(err error) bool {
	var refused *refusal
	if errors.As(err, &refused) {
		return refused.Status == http.StatusTooManyRequests || refused.Status == http.StatusServiceUnavailable ||
			l.bug("A21") && refused.Status == http.StatusPreconditionRequired
	}
	return undialled(err) || l.bug("A19")
}

// undialled tells whether there was no connection at all.
func undialled(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// How often a call is made and how long it waits in between: twice as long each
// time. A provider that cannot be reached gets some more time.
const (
	usualTries  = 5
	outageTries = 8
	firstGap    = 250 * time.Millisecond
	largestGap  = 4 * time.Second
	longestWait = time.Minute // that a Retry-After is obeyed
)

func (l *life) tries() int {
	switch {
	case l.bug("A18"):
		return 1
	case l.bug("M28"):
		return 4 * usualTries
	}
	return usualTries
}

// retry makes a call until it succeeds, fails for good, or has been made often
// enough: so many times, or some more where nobody is there.
func (l *life) retry(tries int, again func(error) bool, call func() error) error {
	gap := firstGap
	for n := 1; ; n++ {
		err := call()
		if err == nil || l.ctx.Err() != nil || !again(err) {
			return err
		}
		refused, _ := errors.AsType[*refusal](err)
		limit := tries
		if tries == usualTries && undialled(err) {
			limit = outageTries
		}
		if n >= limit && (!l.bug("M27") || refused == nil || refused.Status != http.StatusUnauthorized) {
			return fmt.Errorf("after %d tries: %w", n, err)
		}
		wait := gap
		if refused != nil {
			wait = max(gap, min(refused.RetryAfter, longestWait))
		}
		if l.bug("M28") {
			wait = 0
		}
		if err := l.pause(wait); err != nil {
			return err
		}
		gap = min(2*gap, largestGap)
	}
}

// call makes one request with the client's credentials. It takes no longer than
// the client is patient.
func (l *life) call(method, at string, body []byte) (answer, error) {
	ctx, cancel := context.WithTimeout(l.ctx, l.o.Patience)
	if l.bug("M29") && method == http.MethodGet {
		ctx, cancel = context.WithCancel(l.ctx)
	}
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	r.SetBasicAuth(l.provider.SecretID, l.provider.SecretPassword)
	r.Header.Set("Accept", "application/json")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		if !l.bug("M26") {
			r.Header.Set("X-Belvo-Request-Mode", "async")
		}
	}
	response, err := l.http.Do(r)
	if err != nil {
		return answer{}, unnamed(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing is lost when a body that was read does not close
	text, err := io.ReadAll(response.Body)
	switch {
	case err != nil && l.bug("M30") && response.StatusCode == http.StatusOK:
	case err != nil:
		return answer{}, fmt.Errorf("read the answer: %w", err)
	case response.StatusCode/100 != 2:
		refused := readRefusal(response, text)
		l.log("%s %s: %v, request_id %q", method, r.URL.Path, refused, fieldIn("request_id", text))
		return answer{}, refused
	}
	return answer{response.StatusCode, text}, nil
}

// unnamed is an error of net/http without the URL, which stands in the log.
func unnamed(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// readRefusal reads the vendor's error array. What is something else, such as a
// firewall's page, has no codes.
func readRefusal(response *http.Response, text []byte) *refusal {
	refused := &refusal{Status: response.StatusCode, RetryAfter: retryAfter(response.Header.Get("Retry-After"))}
	var problems []struct {
		Code  string `json:"code"`
		Field string `json:"field"`
	}
	_ = json.Unmarshal(text, &problems)
	for _, p := range problems {
		refused.Codes = append(refused.Codes, p.Code)
		refused.Stranger = refused.Stranger || p.Code == "does_not_exist" && p.Field == "link"
	}
	return refused
}

// retryAfter reads the header in both of its forms.
func retryAfter(header string) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return at.Sub(wall.Now())
	}
	return 0
}
