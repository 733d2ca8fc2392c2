package localca_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/internal/localca"
)

var today = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func at(moment time.Time) func() time.Time { return func() time.Time { return moment } }

func open(t *testing.T, dir string) *localca.Authority {
	t.Helper()
	a, err := localca.Open(dir, at(today))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func modeOf(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestTheFirstOpenMakesAnAuthority(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "folder")
	a := open(t, dir)
	if want := filepath.Join(dir, "ca.pem"); a.File() != want {
		t.Errorf("the certificate is %s, want %s", a.File(), want)
	}
	got := map[string]os.FileMode{"folder": modeOf(t, dir), "key": modeOf(t, filepath.Join(dir, "ca-key.pem")), "certificate": modeOf(t, a.File())}
	if diff := cmp.Diff(map[string]os.FileMode{"folder": 0o700, "key": 0o600, "certificate": 0o644}, got); diff != "" {
		t.Errorf("modes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ca-key.pem", "ca.pem"}, namesIn(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	roots, err := localca.Roots(dir)
	if err != nil {
		t.Fatal(err)
	}
	for moment, want := range map[time.Time]bool{today.Add(-time.Hour): true, today.AddDate(9, 11, 0): true, today.AddDate(10, 1, 0): false} {
		leaf := certificate(t, a, "sandbox.belvo.com")
		leaf.NotAfter = today.AddDate(20, 0, 0) // its own time is another test's
		_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: moment})
		if (err == nil) != want {
			t.Errorf("on %s the authority counts: %v, want %t", moment, err, want)
		}
	}
}

func namesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func certificate(t *testing.T, a *localca.Authority, names ...string) *x509.Certificate {
	t.Helper()
	made, err := a.Certificate(names)
	if err != nil {
		t.Fatal(err)
	}
	return made.Leaf
}

func TestALaterOpenHasTheSameAuthority(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := certificate(t, open(t, dir), "localhost")
	text, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	second := certificate(t, open(t, dir), "localhost")
	if again, err := os.ReadFile(filepath.Join(dir, "ca.pem")); err != nil || string(again) != string(text) {
		t.Errorf("the certificate is another: %s, %v", again, err)
	}
	if string(first.AuthorityKeyId) != string(second.AuthorityKeyId) {
		t.Error("two certificates are of two authorities")
	}
	if first.SerialNumber.Cmp(second.SerialNumber) == 0 {
		t.Error("two certificates have one serial number")
	}
}

// Whoever comes second at the first use has the authority of who came first.
func TestOpensAtTheSameMomentHaveOneAuthority(t *testing.T) {
	t.Parallel()
	for range 20 {
		dir := filepath.Join(t.TempDir(), "ca")
		const many = 8
		begin, keys := make(chan struct{}), make([]string, many)
		var all sync.WaitGroup
		for i := range many {
			all.Go(func() {
				<-begin
				a, err := localca.Open(dir, at(today))
				if err != nil {
					t.Error(err)
					return
				}
				made, err := a.Certificate([]string{"localhost"})
				if err != nil {
					t.Error(err)
					return
				}
				keys[i] = string(made.Leaf.AuthorityKeyId)
			})
		}
		close(begin)
		all.Wait()
		if slices.Sort(keys); len(slices.Compact(keys)) != 1 {
			t.Fatal("there are several authorities")
		}
		if diff := cmp.Diff([]string{"ca-key.pem", "ca.pem"}, namesIn(t, dir)); diff != "" {
			t.Fatalf("files (-want +got):\n%s", diff)
		}
	}
}

// Who made the key may have died before its certificate.
func TestAKeyAloneIsCompleted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, dir)
	key := read(t, filepath.Join(dir, "ca-key.pem"))
	remove(t, filepath.Join(dir, "ca.pem"))
	certificate(t, open(t, dir), "localhost")
	if read(t, filepath.Join(dir, "ca-key.pem")) != key {
		t.Error("the key is another")
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func remove(t *testing.T, file string) {
	t.Helper()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpenNeedsAFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	if _, err := localca.Open(filepath.Join(file, "ca"), at(today)); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("the error is %v", err)
	}
}

func TestRoots(t *testing.T) {
	t.Parallel()
	none := t.TempDir()
	if roots, err := localca.Roots(none); roots != nil || err != nil || len(namesIn(t, none)) != 0 {
		t.Errorf("an empty folder trusts %v, %v", roots, err)
	}
	write(t, filepath.Join(none, "ca.pem"), "hello")
	if _, err := localca.Roots(none); err == nil || err.Error() != filepath.Join(none, "ca.pem")+" holds no certificate in PEM" {
		t.Errorf("the error is %v", err)
	}
}
