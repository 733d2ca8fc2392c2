package harness_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A world is one scenario: a provider whose time stands still, and a client.
type world struct {
	t         *testing.T
	ctx       context.Context
	stop      context.CancelFunc
	provider  *mock.Running
	workspace control.Workspace
	client    *reference.Client
	receiver  *httptest.Server
	down      atomic.Bool
	link      string
	requestID string
	answer    string // of the client, to what the scenario itself sent
}

var start = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

const deadline = 20 * time.Second

func (w *world) begin() {
	*w = world{t: w.t}
	w.ctx, w.stop = context.WithTimeout(context.Background(), deadline)
	w.receiver = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.down.Load() {
			panic(http.ErrAbortHandler)
		}
		w.client.ServeHTTP(rw, r)
	}))
	w.provider = mock.Start(w.t, mock.Config{Seed: 7, Start: start, Frozen: true, WebhookURL: w.receiver.URL, WebhookAuth: "Bearer s3cret"})
	w.workspace = w.provider.Workspace()
	// Time stands still, so nothing can be found by looking.
	maker := reference.New(reference.Options{Authorization: "Bearer s3cret", PollsWithin: time.Hour})
	subject, err := maker.Make(w.ctx, harness.Whereabouts{BaseURL: w.provider.URL, SecretID: w.provider.SecretID, SecretPassword: w.provider.SecretPassword})
	if err != nil {
		w.t.Fatal(err)
	}
	w.client = subject.(*reference.Client)
}

func (w *world) end() {
	w.receiver.Close()
	_ = w.client.Stop(w.ctx)
	w.stop()
}

func (w *world) want() harness.Asking {
	return harness.Asking{Link: w.link, Resource: "transactions", From: "2025-03-02", To: "2026-03-02"}
}

func (w *world) hasLinked(string) error {
	link, err := w.workspace.AddLink(w.ctx, control.LinkSpec{Persona: "rows_101"})
	w.link = link.ID
	return err
}

func (w *world) linkIsSingle(string) error {
	single := "single"
	_, err := w.workspace.ChangeLink(w.ctx, w.link, control.LinkChange{AccessMode: &single})
	return err
}

func (w *world) asks(string) error {
	if err := w.client.Ask(w.ctx, w.want()); err != nil {
		return err
	}
	return w.until(func() bool {
		w.requestID = w.client.RequestID(w.want())
		return w.requestID != ""
	})
}

