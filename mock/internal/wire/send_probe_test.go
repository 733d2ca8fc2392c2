package wire

import (
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProbe(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	rude := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(rude.Close)
	closed := freePort(t)
	tests := []struct {
		name  string
		roots *x509.CertPool
		url   string
		steps string // those that are good, then the failing one and a part of what it says
	}{
		{"reached", nil, server.URL + "/hook", "url connect answer"},
		{"reached with TLS", roots, secure.URL, "url connect tls answer"},
		{"a certificate that nobody trusts", nil, secure.URL, "url connect tls:signed by nobody"},
		{"nobody listens", nil, "http://127.0.0.1:" + closed, "url connect:use host.docker.internal"},
		{"no URL", nil, "localhost:3000", "url:is not an http or https URL"},
		{"public", nil, "http://93.184.216.34/", "url:--allow-public-targets"},
		{"hangs up", nil, rude.URL, "url connect answer:closed the connection"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, why := walked(newSender(t, SenderConfig{RootCAs: tt.roots}).Probe(t.Context(), tt.url))
			want, says, fails := strings.Cut(tt.steps, ":")
			if got != want || fails != (why != "") || !strings.Contains(why, says) {
				t.Errorf("got %s: %s", got, why)
			}
		})
	}
}

// walked is the names of steps, and what the one says that failed.
func walked(steps []Step) (names, why string) {
	var all []string
	for _, step := range steps {
		all = append(all, step.Name)
		if !step.OK {
			why = step.Detail
		}
	}
	return strings.Join(all, " "), why
}

func TestProbeWaitsOneWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, closeAll := virtual(t, func(_ http.ResponseWriter, r *http.Request) { pass(r, time.Hour) })
		defer closeAll()
		began := time.Now()
		got, why := walked(s.Probe(t.Context(), "http://app.test/"))
		if got != "url connect answer" || !strings.HasPrefix(why, "no answer within 5s") || time.Since(began) != 5*time.Second {
			t.Errorf("%s: %s after %v", got, why, time.Since(began))
		}
	})
}

// freePort is one that nobody listens on. A call that goes out from it keeps it
// from whoever wants any port.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	caller, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = caller.Close() })
	_, port, err := net.SplitHostPort(caller.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
