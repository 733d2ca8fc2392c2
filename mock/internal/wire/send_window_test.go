package wire

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/internal/pipenet"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// The boundary, exactly: headers at the end of the window are in time, a
// nanosecond later they are not; and the body may take until then, no longer.
func TestWindow(t *testing.T) {
	t.Parallel()
	const window = 5 * time.Second
	tests := []struct {
		name          string
		headers, body time.Duration // after the request
		want          webhook.Answer
		ends          time.Duration
	}{
		{"at once", 0, 0, webhook.Answer{Status: 202, Body: []byte("head tail")}, 0},
		{"just in time", window, 0, webhook.Answer{Status: 202, Body: []byte("head tail"), Took: window}, window},
		{"a moment too late", window + time.Nanosecond, 0, webhook.Answer{Failure: webhook.Timeout, Took: window + time.Nanosecond}, window + time.Nanosecond},
		{"never", time.Hour, 0, webhook.Answer{Failure: webhook.Timeout, Took: window + time.Nanosecond}, window + time.Nanosecond},
		{"a body in time", time.Second, 4 * time.Second, webhook.Answer{Status: 202, Body: []byte("head tail"), Took: time.Second}, window},
		{"a body that does not end", time.Second, time.Hour, webhook.Answer{Status: 202, Body: []byte("head "), Took: time.Second}, window + time.Nanosecond},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, closeAll := virtual(t, func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					pass(r, tt.headers)
					w.WriteHeader(http.StatusAccepted)
					_, _ = io.WriteString(w, "head ")
					w.(http.Flusher).Flush()
					pass(r, tt.body)
					_, _ = io.WriteString(w, "tail")
				})
				defer closeAll()
				began := time.Now()
				got := s.Send(t.Context(), webhook.Request{URL: "http://app.test/", Body: []byte("{}"), Window: window})
				if took := time.Since(began); took != tt.ends {
					t.Errorf("came back after %v, want %v", took, tt.ends)
				}
				got.Header, got.Why = nil, ""
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

// pass waits, or until the client has gone.
func pass(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	}
}

// virtual is a sender and a receiver at http://app.test in a bubble.
func virtual(t *testing.T, handler http.HandlerFunc) (s *Sender, closeAll func()) {
	t.Helper()
	var network pipenet.Network
	listener, err := network.Listen("app.test:80")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	s = NewSender(SenderConfig{Now: time.Now, DialContext: network.DialContext})
	return s, func() {
		s.Close()
		if err := errors.Join(server.Close()); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}
}

// Connecting has a bound of its own, and the window begins only after it.
func TestConnectingIsBoundedApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, closeAll := virtual(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			pass(r, 4*time.Second)
			w.WriteHeader(http.StatusAccepted)
		})
		defer closeAll()
		dial := s.dialer.plain
		slow := time.Duration(0)
		s.dialer.plain = func(ctx context.Context, network, address string) (net.Conn, error) {
			select {
			case <-time.After(slow):
				return dial(ctx, network, address)
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		s.dialer.guarded = s.dialer.plain
		r := webhook.Request{URL: "http://app.test/", Window: 5 * time.Second}

		slow = 5*time.Second - time.Nanosecond
		began := time.Now()
		if got := s.Send(t.Context(), r); got.Status != 202 || got.Took != 4*time.Second || time.Since(began) != 9*time.Second-time.Nanosecond {
			t.Errorf("slow to connect: %+v after %v", got, time.Since(began))
		}
		time.Sleep(idleTime + time.Nanosecond) // or the connection would be used again
		slow = time.Hour
		began = time.Now()
		got := s.Send(t.Context(), r)
		if got.Failure != webhook.NotConnected || !strings.HasPrefix(got.Why, "could not connect and send within 5s") || got.Took != 0 || time.Since(began) != 5*time.Second {
			t.Errorf("never connected: %+v after %v", got, time.Since(began))
		}
		time.Sleep(dialGrace)
		synctest.Wait() // the dial has ended too, or the bubble would not end
	})
}