// until waits for what only the client knows.
func (w *world) until(holds func() bool) error {
	for !holds() {
		select {
		case <-w.ctx.Done():
			return fmt.Errorf("the client did not get there: %w\n%s", w.ctx.Err(), w.client.Output())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

// one is the first entry that matches.
func (w *world) one(m journal.Match) (journal.Entry, error) {
	found, err := w.workspace.Wait(w.ctx, control.Wait{Match: m})
	if err != nil {
		return journal.Entry{}, err
	}
	return found[0], nil
}

func (w *world) carriesHeader() error {
	e, err := w.one(journal.Match{Kind: journal.KindCall, Method: "POST", Path: "/api/transactions/"})
	if err != nil {
		return err
	}
	if got := e.Data.(journal.Call).Header["X-Belvo-Request-Mode"]; got != "async" {
		return fmt.Errorf("want X-Belvo-Request-Mode: async, got %q (timeline line %d)", got, e.Seq)
	}
	return nil
}

func (w *world) accepted() error {
	e, err := w.one(journal.Match{Kind: journal.KindAnswer, Method: "POST", Status: http.StatusAccepted})
	if err != nil {
		return err
	}
	if e.RequestID != w.requestID || len(w.requestID) != 32 {
		return fmt.Errorf("the client holds request %q, the provider accepted %q", w.requestID, e.RequestID)
	}
	return nil
}

func (w *world) nothingToRead() error {
	rows, err := w.read()
	if err == nil && rows != 0 {
		err = fmt.Errorf("want nothing to read before the webhook, got %d rows", rows)
	}
	return err
}

// read is the count that a list tells a bystander.
func (w *world) read() (int, error) {
	page := struct{ Count int }{}
	err := getJSON(w.ctx, w.provider, "/api/transactions/?link="+w.link, &page)
	return page.Count, err
}

func (w *world) bankAnswers() error {
	return w.pass(time.Second)
}

func (w *world) pass(d time.Duration) error {
	by := control.Duration(d)
	_, err := w.workspace.Advance(w.ctx, control.Move{By: &by})
	return err
}

func (w *world) goesDown() { w.down.Store(true) }
func (w *world) comesUp()  { w.down.Store(false) }

func (w *world) triesAgain() error { return w.pass(10 * time.Second) }

// attempt is the last attempt of the only delivery.
func (w *world) attempt() (control.Attempt, control.Delivery, error) {
	all, err := w.workspace.Deliveries(w.ctx)
	if err != nil {
		return control.Attempt{}, control.Delivery{}, err
	}
	if len(all) != 1 || len(all[0].Attempts) == 0 {
		return control.Attempt{}, control.Delivery{}, fmt.Errorf("want one delivery that was attempted, got %+v", all)
	}
	return all[0].Attempts[len(all[0].Attempts)-1], all[0], nil
}

func (w *world) toldOfRequest() error {
	_, d, err := w.attempt()
	if err == nil && d.RequestID != w.requestID {
		err = fmt.Errorf("told of request %q, want %q", d.RequestID, w.requestID)
	}
	return err
}

func (w *world) acknowledges(limit string) error {
	var n int
	if _, err := fmt.Sscanf(limit, "%d second", &n); err != nil {
		return err
	}
	a, _, err := w.attempt()
	if err == nil && (a.Outcome != "acknowledged" || a.TookMS > int64(n)*1000) {
		err = fmt.Errorf("want it acknowledged within %s, got %s after %d ms: %s", limit, a.Outcome, a.TookMS, a.Why)
	}
	return err
}

func (w *world) noReasonToRetry() error {
	clock, err := w.workspace.Clock(w.ctx)
	if err == nil && len(clock.Pending) > 0 {
		err = fmt.Errorf("another attempt is pending: %+v", clock.Pending)
	}
	return err
}

// sendBroken posts half a notification, as a provider that breaks off would.
func (w *world) sendBroken() error {
	half := `{"webhook_id":"0123456789abcdef0123456789abcdef","webhook_type":"TRANSACTIONS","request_id":"` + w.requestID + `","link_`
	r, err := http.NewRequestWithContext(w.ctx, http.MethodPost, w.receiver.URL, strings.NewReader(half))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer s3cret")
	w.answer, err = answerTo(r)
	return err
}

func (w *world) refusesByName() error {
	if !strings.HasPrefix(w.answer, "400 ") || !strings.Contains(w.answer, w.requestID) {
		return fmt.Errorf("want 400 and request %s, got %s", w.requestID, w.answer)
	}
	return nil
}

func (w *world) readsAfterwards(string) error {
	attempt, err := w.one(journal.Match{Kind: journal.KindAttempt})
	if err != nil {
		return err
	}
	if _, err := w.settled(); err != nil {
		return err
	}
	call, err := w.one(journal.Match{Kind: journal.KindCall, Method: "GET", Path: "/api/transactions/"})
	if err == nil && call.At.Before(attempt.At) {
		err = fmt.Errorf("the client read (line %d) before it was told (line %d)", call.Seq, attempt.Seq)
	}
	return err
}

// settled waits until the client has read what it was told of.
func (w *world) settled() (h harness.Holding, err error) {
	err = w.until(func() bool {
		h, err = w.client.Held(w.ctx, w.want())
		return err != nil || h.Status != "pending"
	})
	return h, err
}

func (w *world) holdsAll(string) error {
	h, err := w.settled()
	if err != nil {
		return err
	}
	rows, err := w.read()
	if err == nil && (rows != 101 || len(h.Items) != rows || h.Status != "ready") {
		err = fmt.Errorf("the client holds %d of %d transactions, %s", len(h.Items), rows, h.Status)
	}
	return err
}
