package cli

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// Who speaks http to a port of https is told so, whatever the size of what is
// sent, and nobody else is told anything.
func TestThreshold(t *testing.T) {
	t.Parallel()
	environ, _ := cache(t)
	r := startIn(t, environ, "--tls")
	address := strings.TrimPrefix(r.url, "https://")
	told := "This port speaks https, not http: ask https://"
	tests := []struct{ name, sent, want string }{
		{"a GET", "GET /api/links/ HTTP/1.1\r\nHost: sandbox.belvo.com\r\n\r\n", told + "sandbox.belvo.com\n"},
		{"a GET without a host", "GET / HTTP/1.0\r\n\r\n", told + address + "\n"},
		{"a POST", "POST /api/links/ HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", told + "a\n"},
		{"large headers", "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + strings.Repeat("x", 8000) + "\r\n\r\n", told + "a\n"},
		{"a large body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + strings.Repeat("x", 500000), told + "a\n"},
		{"a body in chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", told + "a\n"},
		{"letters", "HELLO\r\n\r\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, tt.sent); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(conn)
			if err != nil {
				t.Fatal(err)
			}
			head, body, _ := strings.Cut(string(got), "\r\n\r\n")
			if body != tt.want || tt.want != "" && !strings.HasPrefix(head, "HTTP/1.1 400 Bad Request\r\n") {
				t.Errorf("the answer is\n%s", got)
			}
		})
	}
}

// One byte at a time is http as well.
func TestThresholdOfASlowClient(t *testing.T) {
	t.Parallel()
	environ, _ := cache(t)
	r := startIn(t, environ, "--tls")
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, b := range []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n") {
		if _, err := conn.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(got), "HTTP/1.1 400 ") {
		t.Errorf("the answer is %q, %v", got, err)
	}
	if r.end(); !strings.Contains(r.logs.String(), "the client speaks http to a port of https") {
		t.Errorf("the log is %q", r.logs)
	}
}

// A fault that resets connections does so below the TLS.
func TestResetOverTLS(t *testing.T) {
	t.Parallel()
	environ, authority := cache(t)
	r := startIn(t, environ, "--tls", "--control-addr", "127.0.0.1:0")
	status(t, 201, ask(t, "POST", r.control+"/_mock/workspaces/default/faults", "", `{"fault": "reset"}`))
	request, err := http.NewRequestWithContext(t.Context(), "GET", r.url+"/api/links/", nil)
	if err != nil {
		t.Fatal(err)
	}
	id, password, _ := strings.Cut(pair, ":")
	request.SetBasicAuth(id, password)
	got, err := trusting(t, authority, r).Do(request)
	if err == nil {
		got.Body.Close()
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the request ends with %v", err)
	}
}
