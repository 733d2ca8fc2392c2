package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the banner shows works as it is pasted over TLS too, wherever the
// authority is.
func TestSecureBannerCanBePasted(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	dir := filepath.Join(t.TempDir(), "it's here")
	url, heard := webhooks(t, 202, "")
	r := startIn(t, []string{"XDG_CACHE_HOME=" + dir}, "--tls", "--latency", "0", "--webhook-url", url)
	file := filepath.Join(dir, "belvo-mock", "ca.pem")
	if !strings.Contains(r.banner, "  CA certificate   "+file+"\n") {
		t.Errorf("the banner does not name %s:\n%s", file, r.banner)
	}
	shown := commandsOf(r.banner)
	if len(shown) != 4 {
		t.Fatalf("the banner shows %d commands:\n%s", len(shown), r.banner)
	}
	for i, want := range []string{`"request_id"`, `"results":[{"`, `"items":[{"`, `"results":[{"`} {
		if got := pasted(t, shown[i]); !strings.Contains(got, want) {
			t.Errorf("%s\nis answered %s", shown[i], got)
		}
		if i == 0 {
			<-heard
		}
	}
}

// Where control has a port of its own, that speaks http.
func TestBannerOfTwoPorts(t *testing.T) {
	t.Parallel()
	environ, _ := cache(t)
	r := startIn(t, environ, "--tls", "--control-addr", "127.0.0.1:0")
	if !regexp.MustCompile(`(?m)^  curl http://127\.0\.0\.1:\d+/_mock/workspaces/default/journal$`).MatchString(r.banner) {
		t.Errorf("the banner shows a journal that cannot be read:\n%s", r.banner)
	}
}

// Every way of trusting that the banner names is explained.
func TestTheDocumentExplainsTheBanner(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../docs/tls.md")
	if err != nil {
		t.Fatal(err)
	}
	environ, _ := cache(t)
	banner := startIn(t, environ, "--tls").banner
	for _, word := range []string{
		"NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "openssl.cafile", "curl.cainfo", "keytool -importcert -noprompt",
		"javax.net.ssl.trustStore=", "--cacert", "--connect-to sandbox.belvo.com:443:127.0.0.1:", "127.0.0.1 sandbox.belvo.com", "extra_hosts",
	} {
		if !strings.Contains(banner, word) || !strings.Contains(string(document), word) {
			t.Errorf("the banner or docs/tls.md has no %s", word)
		}
	}
	for _, host := range vendorHosts {
		if !strings.Contains(string(document), "`"+host+"`") {
			t.Errorf("docs/tls.md does not name %s", host)
		}
	}
}
