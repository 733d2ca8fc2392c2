package control

import (
	"context"
	"fmt"
	"net/http"
	"slices"
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
	live := strings.Contains(r.Header.Get("Accept"), eventStream)
	q, err := queryOf(r, live)
	if err != nil {
		refuse(w, err)
		return
	}
	if live {
		stream(ctx, w, ws, q)
		return
	}
	page, err := ws.Journal(ctx, q)
	if err != nil {
		refuse(w, over(ctx, err))
		return
	}
	answer(w, http.StatusOK, page)
}

// stream sends events until ctx or the follower ends.
func stream(ctx context.Context, w http.ResponseWriter, ws Workspace, q journal.Query) {
	err := ctx.Err()
	if err == nil {
		_, err = ws.Journal(ctx, journal.Query{Since: q.Since, Limit: 1})
	}
	if err != nil {
		refuse(w, over(ctx, err))
		return
	}
	w.Header().Set("Content-Type", eventStream)
	w.Header().Set("Cache-Control", "no-store")
	out := events{ctx, w, http.NewResponseController(w)}
	if !out.send("") {
		return
	}
	come, stop := follow(ctx, ws, q.Since)
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
			switch {
			case !more || ctx.Err() != nil:
				return
			case f.err != nil || selects(q, f.entry):
				sent = out.send(f.event())
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
type followed struct {
	entry journal.Entry
	err   error
}

// follow sends what a follower yields, until ctx ends or stop is called.
func follow(ctx context.Context, ws Workspace, since uint64) (come <-chan followed, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ch := make(chan followed)
	go func() {
		defer close(ch)
		for e, err := range ws.Follow(ctx, since) {
			select {
			case ch <- followed{e, err}:
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

// event is what a follower yielded as a server-sent event; how it ended is the
// event error.
func (f followed) event() string {
	if f.err != nil {
		text, _ := encode(refusalOf(f.err)) // strings alone
		return fmt.Sprintf("event: error\ndata: %s\n\n", text)
	}
	text, err := encode(f.entry)
	if err != nil {
		return fmt.Sprintf(": entry %d cannot be written\n\n", f.entry.Seq)
	}
	return fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", f.entry.Seq, f.entry.Kind, text)
}
