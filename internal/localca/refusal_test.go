package localca_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/internal/localca"
)

// What is there and cannot be used is left alone, and the error says which
// file it is and what to do.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	other := t.TempDir()
	open(t, other)
	tests := []struct {
		name  string
		spoil func(t *testing.T, cert, key string)
		when  time.Time
		want  string // {cert} and {key} are the files
	}{
		{"a key that others can read", func(t *testing.T, _, key string) { chmod(t, key, 0o640) }, today, "{key} can be read or written by others (mode 0640)"},
		{"a key that is empty", func(t *testing.T, _, key string) { write(t, key, "") }, today, "{key} holds no PRIVATE KEY in PEM"},
		{"a key that is a certificate", func(t *testing.T, cert, key string) { write(t, key, read(t, cert)) }, today, "{key} holds no PRIVATE KEY in PEM"},
		{"a key that is cut", func(t *testing.T, _, key string) { write(t, key, block("PRIVATE KEY")) }, today, "{key} holds no key: "},
		{"a key of another kind", func(t *testing.T, _, key string) { write(t, key, ed25519Key) }, today, "{key} holds a key of another kind (ed25519.PrivateKey)"},
		{"a certificate without its key", func(t *testing.T, _, key string) { remove(t, key) }, today, "{cert} is there, but its key {key} is not"},
		{"a certificate that is text", func(t *testing.T, cert, _ string) { write(t, cert, "hello") }, today, "{cert} holds no CERTIFICATE in PEM"},
		{"a certificate that is cut", func(t *testing.T, cert, _ string) { write(t, cert, block("CERTIFICATE")) }, today, "{cert} holds no certificate: "},
		{"another authority's certificate", func(t *testing.T, cert, _ string) { write(t, cert, read(t, filepath.Join(other, "ca.pem"))) }, today,
			"{cert} is not the certificate of the key in {key}"},
		{"after ten years", func(*testing.T, string, string) {}, today.AddDate(10, 1, 0), "{cert} has expired, on 2036-11-22T12:00:00Z"},
		{"before it was made", func(*testing.T, string, string) {}, today.AddDate(0, 0, -2), "{cert} is not valid before 2026-11-24T12:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			open(t, dir)
			cert, key := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "ca-key.pem")
			tt.spoil(t, cert, key)
			before := contents(t, dir)
			_, err := localca.Open(dir, at(tt.when))
			if err == nil {
				t.Fatal("it is used")
			}
			want := strings.NewReplacer("{cert}", cert, "{key}", key).Replace(tt.want)
			if !strings.HasPrefix(err.Error(), want) {
				t.Errorf("the error is\n%v\nwant\n%s", err, want)
			}
			if !strings.Contains(err.Error(), "remove") || !strings.Contains(err.Error(), "trusted anew") {
				t.Errorf("the error does not say what to do: %v", err)
			}
			if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
				t.Errorf("files have changed (-before +after):\n%s", diff)
			}
		})
	}
}

func chmod(t *testing.T, file string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(file, mode); err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range namesIn(t, dir) {
		all[name] = read(t, filepath.Join(dir, name))
	}
	return all
}

func block(kind string) string {
	return "-----BEGIN " + kind + "-----\nMAA=\n-----END " + kind + "-----\n"
}

// ed25519Key guards nothing: it is of RFC 8410.
const ed25519Key = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`

// A certificate that its own key has signed is an authority's, or it is refused.
func TestOpenRefusesWhatIsNoAuthority(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := open(t, dir)
	leaf, err := a.Certificate([]string{"localhost"})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "ca-key.pem"), encodedKey(t, leaf))
	write(t, a.File(), encodedCert(leaf.Leaf))
	if _, err := localca.Open(dir, at(today)); err == nil || !strings.Contains(err.Error(), "is not the certificate of an authority") {
		t.Errorf("the error is %v", err)
	}
}

func encodedKey(t *testing.T, c tls.Certificate) string {
	t.Helper()
	raw, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}))
}

func encodedCert(c *x509.Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
}
