package reference_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
	"github.com/belvo-mock/belvo-mock/internal/pipenet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A scene is a client and a provider that answers as a test says, in virtual
// time.
type scene struct {
	t        *testing.T
	client   *reference.Client
	network  pipenet.Network
	began    time.Time
	notifier *http.Client
	bank     *http.Server
	served   sync.WaitGroup

	// post and get answer the nth request, from 1; without one post accepts as
	// request request-1, -2 and so on, and get has one page of two rows.
	post, get func(n int, w http.ResponseWriter, r *http.Request)

	bug string // of the client

	mu    sync.Mutex
	calls []call
	notes []string // for witnesses
}

// A call is a request as it reached the provider.
type call struct {
	At     time.Duration // since the scene began
	Method string
	URL    string // without scheme and host
	Body   string
}

const (
	authorization = "Bearer s3cret"
	ana           = "11111111-aaaa-4aaa-8aaa-000000000001"
	bruno         = "22222222-bbbb-4bbb-8bbb-000000000002"
)

var transactions = harness.Asking{Link: ana, Resource: "transactions", From: "2026-01-01", To: "2026-01-31"}

// list is where the transactions of Ana's order stand.
const (
	list    = "/api/transactions/?link=" + ana + "&value_date__gte=2026-01-01&value_date__lte=2026-01-31"
	all     = "/api/transactions/?link=" + ana
	onePage = `{"next": null, "results": [{"id": "t-1", "amount": 0.10}, {"id": "t-2", "amount": 999999999999.99}]}`
)

// play runs a scene in a bubble.
func play(t *testing.T, s *scene, do func(*scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s.t, s.began = t, time.Now()
		s.open()
		s.notifier = &http.Client{Transport: &http.Transport{DialContext: s.network.DialContext}}
		s.client = s.make(reference.Options{Bug: s.bug, Authorization: authorization})

		do(s)

		if err := s.client.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		s.notifier.CloseIdleConnections()
		s.shut()
	})
}

// open and shut bring the provider up and down.
func (s *scene) open() {
	s.t.Helper()
	l, err := s.network.Listen("bank.test:80")
	if err != nil {
		s.t.Fatal(err)
	}
	s.bank = &http.Server{Handler: http.HandlerFunc(s.serve)}
	s.served.Go(func() { _ = s.bank.Serve(l) })
}

func (s *scene) shut() {
	_ = s.bank.Close()
	s.served.Wait()
}

// make makes the client.
func (s *scene) make(o reference.Options) *reference.Client {
	s.t.Helper()
	o.Network = harness.Network{Dial: s.network.DialContext, Listen: func(address string) (net.Listener, error) {
		if address == "" {
			address = "client.test:80"
		}
		return s.network.Listen(address)
	}}
	subject, err := reference.New(o).Make(s.t.Context(), harness.Whereabouts{BaseURL: "http://bank.test", SecretID: "id", SecretPassword: "password"})
	if err != nil {
		s.t.Fatal(err)
	}
	return subject.(*reference.Client)
}

func (s *scene) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.calls = append(s.calls, call{time.Since(s.began), r.Method, r.URL.RequestURI(), string(body)})
	n := 0
	for _, c := range s.calls {
		if c.Method == r.Method {
			n++
		}
	}
	s.mu.Unlock()
	answer := map[string]func(int, http.ResponseWriter, *http.Request){"POST": s.post, "GET": s.get}[r.Method]
	switch {
	case answer != nil:
		answer(n, w, r)
	case r.Method == http.MethodPost && r.Header.Get("X-Belvo-Request-Mode") != "async":
		_, _ = io.WriteString(w, `[]`)
	case r.Method == http.MethodPost:
		w.WriteHeader(http.StatusAccepted)
		_, _ = fmt.Fprintf(w, `{"request_id": "request-%d"}`, n)
	default:
		_, _ = io.WriteString(w, onePage)
	}
}

// seen are the calls of a method so far.
func (s *scene) seen(method string) (calls []call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if c.Method == method {
			calls = append(calls, c)
		}
	}
	return calls
}

// ask has the client ask, and lets it come to rest.
func (s *scene) ask(a harness.Asking) {
	s.t.Helper()
	if err := s.client.Ask(s.t.Context(), a); err != nil {
		s.t.Error(err)
	}
	synctest.Wait()
}

// told is the body of a notification about Ana's transactions, with changes.
func told(webhookID, requestID string, changes ...string) string {
	n := map[string]any{
		"webhook_id": webhookID, "webhook_type": "TRANSACTIONS", "webhook_code": "new_transactions_updated", "process_type": "async_post",
		"link_id": ana, "request_id": requestID, "external_id": nil, "data": map[string]any{"new_transactions": 2},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		n[changes[i]] = json.RawMessage(changes[i+1])
	}
	text, err := json.Marshal(n)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// tell sends a notification and is the answer to it.
func (s *scene) tell(body string) *httptest.ResponseRecorder {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.client.Callback(), strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", authorization)
	return s.send(r)
}

func (s *scene) send(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	answer, err := s.notifier.Do(r)
	if err != nil {
		if s.bug == "" {
			s.t.Error(err)
		}
		return &httptest.ResponseRecorder{Body: bytes.NewBufferString("no answer")}
	}
	defer answer.Body.Close()
	heard := httptest.NewRecorder()
	heard.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(heard, answer.Body)
	return heard
}

// hears sends a notification that must be acknowledged at once, and lets the
// client come to rest.
func (s *scene) hears(body string) {
	s.t.Helper()
	before := time.Now()
	if heard := s.tell(body); heard.Code != http.StatusAccepted || time.Since(before) != 0 {
		s.t.Errorf("answered %d %s after %s, want 202 at once", heard.Code, heard.Body, time.Since(before))
	}
	synctest.Wait()
}

// holding is what the client holds of Ana's transactions, in short.
func (s *scene) holding() string { return held(s.t, s.client, transactions) }

func held(t *testing.T, c *reference.Client, a harness.Asking) string {
	t.Helper()
	h, err := c.Held(t.Context(), a)
	if err != nil {
		return err.Error()
	}
	words := []string{h.Status}
	for _, i := range h.Items {
		words = append(words, i.ID+"="+i.Amount)
	}
	return strings.Join(words, " ")
}

const both = "ready t-1=0.10 t-2=999999999999.99"
