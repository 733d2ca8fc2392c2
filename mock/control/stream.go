package control

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// beat is how often an idle stream shows that it is alive.
const beat = 15 * time.Second

// eventStream is the type of server-sent events.
const eventStream = "text/event-stream"

// journal serves the entries that are there, or as server-sent events those
// that come as well.
func (s *server) journal(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := s.until(r.Context())
	defer cancel()
	ws, err := s.host.Open(ctx, r.PathValue("ws"))
	if err != nil {
		refuse(w, over(ctx, err))
		return
	}
	live := wantsEvents(r)
	q, err := queryOf(r, live)
	if err != nil {
		refuse(w, err)
		return
	}
	if live {
		streamJournal(ctx, w, ws, q)
		return
	}
	page, err := ws.Journal(ctx, q)
	if err != nil {
		refuse(w, over(ctx, err))
		return
	}
	answer(w, http.StatusOK, page)
}

func wantsEvents(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), eventStream) }

// streamJournal streams the entries that a query selects.
func streamJournal(ctx context.Context, w http.ResponseWriter, ws Workspace, q journal.Query) {
	err := ctx.Err()
	if err == nil {
		_, err = ws.Journal(ctx, journal.Query{Since: q.Since, Limit: 1})
	}
	if err != nil {
		refuse(w, over(ctx, err))
		return
	}
	follow := func(ctx context.Context) iter.Seq2[journal.Entry, error] { return ws.Follow(ctx, q.Since) }
	stream(ctx, w, follow, func(e journal.Entry) string {
		if !selects(q, e) {
			return ""
		}
		return event(strconv.FormatUint(e.Seq, 10), string(e.Kind), e)
	})
}

// stream sends what a follower yields as events, until it or ctx ends. What is
// told as nothing is left out.
func stream[T any](ctx context.Context, w http.ResponseWriter, follower func(context.Context) iter.Seq2[T, error], told func(T) string) {
	w.Header().Set("Content-Type", eventStream)
	w.Header().Set("Cache-Control", "no-store")
	out := events{ctx, w, http.NewResponseController(w)}
	if !out.send("") {
		return
	}
	come, stop := follow(ctx, follower)
	defer stop()
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for sent := true; sent; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			sent = out.send(": still here\n\n")
		case f, more := <-come:
			if !more || ctx.Err() != nil {
				return
			}
			if f.err != nil {
				sent = out.send(event("", "error", refusalOf(f.err)))
			} else if text := told(f.value); text != "" {
				sent = out.send(text)
			}
		}
	}
}

// selects is what journal.Query does to entries, but for Since and Limit.
func selects(q journal.Query, e journal.Entry) bool {
	match := journal.Match{LinkID: q.LinkID, RequestID: q.RequestID, DeliveryID: q.DeliveryID}
	return match.Entry(e) && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, e.Kind))
}

// events are on their way to a reader.
type events struct {
	ctx  context.Context
	to   http.ResponseWriter
	with *http.ResponseController
}

// send writes text through to the reader, who may be slow: then the end of ctx
// frees the writer. It tells whether there can be more.
func (o events) send(text string) bool {
	stop := context.AfterFunc(o.ctx, func() {
		_ = o.with.SetWriteDeadline(time.Unix(1, 0)) // where there are none, nobody waits
	})
	defer stop()
	if _, err := o.to.Write([]byte(text)); err != nil {
		return false
	}
	return o.with.Flush() == nil
}

// A followed is what a follower yields.
type followed[T any] struct {
	value T
	err   error
}

// follow sends what a follower yields, until ctx ends or stop is called.
func follow[T any](ctx context.Context, follower func(context.Context) iter.Seq2[T, error]) (come <-chan followed[T], stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ch := make(chan followed[T])
	go func() {
		defer close(ch)
		for value, err := range follower(ctx) {
			select {
			case ch <- followed[T]{value, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch, func() {
		cancel()
		for range ch { // until it is closed
		}
	}
}

// event is a server-sent event; without an id it does not say where to resume.
func event(id, kind string, value any) string {
	text, err := encode(value)
	if err != nil {
		return fmt.Sprintf(": event %s cannot be written\n\n", id)
	}
	if id != "" {
		id = "id: " + id + "\n"
	}
	return fmt.Sprintf("%sevent: %s\ndata: %s\n\n", id, kind, text)
}
