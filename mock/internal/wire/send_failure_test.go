package wire

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// A handler that never answers is given up when the window ends, on real
// sockets too; virtual time shows when exactly.
func TestSendGivesUpOnASilentReceiver(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(release) })
	const window = time.Second
	got := newSender(t, SenderConfig{}).Send(t.Context(), webhook.Request{URL: server.URL, Window: window})
	if got.Failure != webhook.Timeout || got.Status != 0 || got.Took < window || !strings.HasPrefix(got.Why, "no answer within 1s of sending") {
		t.Errorf("got %+v", got)
	}
}

func TestSendEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	got := newSender(t, SenderConfig{}).Send(ctx, webhook.Request{URL: server.URL, Window: time.Hour})
	if got.Failure != webhook.NotConnected || !strings.Contains(got.Why, "cancelled") {
		t.Errorf("got %+v", got)
	}
}

// receiver takes one connection and does with it as it is told.
func receiver(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		serve(conn)
	})
	t.Cleanup(func() {
		_ = listener.Close()
		open.Wait()
	})
	return "http://" + listener.Addr().String() + "/hook?token=s3cret"
}

func hear(conn net.Conn) {
	_, _ = conn.Read(make([]byte, 64<<10))
}

func says(text string) func(net.Conn) {
	return func(conn net.Conn) {
		hear(conn)
		_, _ = io.WriteString(conn, text)
	}
}

func TestSendExplainsFailures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		serve func(net.Conn)
		want  string
	}{
		{"reset", func(conn net.Conn) {
			hear(conn)
			_ = conn.(*net.TCPConn).SetLinger(0)
		}, "the receiver reset the connection"},
		{"closed", hear, "the receiver closed the connection"},
		{"closed inside the headers", says("HTTP/1.1 202 Accepted\r\nX-"), "the answer is not HTTP"},
		{"no HTTP", says("220 mail ready\r\n"), "the answer is not HTTP"},
		{"no status", says("HTTP/1.1 ok\r\n\r\n"), "the answer is not HTTP"},
		{"TLS", says("\x15\x03\x01\x00\x02\x02\x16\r\n\r\n"), "the receiver speaks https, not http"},
		{"headers without end", says("HTTP/1.1 202 Accepted\r\nX-A: " + strings.Repeat("a", 2*maxAnswer) + "\r\n\r\n"), "the answer's headers are larger"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := newSender(t, SenderConfig{}).Send(t.Context(), webhook.Request{URL: receiver(t, tt.serve), Window: time.Minute})
			if got.Failure != webhook.NotConnected || got.Status != 0 || !strings.HasPrefix(got.Why, tt.want) {
				t.Errorf("got %+v", got)
			}
			if strings.Contains(got.Why, "s3cret") {
				t.Errorf("the secret of the URL is in %q", got.Why)
			}
		})
	}
}

func TestSendRefusesWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]webhook.Request{
		"authorization": {URL: "http://127.0.0.1:1/?token=s3cret", Authorization: "a\nb"},
		"URL":           {URL: "http://127.0.0.1:1/\x7f?token=s3cret"},
	} {
		got := newSender(t, SenderConfig{}).Send(t.Context(), r)
		if got.Failure != webhook.NotConnected || got.Why == "" || strings.Contains(got.Why, "s3cret") {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}
