package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// again is how long to wait before a stream that brought nothing is taken up
// again. Our choice.
const again = time.Second

// Follow reads the journal's events. A stream that breaks off is taken up again
// after the last entry that came; it ends when that is refused or cannot be
// asked for.
func (f far) Follow(ctx context.Context, since uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		last := since
		resumed(ctx, func(take func(journal.Entry) bool) (more bool, err error) {
			return f.stream(ctx, last, func(e journal.Entry) bool {
				last = e.Seq
				return take(e)
			})
		})(yield)
	}
}

// resumed takes a stream up again whenever it breaks off, which is no error. One
// that brought nothing is waited for.
func resumed[T any](ctx context.Context, stream func(take func(T) bool) (more bool, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			brought := false
			more, err := stream(func(value T) bool {
				brought = true
				return yield(value, nil)
			})
			if !more {
				return
			}
			if err == nil && !brought {
				pause(ctx, again)
			}
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// stream reads entries after since until the connection breaks off, which is no
// error, or take wants no more.
func (f far) stream(ctx context.Context, since uint64, take func(journal.Entry) bool) (more bool, err error) {
	r, err := f.client.request(ctx, http.MethodGet, f.path("journal"), nil)
	if err != nil {
		return true, err
	}
	if since > 0 {
		r.Header.Set(lastEvent, strconv.FormatUint(since, 10))
	}
	return readStream(f.client, r, take)
}

// readStream asks for events, and takes them until the connection breaks off,
// which is no error, or take wants no more.
func readStream[T any](c *Client, r *http.Request, take func(T) bool) (more bool, err error) {
	r.Header.Set("Accept", eventStream)
	answer, err := c.do(r)
	if err != nil {
		return true, err
	}
	defer func() { _ = answer.Body.Close() }() // whatever is left of it is not wanted
	if kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type")); kind != eventStream {
		return true, fmt.Errorf("%s answered with %q, not with events", r.URL, kind)
	}
	return readEvents(answer.Body, take)
}

// maxEvent is how long a line of a stream may be, in bytes; an entry with two
// bodies in the worst of writings is far below.
const maxEvent = 16 << 20

// readEvents takes what comes until the stream breaks off, which is no error, or
// take wants no more, or the provider says how it ended. An event that is not
// whole does not count.
func readEvents[T any](from io.Reader, take func(T) bool) (more bool, err error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxEvent)
	kind, data := "", ""
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case name == "event":
			kind = value
		case name == "data":
			data = value
		case lines.Text() == "" && data != "":
			value, err := valueOf[T](kind, data)
			if err != nil || !take(value) {
				return err != nil, err
			}
			kind, data = "", ""
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return true, fmt.Errorf("an event is longer than %d bytes", maxEvent)
	}
	return true, nil
}

// valueOf reads an event, which may be the refusal that ends the stream.
func valueOf[T any](kind, data string) (value T, err error) {
	if kind != "error" {
		return value, json.Unmarshal([]byte(data), &value)
	}
	var told refusal
	if err := json.Unmarshal([]byte(data), &told); err != nil || told.Error == nil {
		return value, fmt.Errorf("the stream ended with %q", data)
	}
	return value, told.whole()
}
