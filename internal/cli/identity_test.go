package cli

import (
	"net/http"
	"strings"
	"testing"
)

// The names say the same on the command line, in the environment and in a file.
func TestTLSName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		environ []string
		args    []string
		hosts   map[string]bool
	}{
		{"none", nil, nil, map[string]bool{"bank.example": false, "192.168.1.7": false}},
		{"a flag", nil, []string{"--tls-name", "bank.example"}, map[string]bool{"bank.example": true, "sandbox.belvo.com": true, "192.168.1.7": false}},
		{"two flags", nil, []string{"--tls-name=bank.example", "--tls-name=192.168.1.7"}, map[string]bool{"bank.example": true, "192.168.1.7": true}},
		{"the environment", []string{"BELVO_MOCK_TLS_NAME=bank.example,mock"}, nil, map[string]bool{"bank.example": true, "mock": true}},
		{"a file", nil, []string{"--config", flagFile(t, "tls-name: [bank.example, '*.test']\n")}, map[string]bool{"bank.example": true, "a.test": true, "a.b.test": false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			environ, authority := cache(t)
			r := startIn(t, append(environ, tt.environ...), append([]string{"--tls"}, tt.args...)...)
			client := trusting(t, authority, r)
			for host, want := range tt.hosts {
				request, err := http.NewRequestWithContext(t.Context(), "GET", "https://"+host+"/readyz", nil)
				if err != nil {
					t.Fatal(err)
				}
				got, err := client.Do(request)
				if err == nil {
					got.Body.Close()
				}
				if (err == nil) != want {
					t.Errorf("as %s: %v, want %t", host, err, want)
				}
			}
		})
	}
}

// The banner's URL is one of the names.
func TestTheHostOfAddrIsAName(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"192.168.1.7:8443": "192.168.1.7", "mock.test:8443": "mock.test", "[fe80::1]:1": "fe80::1",
		"": "", ":8080": "", "0.0.0.0:8080": "0.0.0.0", "localhost:8080": "", "8080": "", "127.1:8080": "",
	} {
		names, err := (&serve{TLS: true, Addr: addr}).names(newSettings(nil))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(names[len(nearHosts)+len(vendorHosts):], " ")
		if got != want {
			t.Errorf("%q adds %q, want %q", addr, got, want)
		}
	}
}
