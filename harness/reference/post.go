package reference

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// post sends an order, and looks after it once it may have been accepted.
func (l *life) post(number int) {
	o := l.store.order(number)
	if !o.open() {
		return
	}
	l.store.progress(number, sent, "")
	var got answer
	err := l.retry(l.tries(), l.unsent, func() (err error) {
		got, err = l.call(http.MethodPost, l.provider.BaseURL+"/api/"+o.Resource+"/", l.request(o))
		return err
	})
	if l.ctx.Err() != nil {
		return // the next life takes it for unanswered
	}
	refused, _ := errors.AsType[*refusal](err)
	switch {
	case refused != nil && refused.Status != http.StatusRequestTimeout && refused.Status != http.StatusGatewayTimeout:
		l.log("the order for %s was refused: %v", o.Resource, err)
		l.conclude(o, err)
	case err != nil:
		l.log("the answer to the order for %s was lost: %v", o.Resource, err)
		l.store.progress(number, unanswered, "")
		l.watch(number)
	default:
		l.answered(o, got)
	}
}

// request is the body of an order.
func (l *life) request(o order) []byte {
	body := map[string]string{"link": o.Link}
	if dated(o) {
		body["date_from"], body["date_to"] = o.From, o.To
		if to, err := time.Parse(time.DateOnly, o.To); err == nil && l.bug("A16") {
			body["date_from"] = to.AddDate(0, 0, -90).Format(time.DateOnly)
		}
		if l.bug("A15") {
			delete(body, "date_to")
		}
	}
	text, _ := json.Marshal(body) // strings cannot fail
	return text
}

// dated tells whether an order names a period and its resource has one.
func dated(o order) bool {
	return o.From != "" && o.To != "" && (o.Resource == "transactions" || o.Resource == "balances")
}

// answered is what follows an answer of 2xx: data that came at once is taken,
// and what was only accepted is waited for.
func (l *life) answered(o order, got answer) {
	if got.Status != http.StatusAccepted && l.bug("X20") {
		l.store.conclude(o.what(), o.Number, failed, false)
		return
	}
	if got.Status != http.StatusAccepted {
		l.conclude(o, l.atOnce(o, got))
		return
	}
	var body struct {
		RequestID string `json:"request_id"`
	}
	if err := json.Unmarshal(got.Body, &body); err != nil || body.RequestID == "" {
		l.log("the answer to the order for %s has no request_id", o.Resource)
		l.store.progress(o.Number, unanswered, "")
		l.watch(o.Number)
		return
	}
	l.log("request %s for %s was accepted", body.RequestID, o.Resource)
	l.store.progress(o.Number, accepted, body.RequestID)
	switch {
	case l.bug("A03"):
		l.store.conclude(o.what(), o.Number, failed, false)
		return
	case l.bug("A04"):
		l.store.conclude(o.what(), o.Number, ready, false)
		return
	case l.bug("A13") || l.bug("A14"):
		if l.bug("A13") {
			_ = l.pause(500 * time.Millisecond)
		}
		_, err := l.read(reading{order: o, Walk: l.store.walk(), Tries: l.tries()})
		l.conclude(o, err)
		return
	}
	l.watch(o.Number)
}

// atOnce takes the records of a synchronous answer, of which 204 has none.
func (l *life) atOnce(o order, got answer) error {
	if got.Status == http.StatusNoContent {
		return nil
	}
	var records []json.RawMessage
	if err := json.Unmarshal(got.Body, &records); err != nil {
		return err
	}
	rows, err := readRows(records)
	l.hold(reading{order: o, Walk: l.store.walk()}, rows)
	return err
}
