package localca_test

import (
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/localca"
)

func TestCertificate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	names := []string{"localhost", "127.0.0.1", "::1", "sandbox.belvo.com", "my_service", "*.Example.COM"}
	leaf := certificate(t, open(t, dir), names...)
	roots, err := localca.Roots(dir)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, host string
		when       time.Time
		want       bool
	}{
		{"an IPv4 address", "127.0.0.1", today, true},
		{"an IPv6 address", "::1", today, true},
		{"the vendor's host", "sandbox.belvo.com", today, true},
		{"a name with an underscore", "my_service", today, true},
		{"a label for a star, whatever the case", "a.example.com", today, true},
		{"no label for a star", "example.com", today, false},
		{"another host", "api.belvo.com", today, false},
		{"another address", "127.0.0.2", today, false},
		{"a client whose clock is slow", "localhost", today.Add(-23 * time.Hour), true},
		{"a server that has run for a year", "localhost", today.AddDate(1, 0, 0), true},
		{"one that has run for too long", "localhost", today.AddDate(0, 0, 397), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: tt.host, CurrentTime: tt.when})
			if (err == nil) != tt.want {
				t.Errorf("%s on %s: %v", tt.host, tt.when, err)
			}
		})
	}
	if lasts := leaf.NotAfter.Sub(leaf.NotBefore); lasts > 397*24*time.Hour {
		t.Errorf("it is valid for %s", lasts)
	}
	if leaf.IsCA || !slices.Equal(leaf.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) {
		t.Errorf("it can be used for %v, and as a CA %t", leaf.ExtKeyUsage, leaf.IsCA)
	}
	if leaf.Issuer.CommonName != "belvo-mock local CA" {
		t.Errorf("its issuer is %s", leaf.Issuer)
	}
}

func TestNoCertificateOutlivesItsAuthority(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, dir)
	late, err := localca.Open(dir, at(today.AddDate(9, 11, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if leaf := certificate(t, late, "localhost"); leaf.NotAfter.After(today.AddDate(10, 0, 0)) {
		t.Errorf("it is valid until %s", leaf.NotAfter)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	a := open(t, t.TempDir())
	long := strings.Repeat("a", 63)
	for name, want := range map[string]bool{
		"localhost": true, "a.b-c.example": true, "*.example.com": true, "192.168.1.7": true, "fe80::1": true, "x1": true, long: true,
		"": false, "*": false, "*.": false, "a.*.com": false, "https://a.com": false, "a.com:443": false, "a.com/": false, "a b": false, "a.com.": false,
		"-a.com": false, "a-.com": false, "a..com": false, "127.1": false, "fe80::1%eth0": false, "münchen.de": false, long + "a": false,
		strings.Repeat(long+".", 4) + "com": false,
	} {
		_, err := a.Certificate([]string{"localhost", name})
		if (err == nil) != want || (localca.CheckName(name) == nil) != want {
			t.Errorf("%q: %v, want %t", name, err, want)
		}
	}
	if _, err := a.Certificate(nil); err == nil {
		t.Error("there is a certificate for nobody")
	}
}
