package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/internal/wall"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

var (
	crashes   = flag.Int("crashes", 0, "how often TestCrashes kills the provider; 0: up to eight times in fifteen seconds")
	crashSeed = flag.Uint64("crash-seed", 0, "seed of the moments at which TestCrashes kills; 0: drawn")
)

// A provider that is killed at any moment, again and again under load, loses
// nothing that a client was told: every link and every request is there, every
// webhook came, under one id, to whom it was for.
func TestCrashes(t *testing.T) {
	t.Parallel()
	seed := cmp.Or(*crashSeed, mock.DrawSeed())
	t.Logf("again with -crash-seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	s := newSiege(t, seed)
	for began, n := wall.Now(), 0; n < *crashes || *crashes == 0 && n < 8 && wall.Now().Sub(began) < 15*time.Second; n++ {
		p := s.start(t)
		s.load(t, p, 20+chance.IntN(400))
	}
	p := s.start(t)
	for _, w := range s.worlds {
		w.check(t, p)
	}
	t.Logf("%d exchanges, %d webhooks", s.done, s.heard())
}

// A siege is a state directory, and who uses what is in it.
type siege struct {
	dir, hooks string
	worlds     []*besieged

	mu      sync.Mutex
	done    int           // answers and webhooks so far
	target  int           // at which the provider is killed
	reached chan struct{} // closed then
}

// A besieged is a workspace with what its client knows.
type besieged struct {
	id, password string
	siege        *siege

	mu       sync.Mutex
	links    []string          // of which a 201 told
	requests map[string]string // of which a 202 told → their link
	webhooks map[string]string // that came, by webhook_id → request and link
}

func newSiege(t *testing.T, seed uint64) *siege {
	t.Helper()
	s := &siege{dir: t.TempDir(), reached: make(chan struct{})}
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := slices.IndexFunc(s.worlds, func(w *besieged) bool { return r.URL.Path == "/"+w.id })
		s.worlds[i].hear(t, r)
		s.count()
		if rand.N(4) == 0 { // some are told again, and some of those after a crash
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(receiver.Close)
	s.hooks = receiver.URL
	for _, id := range []string{"default", "one", "two"} {
		s.worlds = append(s.worlds, &besieged{id: id, password: "p", siege: s, requests: map[string]string{}, webhooks: map[string]string{}})
	}
	p := s.start(t)
	host := hostOf(t, p)
	s.worlds[0].links = []string{guideLink}
	for i, w := range s.worlds[1:] {
		_, err := host.Create(t.Context(), control.WorkspaceSpec{
			SecretID: w.id, SecretPassword: w.password, Seed: new(seed>>12 + uint64(i)), Webhook: &control.WebhookSpec{URL: s.hooks + "/" + w.id},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	kill(t, p)
	return s
}

func (s *siege) start(t *testing.T) process {
	t.Helper()
	return spawn(t, "--state-dir", s.dir, "--secret-id", "default", "--secret-password", "p", "--webhook-url", s.hooks+"/default",
		"--latency", "5ms", "--retry", "20ms,40ms,60ms,80ms,100ms", "--journal-entries", "100000")
}

func kill(t *testing.T, p process) {
	t.Helper()
	if err := p.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.command.Wait() // it was killed
}

// load uses a provider, and kills it after so many answers and webhooks.
func (s *siege) load(t *testing.T, p process, exchanges int) {
	t.Helper()
	s.mu.Lock()
	s.target, s.reached = s.done+exchanges, make(chan struct{})
	reached := s.reached
	s.mu.Unlock()
	var clients sync.WaitGroup
	for _, w := range s.worlds {
		for range 4 {
			client := &http.Client{Transport: &http.Transport{}}
			clients.Go(func() {
				defer client.CloseIdleConnections()
				for w.use(t, client, p.url) == nil {
					s.count()
				}
			})
		}
	}
	gone := make(chan struct{})
	go func() { clients.Wait(); close(gone) }()
	select {
	case <-reached:
	case <-gone: // of which the clients have told
	}
	kill(t, p)
	<-gone
}

func (s *siege) count() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done++; s.done == s.target {
		close(s.reached)
	}
}

func (s *siege) heard() (n int) {
	for _, w := range s.worlds {
		n += len(w.webhooks)
	}
	return n
}

// hear takes a webhook down.
func (w *besieged) hear(t *testing.T, r *http.Request) {
	var sent struct {
		ID      string `json:"webhook_id"`
		Request string `json:"request_id"`
		Link    string `json:"link_id"`
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // its sender was killed
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		t.Errorf("a webhook is %s", body)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	about := sent.Request + " of " + sent.Link
	if before, again := w.webhooks[sent.ID]; again && before != about {
		t.Errorf("webhook %s is about %s, and was about %s", sent.ID, about, before)
	}
	w.webhooks[sent.ID] = about
}

// use makes one request; its error is that of the connection.
func (w *besieged) use(t *testing.T, client *http.Client, url string) error {
	w.mu.Lock()
	link := ""
	if len(w.links) > 0 && rand.N(8) > 0 {
		link = w.links[rand.N(len(w.links))]
	}
	w.mu.Unlock()
	if link == "" {
		text, err := w.post(t, client, url+"/api/links/", `{"institution": "erebor_br_retail", "username": "ana", "password": "p"}`, http.StatusCreated)
		if err == nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.links = append(w.links, field(t, text, "id"))
		}
		return err
	}
	text, err := w.post(t, client, url+"/api/accounts/", `{"link": "`+link+`"}`, http.StatusAccepted)
	if err == nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.requests[field(t, text, "request_id")] = link
	}
	return err
}

func (w *besieged) post(t *testing.T, client *http.Client, url, body string, want int) (string, error) {
	r, err := http.NewRequestWithContext(context.Background(), "POST", url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.SetBasicAuth(w.id, w.password)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Belvo-Request-Mode", "async")
	answer, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != want {
		t.Errorf("%s is answered %d %s", url, answer.StatusCode, text)
		err = errors.New("wrong answer")
	}
	return string(text), err
}

func field(t *testing.T, text, name string) string {
	var fields map[string]any
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		t.Errorf("%s is no JSON", text)
	}
	value, _ := fields[name].(string)
	return value
}

func hostOf(t *testing.T, p process) *control.Client {
	t.Helper()
	client, err := control.NewClient(control.ClientConfig{URL: p.url})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// check holds what the client knows against what there is.
func (w *besieged) check(t *testing.T, p process) {
	t.Helper()
	c, err := hostOf(t, p).Open(t.Context(), w.id)
	if err != nil {
		t.Fatalf("workspace %s: %v", w.id, err)
	}
	for {
		_, err := c.Settle(t.Context())
		if refused, ok := errors.AsType[*control.Error](err); ok && refused.Code == control.NotSettling {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		break
	}
	for _, link := range w.links {
		status(t, 200, ask(t, "GET", p.url+"/api/links/"+link+"/", w.id+":"+w.password, ""))
	}
	deliveries, err := c.Deliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known, ids := map[string]string{}, map[string][]string{}
	for _, d := range deliveries {
		known[d.WebhookID] = d.RequestID + " of " + d.LinkID
		ids[d.RequestID] = append(ids[d.RequestID], d.WebhookID)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if diff := gocmp.Diff(known, w.webhooks); diff != "" {
		t.Errorf("webhooks of %s (-its deliveries +what came to it):\n%s", w.id, diff)
	}
	for request, link := range w.requests {
		if n := len(ids[request]); n != 1 || known[ids[request][0]] != request+" of "+link {
			t.Errorf("request %s of %s was answered 202, and has %d webhooks", request, link, n)
		}
	}
	if len(w.requests) == 0 || len(w.links) == 0 {
		t.Errorf("nothing happened in %s: %s", w.id, fmt.Sprint(slices.Collect(maps.Keys(w.requests)), w.links))
	}
}
