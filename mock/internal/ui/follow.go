package ui

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

const eventStream = "text/event-stream"

// The pace of live pages. Our choice.
const (
	gather = 100 * time.Millisecond // how long changes are gathered into one
	beat   = 15 * time.Second       // how often an idle stream shows that it is alive
	look   = 2 * time.Second        // how often a page that follows no journal is made anew
)

// A piece is a part of a page as it is now.
type piece struct {
	ID     string `json:"id"` // of the element
	HTML   string `json:"html"`
	Gone   bool   `json:"gone,omitempty"`   // it is to be taken away
	Digest string `json:"digest,omitempty"` // of HTML, so that what is the same is left alone
	Into   string `json:"into,omitempty"`   // id of the element that a new one is put into, at its beginning
}

// follow sends the parts of a page that change, as server-sent events: pieces
// with a list of them; over with a sentence, when nothing comes any more;
// reload, when the page is about a world that is gone.
func (s *server) follow(w http.ResponseWriter, v *visit) {
	w.Header().Set("Content-Type", eventStream)
	w.Header().Set("Cache-Control", "no-store")
	f := &follower{visit: v, out: w, with: http.NewResponseController(w), sent: map[string]string{}}
	ctx, cancel := context.WithCancel(v.Request.Context())
	defer cancel()
	go func() {
		select {
		case <-s.cfg.Shutdown:
			cancel()
		case <-ctx.Done():
		}
	}()
	stop := context.AfterFunc(ctx, func() { _ = f.with.SetWriteDeadline(time.Unix(1, 0)) })
	defer stop()
	if v.book != nil {
		defer v.book.hold()()
	}
	f.run(ctx)
	select {
	case <-s.cfg.Shutdown:
		_ = f.with.SetWriteDeadline(time.Time{})
		f.send("over", "", "The server has stopped. This page shows what it last knew.")
	default:
	}
}

// A follower is one open page.
type follower struct {
	visit *visit
	out   http.ResponseWriter
	with  *http.ResponseController
	since uint64
	sent  map[string]string // digest of each part that the page has
}

// run sends what changes until the page, the server or the world has gone.
func (f *follower) run(ctx context.Context) {
	v := f.visit
	if v.book == nil {
		f.repeat(ctx)
		return
	}
	mark := cmp.Or(v.Request.Header.Get("Last-Event-ID"), v.Query("live"))
	since, same := v.book.since(mark)
	if !same {
		f.send("reload", v.book.mark(), "")
		return
	}
	f.since = since
	f.send("here", mark, "")
	for {
		last, more, over := v.book.state()
		if last > f.since || len(f.sent) == 0 {
			if err := f.update(ctx, last); err != nil {
				f.fail(err)
				return
			}
		}
		if over != nil {
			f.end(ctx)
			return
		}
		if !f.wait(ctx, more) {
			return
		}
	}
}

// wait gives time to gather changes; false if there is nobody to tell.
func (f *follower) wait(ctx context.Context, more <-chan struct{}) bool {
	alive := time.NewTicker(beat)
	defer alive.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-alive.C:
			if !f.write(": still here\n\n") {
				return false
			}
		case <-more:
			return pause(ctx, gather)
		}
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// repeat makes a page anew now and then that is about no workspace.
func (f *follower) repeat(ctx context.Context) {
	f.send("here", "", "")
	for {
		if err := f.update(ctx, 0); err != nil {
			f.fail(err)
			return
		}
		if !pause(ctx, look) || !f.write(": still here\n\n") {
			return
		}
	}
}

// update sends the parts that are not as they were.
func (f *follower) update(ctx context.Context, last uint64) error {
	all, err := f.visit.pieces(ctx, f.since)
	if err != nil {
		return err
	}
	var changed []piece
	for _, p := range all {
		p.Digest = digest(p.HTML)
		if f.sent[p.ID] != p.Digest {
			f.sent[p.ID] = p.Digest
			changed = append(changed, p)
		}
	}
	f.since = last
	mark := ""
	if f.visit.book != nil {
		mark = fmt.Sprintf("%d.%d", f.visit.book.run, last)
	}
	if len(changed) > 0 {
		f.send("pieces", mark, changed)
	}
	return nil
}

// pieces are the parts of the page, all of them or those that have changed.
func (v *visit) pieces(ctx context.Context, since uint64) ([]piece, error) {
	if v.page.pieces != nil {
		return v.page.pieces(ctx, v, since)
	}
	if err := v.refresh(ctx); err != nil {
		return nil, err
	}
	shown, err := v.page.show(ctx, v)
	if err != nil {
		return nil, err
	}
	return v.parts(shown, append([]string{"banner"}, v.page.parts...)...)
}

// parts makes pieces of templates.
func (v *visit) parts(shown any, names ...string) ([]piece, error) {
	all := make([]piece, len(names))
	for i, name := range names {
		html, err := fragment(v, name, shown)
		if err != nil {
			return nil, err
		}
		all[i] = piece{ID: name, HTML: html}
	}
	return all, nil
}

// end says why nothing comes any more. A journal that ended with a reset has
// another after it.
func (f *follower) end(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	if _, err := f.visit.server.host.Open(ctx, f.visit.Workspace.ID()); err != nil {
		f.fail(err)
		return
	}
	f.send("reload", "", "")
}

func (f *follower) fail(err error) {
	message := err.Error()
	if refusal, ok := errors.AsType[*control.Error](err); ok {
		message = refusal.Message
		if refusal.Code == control.NotFound {
			message = "This has ended. " + message
		}
	}
	f.send("over", "", message)
}

func (f *follower) send(event, id string, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		panic("an event cannot be written: " + err.Error())
	}
	if id != "" {
		id = "id: " + id + "\n"
	}
	f.write(fmt.Sprintf("%sevent: %s\ndata: %s\n\n", id, event, text))
}

func (f *follower) write(text string) bool {
	if _, err := f.out.Write([]byte(text)); err != nil {
		return false
	}
	return f.with.Flush() == nil
}
