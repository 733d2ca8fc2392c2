package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/internal/localca"
	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// A cache is an environment whose folder for the local authority is empty.
func cache(t *testing.T) (environ []string, authority string) {
	t.Helper()
	dir := t.TempDir()
	return []string{"XDG_CACHE_HOME=" + dir}, filepath.Join(dir, "belvo-mock")
}

// trusting is a client that trusts an authority, and to whom all hosts are at
// the address of one server.
func trusting(t *testing.T, authority string, r *running) *http.Client {
	t.Helper()
	roots, err := localca.Roots(authority)
	if err != nil || roots == nil {
		t.Fatalf("the authority in %s: %v, %v", authority, roots, err)
	}
	_, address, _ := strings.Cut(r.url, "://")
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// said is an answer's body, and how it came.
func said(t *testing.T, client *http.Client, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	id, password, _ := strings.Cut(pair, ":")
	request.SetBasicAuth(id, password)
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Set(name, value)
	}
	got, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got, string(text)
}

// An application that insists on the vendor's host is served, once it trusts
// the authority and the host leads here.
func TestTLSServesTheVendorsHost(t *testing.T) {
	t.Parallel()
	environ, authority := cache(t)
	r := startIn(t, environ, "--tls")
	client := trusting(t, authority, r)
	got, body := said(t, client, "GET", "https://sandbox.belvo.com/api/institutions/?page_size=1", "")
	if got.StatusCode != 200 || !strings.Contains(body, `"next":"https://sandbox.belvo.com/api/institutions/?`) {
		t.Errorf("the page is %d %s", got.StatusCode, body)
	}
	if got.Proto != "HTTP/1.1" {
		t.Errorf("a client that knows HTTP/2 is answered over %s", got.Proto)
	}
	got, body = said(t, client, "POST", "https://api.belvo.com/api/transactions/", `{"link": "`+guideLink+`", "date_from": "2026-01-01", "date_to": "2026-02-28"}`,
		"Content-Type: application/json", "X-Belvo-Request-Mode: async")
	if got.StatusCode != 202 {
		t.Errorf("the request is answered %d %s", got.StatusCode, body)
	}
	for _, host := range append([]string{"localhost", "127.0.0.1", "[::1]"}, vendorHosts...) {
		if got, _ := said(t, client, "GET", "https://"+host+"/readyz", ""); got.StatusCode != 200 {
			t.Errorf("%s is answered %d", host, got.StatusCode)
		}
	}
}

func TestTLSKeepsConnections(t *testing.T) {
	t.Parallel()
	environ, authority := cache(t)
	r := startIn(t, environ, "--tls")
	client, reused := trusting(t, authority, r), []bool{}
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { reused = append(reused, info.Reused) }})
	for range 2 {
		request, err := http.NewRequestWithContext(ctx, "GET", r.url+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, got.Body)
		got.Body.Close()
	}
	if len(reused) != 2 || reused[0] || !reused[1] {
		t.Errorf("of two requests these reuse a connection: %v", reused)
	}
}

func TestTLSIsNotTrustedByItself(t *testing.T) {
	t.Parallel()
	environ, _ := cache(t)
	r := startIn(t, environ, "--tls")
	request, err := http.NewRequestWithContext(t.Context(), "GET", r.url+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := http.DefaultClient.Do(request)
	if err == nil {
		got.Body.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "unknown authority") {
		t.Errorf("a client that trusts the system alone gets %v", err)
	}
}

// --tls itself, wherever it is set.
func TestTLSIsAFlagLikeOthers(t *testing.T) {
	t.Parallel()
	for name, set := range map[string][2][]string{
		"environment": {{"BELVO_MOCK_TLS=true"}, nil},
		"file":        {nil, {"--config", flagFile(t, "tls: true\n")}},
		"over both":   {{"BELVO_MOCK_TLS=false"}, {"--config", flagFile(t, "tls: false\n"), "--tls"}},
	} {
		environ, _ := cache(t)
		if r := startIn(t, append(environ, set[0]...), set[1]...); !strings.HasPrefix(r.url, "https://") {
			t.Errorf("by the %s it is at %s", name, r.url)
		}
	}
	environ, authority := cache(t)
	if r := startIn(t, append(environ, "BELVO_MOCK_TLS=true"), "--tls=false"); !strings.HasPrefix(r.url, "http://") {
		t.Errorf("switched off it is at %s", r.url)
	}
	if _, err := os.Stat(authority); !os.IsNotExist(err) {
		t.Errorf("without TLS there is an authority: %v", err)
	}
}

// Tests and health checks need not trust anybody for a control of its own port.
func TestControlAddrIsPlain(t *testing.T) {
	t.Parallel()
	environ, authority := cache(t)
	r := startIn(t, environ, "--tls", "--control-addr", "127.0.0.1:0")
	if !strings.HasPrefix(r.url, "https://") || !strings.HasPrefix(r.control, "http://") {
		t.Fatalf("the API is at %s, its control at %s", r.url, r.control)
	}
	status(t, 200, ask(t, "GET", r.control+"/_mock/version", "", ""))
	client := trusting(t, authority, r)
	if got, body := said(t, client, "GET", r.url+"/api/", ""); got.StatusCode != 200 {
		t.Errorf("the API answers %d %s", got.StatusCode, body)
	}
	if got, body := said(t, client, "GET", r.url+"/_mock/version", ""); got.StatusCode != 404 {
		t.Errorf("the API's port answers %d %s for its control", got.StatusCode, body)
	}
}

// The second start has the authority of the first, so that trust lasts.
func TestTheAuthorityLasts(t *testing.T) {
	t.Parallel()
	environ, authority := cache(t)
	r := startIn(t, environ, "--tls")
	first := trusting(t, authority, r)
	again := startIn(t, environ, "--tls")
	transport := first.Transport.(*http.Transport).Clone()
	transport.DialContext = nil
	t.Cleanup(transport.CloseIdleConnections)
	if got, _ := said(t, &http.Client{Transport: transport}, "GET", again.url+"/readyz", ""); got.StatusCode != 200 {
		t.Errorf("the answer is %d", got.StatusCode)
	}
}

// Where state is kept the authority is kept too, and nothing in the cache.
func TestTheAuthorityIsKeptWithTheState(t *testing.T) {
	t.Parallel()
	environ, folder := cache(t)
	dir := t.TempDir()
	r := startIn(t, environ, "--tls", "--state-dir", dir)
	if got, _ := said(t, trusting(t, dir, r), "GET", "https://sandbox.belvo.com/readyz", ""); got.StatusCode != 200 {
		t.Errorf("the answer is %d", got.StatusCode)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cache has %s: %v", folder, err)
	}
}

// What doctor finds of a receiver is what serve does: both trust the authority.
func TestWebhooksTrustTheAuthority(t *testing.T) {
	t.Parallel()
	environ, folder := cache(t)
	heard := make(chan string, 1)
	receiver := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			heard <- r.URL.Path
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	authority, err := localca.Open(folder, wall.Now)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := authority.Certificate(nearHosts)
	if err != nil {
		t.Fatal(err)
	}
	receiver.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	receiver.StartTLS()
	t.Cleanup(receiver.Close)
	if code, out, errs := called(environ, "doctor", receiver.URL+"/hook"); code != good {
		t.Errorf("doctor ends with %d: %s%s", code, out, errs)
	}
	r := startIn(t, environ, "--webhook-url", receiver.URL+"/hook", "--latency", "0")
	status(t, 202, askTransactions(t, r, "transactions"))
	if path := <-heard; path != "/hook" {
		t.Errorf("the webhook goes to %s", path)
	}
}
