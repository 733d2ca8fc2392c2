package wire

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// disturb lets faults edit the answer to a request before anything is done for
// it, and waits for as long as they say.
func (r *request) disturb() {
	if !r.ws.Faulty() {
		return
	}
	r.act = &fault.Answer{Subject: r.subject()}
	r.act.Identity = strings.Join([]string{r.http.Method, r.http.URL.RequestURI(), string(r.body)}, "\n")
	r.ws.EditAnswer(r.act)
	pause(r.http.Context(), r.act.Latency)
}

// undoes tells whether faults let nothing be done.
func (r *request) undoes() bool {
	return r.act != nil && (r.act.Instead != nil || r.act.Ending == fault.Reset)
}

// pageAct is how faults edit the page that is about to be shown; nil if nothing
// can go wrong. What they let arrive is there when it returns.
func (r *request) pageAct() (*fault.Page, error) {
	if r.act == nil {
		return nil, nil
	}
	page := &fault.Page{Subject: r.act.Subject}
	r.ws.EditPage(page)
	if page.Arrive == 0 {
		return page, nil
	}
	return page, r.ws.Arrive(page.Link, page.Arrive)
}

// misshown is a page as faults have edited it.
func (r *request) misshown(page sandbox.Page, q sandbox.Query, values url.Values, act fault.Page) reply {
	path, k := r.base()+r.op.Path, keysOf(values)
	meant := func() []byte { return envelope(page, q, values, path, keys{}) }
	shown, next := page, pageURL(path, values, q.Page+1, q.Page*q.Size < page.Count)
	if act.Empty {
		shown.Rows = nil
	}
	switch act.Next {
	case fault.Around:
		next = pageURL(path, values, 1, true)
	case fault.Elsewhere:
		next = pageURL(r.Elsewhere(r.ws.Owner())+r.op.Path, values, q.Page+1, true)
	case fault.Onward:
	}
	return reply{status: http.StatusOK, body: envelopeWith(next, shown, q, values, path, k), meant: meant}
}

// subject is what rules match of a request.
func (r *request) subject() fault.Subject {
	s := fault.Subject{Method: r.http.Method, Path: r.http.URL.Path, Resource: r.op.Noun(), Link: r.about()}
	if strings.HasPrefix(r.op.Act, "list") {
		s.Page = clamp(cmp.Or(r.http.URL.Query().Get("page"), "1"), maxPage)
	}
	return s
}

// about is the link that a request is about, as far as it says: in the path, in
// the query or in the body.
func (r *request) about() string {
	if id := r.params["id"]; id != "" {
		if strings.HasSuffix(r.op.Act, "-link") {
			return id
		}
		return r.ws.LinkOf(id)
	}
	if link := r.http.URL.Query().Get("link"); link != "" {
		return strings.ToLower(link)
	}
	return gjson.GetBytes(r.body, "link").String()
}

// undone is the answer to a request for which nothing is done: one that stands
// for it, or none.
func (r *request) undone() (reply, error) {
	if r.act.Instead == nil {
		return reply{}, nil
	}
	return r.instead(*r.act.Instead)
}

// instead is the answer that stands for the one that was due.
func (r *request) instead(i fault.Instead) (reply, error) {
	if i.Firewall {
		return firewallPage(), nil
	}
	a, err := r.documented(i)
	if i.RetryAfter > 0 {
		seconds := (i.RetryAfter + time.Second - 1) / time.Second
		a.fields = map[string]string{"Retry-After": strconv.Itoa(int(seconds))}
	}
	return a, err
}

// documented is the answer of a documented error. A token that is asked for can
// be sent, if the request named a link.
func (r *request) documented(i fault.Instead) (reply, error) {
	if i.Code == refusals[sandbox.TokenRequired].code {
		var in asking
		if err := r.decode(&in); err == nil && r.op.Act == "retrieve" {
			return reply{}, r.ws.Challenge(in.ask(r.resource()))
		}
	}
	documented, _ := fault.CodeNamed(i.Code)
	p := problem{Code: documented.ID, Message: documented.Summary, RequestID: r.requestID()}
	if i.Field != "" {
		p.Field = &i.Field
	}
	if i.Code == "duplicated" {
		p.UserID = r.ws.UserID(gjson.GetBytes(r.body, "institution").String(), gjson.GetBytes(r.body, "username").String())
	}
	return problems(documented.Status, p), nil
}

// mar is an answer as faults let it arrive, and its head, which may promise more.
func (r *request) mar(a reply) (head, arrives reply) {
	if r.act.Ending == fault.Reset || r.act.Ending == fault.Lost {
		return a, reply{lost: "the connection was reset"}
	}
	for _, edit := range r.act.Edits {
		if a.body != nil {
			a.body, a.kept = edit(a.body), journal.Body{}
		}
	}
	arrives = a
	switch r.act.Ending {
	case fault.Cut:
		arrives.body, arrives.kept, arrives.lost = half(a.body), journal.Body{}, "the connection ended in the body"
	case fault.Stalled:
		arrives.body, arrives.kept, arrives.lost = half(a.body), journal.Body{}, "the body stalled"
	case fault.Whole, fault.Reset, fault.Lost:
	}
	return a, arrives
}

func half(body []byte) []byte { return body[:len(body)/2] }

// transmit writes an answer as faults let it arrive. It is true if the
// connection has to break now, which is for the caller to do.
func (r *request) transmit(w http.ResponseWriter, head, arrives reply) (broken bool) {
	if r.act.Ending == fault.Reset || r.act.Ending == fault.Lost {
		return !resetConnection(w)
	}
	head.head(w)
	r.trickle(w, arrives.body)
	if r.act.Ending == fault.Stalled {
		r.answered()
		pause(r.http.Context(), r.act.Stall)
	}
	return r.act.Ending != fault.Whole
}

// trickle writes a body at the rate that faults say.
func (r *request) trickle(w http.ResponseWriter, body []byte) {
	for part := range chunks(body, r.act.BytesPerSecond) {
		if _, err := w.Write(part); err != nil {
			return // the client went away
		}
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		if r.act.BytesPerSecond > 0 && !pause(r.http.Context(), wait(part, r.act.BytesPerSecond)) {
			return
		}
	}
}
