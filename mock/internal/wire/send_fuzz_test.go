package wire

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// A receiver may answer with anything at all: it is judged, and kept in bounds.
func FuzzAnswers(f *testing.F) {
	for _, answer := range []string{
		"", "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n{\"request_id\":\"ab\"}",
		"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", "HTTP/1.1 999 \r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: \x7f\r\n\r\n",
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "HTTP/1.0 204\n\n", "SSH-2.0-x\r\n",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n", "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"HTTP/1.1 -1 x\r\n\r\n", "HTTP/1.1 202 Accepted\r\nContent-Length: -5\r\n\r\n",
	} {
		f.Add([]byte(answer))
	}
	policy := webhook.DefaultPolicy()
	f.Fuzz(func(t *testing.T, answer []byte) {
		s := NewSender(SenderConfig{Now: time.Now, DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go func() {
				defer far.Close()
				_, _ = far.Read(make([]byte, 4096)) // a request is short
				_, _ = far.Write(answer)            // the sender may have gone
			}()
			return near, nil
		}})
		defer s.Close()
		got := s.Send(t.Context(), webhook.Request{URL: "http://receiver/", Body: []byte("{}"), Window: 200 * time.Millisecond})
		outcome, why := policy.Judge(webhook.Event{RequestID: "ab"}, got)
		if len(got.Body) > maxAnswer || (why == "") != (outcome == webhook.Acknowledged) || outcome == webhook.Acknowledged && got.Status != 202 {
			t.Errorf("%q is %+v: %s, %q", answer, got, outcome, why)
		}
	})
}
