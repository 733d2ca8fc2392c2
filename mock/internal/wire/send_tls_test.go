package wire

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

func TestSendOverTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
	t.Cleanup(server.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	tests := []struct {
		name  string
		roots *x509.CertPool
		url   string
		want  string // the reason; empty: 202
	}{
		{"trusted", roots, server.URL, ""},
		{"nobody trusts it", nil, server.URL, "the receiver's TLS certificate is signed by nobody"},
		{"for another name", roots, "https://localhost" + port, "the receiver's TLS certificate is not for localhost"},
		{"no TLS", roots, strings.Replace(plain.URL, "http:", "https:", 1), "the receiver speaks http, not https"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.url != server.URL && strings.HasSuffix(tt.url, port) && !listensOn(t, "localhost"+port) {
				t.Skip("localhost is not 127.0.0.1 here")
			}
			got := newSender(t, SenderConfig{RootCAs: tt.roots}).Send(t.Context(), webhook.Request{URL: tt.url, Window: time.Minute})
			if tt.want == "" && got.Status != 202 || !strings.HasPrefix(got.Why, tt.want) {
				t.Errorf("got %+v", got)
			}
		})
	}
	expired := &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}
	if _, why := explain(expired, "app", time.Second); !strings.Contains(why, "has expired") {
		t.Errorf("expired: %s", why)
	}
}

func listensOn(t *testing.T, address string) bool {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}
