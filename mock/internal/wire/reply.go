package wire

import (
	"fmt"
	"maps"
	"net/http"
	"strconv"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A reply is an answer before it is written.
type reply struct {
	status int
	body   []byte       // JSON; nil where the status has none
	kept   journal.Body // of the body, where it is known already
	lost   string       // why it did not arrive whole; empty if it did
	// meant is the body with all of its keys, as it is held against the contract,
	// where the client asked for some of them only.
	meant func() []byte
	// fields are of the header, besides those of a JSON answer or in their place.
	fields map[string]string
}

func (a reply) header() http.Header {
	h := http.Header{}
	if a.body != nil {
		h.Set("Content-Type", "application/json")
	}
	for name, value := range a.fields {
		h.Set(name, value)
	}
	return h
}

// write sends the reply and flushes it.
func (a reply) write(w http.ResponseWriter) {
	a.head(w)
	if a.body != nil {
		// A client that went away is no error of ours; the journal shows the answer.
		_, _ = w.Write(a.body)
	}
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

// head sends what stands above the body.
func (a reply) head(w http.ResponseWriter) {
	h := w.Header()
	if a.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Basic realm="api"`)
	}
	maps.Copy(h, a.header())
	if a.body != nil {
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
}

func (r *request) journalAnswer(a reply) {
	if r.ws == nil {
		return
	}
	body := a.kept
	if body.Size == 0 {
		body = journal.NewBody(a.body)
	}
	line := fmt.Sprintf("%d for %s %s", a.status, r.http.Method, r.http.URL.Path)
	if a.lost != "" {
		line += ": " + a.lost
	}
	r.ws.Note(journal.Entry{
		Kind: journal.KindAnswer, Line: line,
		LinkID: r.link, RequestID: r.accepted,
		Data: journal.Answer{
			Method: r.http.Method, Path: r.http.URL.Path, Call: r.line, Status: a.status, TookMS: r.ws.Agenda().Wall().Sub(r.began).Milliseconds(), Body: body,
		},
	})
}
