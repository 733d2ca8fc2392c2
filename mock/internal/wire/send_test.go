package wire

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// newSender is a sender to real sockets that is closed with the test.
func newSender(t *testing.T, cfg SenderConfig) *Sender {
	t.Helper()
	cfg.Now = time.Now
	s := NewSender(cfg)
	t.Cleanup(s.Close)
	return s
}

func TestSendWritesTheRequest(t *testing.T) {
	t.Parallel()
	type seen struct {
		Method, Path, Body string
		Header             map[string]string
		Length             int64
	}
	seens := make(chan seen, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		header := map[string]string{}
		for name := range r.Header {
			header[name] = r.Header.Get(name)
		}
		seens <- seen{r.Method, r.RequestURI, string(body), header, r.ContentLength}
		w.Header().Set("X-Answer", "yes")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "thanks")
	}))
	t.Cleanup(server.Close)
	s := newSender(t, SenderConfig{UserAgent: "belvo-mock/7"})

	tests := []struct {
		name    string
		request webhook.Request
		header  map[string]string
	}{
		{"plain", webhook.Request{}, map[string]string{"User-Agent": "belvo-mock/7"}},
		{"its own agent", webhook.Request{UserAgent: "belvo-mock/8"}, map[string]string{"User-Agent": "belvo-mock/8"}},
		{"authorization verbatim", webhook.Request{Authorization: "bEARER a=b, ü"}, map[string]string{"User-Agent": "belvo-mock/7", "Authorization": "bEARER a=b, ü"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.request.URL, tt.request.Body, tt.request.Window = server.URL+"/hook?a=1", []byte(`{"a":1}`), time.Minute
			answer := s.Send(t.Context(), tt.request)
			tt.header["Content-Type"], tt.header["Content-Length"] = "application/json", "7"
			if diff := cmp.Diff(seen{"POST", "/hook?a=1", `{"a":1}`, tt.header, 7}, <-seens); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if answer.Status != 202 || string(answer.Body) != "thanks" || http.Header(answer.Header).Get("X-Answer") != "yes" || answer.Failure != "" || answer.Why != "" {
				t.Errorf("answer %+v", answer)
			}
			if answer.Took < 0 || answer.Took > time.Minute {
				t.Errorf("took %v", answer.Took)
			}
		})
	}
}

func TestSendTakesAnswersAsTheyAre(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", maxAnswer+1)
	tests := []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"a redirect is not followed", http.StatusFound, "", ""},
		{"a permanent one neither", http.StatusPermanentRedirect, "", ""},
		{"a failure", http.StatusInternalServerError, "oh", "oh"},
		{"no content", http.StatusNoContent, "", ""},
		{"a body that just fits", http.StatusAccepted, large[1:], large[1:]},
		{"a body that is too large", http.StatusAccepted, large, large[1:]},
		{"a status of its own", 299, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				calls.Add(1)
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			}))
			t.Cleanup(server.Close)
			got := newSender(t, SenderConfig{}).Send(t.Context(), webhook.Request{URL: server.URL, Window: time.Minute})
			if got.Status != tt.status || !bytes.Equal(got.Body, []byte(tt.want)) || got.Failure != "" || calls.Load() != 1 {
				t.Errorf("status %d, %d bytes, %s %s, %d calls", got.Status, len(got.Body), got.Failure, got.Why, calls.Load())
			}
		})
	}
}

func TestSendReusesConnections(t *testing.T) {
	t.Parallel()
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, strings.Repeat("x", maxAnswer))
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	// A machine that pauses for longer than idleTime would open another one.
	s := newSender(t, SenderConfig{})
	s.transport.IdleConnTimeout = 0
	for range 50 {
		if got := s.Send(t.Context(), webhook.Request{URL: server.URL, Window: time.Minute}); got.Status != 202 {
			t.Fatalf("got %+v", got)
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for 50 requests, one after another", n)
	}
}

// Five hundred are open at the same time, and then answered.
func TestSendInParallel(t *testing.T) {
	t.Parallel()
	const many = 500
	var arrived sync.WaitGroup
	arrived.Add(many)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		arrived.Done()
		arrived.Wait() // nobody is answered before all are here
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	s := newSender(t, SenderConfig{})
	var sent sync.WaitGroup
	for i := range many {
		sent.Go(func() {
			body := fmt.Sprint("body ", i)
			got := s.Send(t.Context(), webhook.Request{URL: server.URL, Body: []byte(body), Window: time.Minute})
			if got.Status != 202 || string(got.Body) != body {
				t.Errorf("%s: got %+v", body, got)
			}
		})
	}
	sent.Wait()
}

func BenchmarkSend(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
	b.Cleanup(server.Close)
	s := NewSender(SenderConfig{Now: time.Now})
	b.Cleanup(s.Close)
	body := bytes.Repeat([]byte("x"), 300)
	b.ReportAllocs()
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if got := s.Send(b.Context(), webhook.Request{URL: server.URL, Body: body, Window: time.Minute}); got.Status != 202 {
				b.Errorf("got %+v", got)
			}
		}
	})
}
