package mock_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// An answer over HTTP leaves when what it tells of is on disk: a crash right
// after it loses nothing.
func TestWhatWasAnsweredIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	life(t, dir, mock.Config{Start: start, Frozen: true, AnyCredentials: true}, func(t *testing.T, p *mock.Running) {
		far, err := control.NewClient(control.ClientConfig{URL: p.URL})
		if err != nil {
			t.Fatal(err)
		}
		w, err := far.Open(t.Context(), "default")
		if err != nil {
			t.Fatal(err)
		}
		stranger := as(p, "stranger", "s")
		steps := []struct {
			name string
			do   func() error
			gone func(*mock.Running) bool
		}{
			{"a link", func() error {
				register(t, p, `{"institution": "erebor_br_retail", "username": "a", "password": "b"}`)
				return nil
			},
				func(p *mock.Running) bool { return infoOf(t, p).Counts.Links != 2 }},
			{"a job", func() error { ask(t, p, guideLink); return nil },
				func(p *mock.Running) bool { return infoOf(t, p).Counts.Jobs != 1 }},
			{"a workspace by any credentials", func() error { call(t, stranger, "GET", "/api/", ""); return nil },
				func(p *mock.Running) bool {
					s, _ := call(t, as(p, "stranger", "s"), "GET", "/api/", "")
					return s != 200
				}},
			{"a prepared link", func() error { _, err := w.AddLink(t.Context(), control.LinkSpec{}); return err },
				func(p *mock.Running) bool { return infoOf(t, p).Counts.Links != 3 }},
			{"the time", func() error {
				by := control.Duration(time.Hour)
				_, err := w.Advance(t.Context(), control.Move{By: &by})
				return err
			}, func(p *mock.Running) bool { return !infoOf(t, p).Clock.Now.Equal(start.Add(time.Hour)) }},
			{"a snapshot", func() error { _, err := w.Snapshot(t.Context()); return err },
				func(p *mock.Running) bool { all, _ := p.Workspace().Snapshots(t.Context()); return len(all) != 1 }},
			{"a reset", func() error { _, err := w.Reset(t.Context(), control.ResetSpec{Seed: new(uint64(5))}); return err },
				func(p *mock.Running) bool { i := infoOf(t, p); return i.Seed != 5 || i.Counts.Links != 1 }},
			{"a new workspace", func() error { _, err := far.Create(t.Context(), control.WorkspaceSpec{SecretID: "n"}); return err },
				func(p *mock.Running) bool { _, err := p.Host().Open(t.Context(), "n"); return err != nil }},
			{"its end", func() error {
				n, err := far.Open(t.Context(), "n")
				if err != nil {
					return err
				}
				return n.End(t.Context())
			}, func(p *mock.Running) bool { _, err := p.Host().Open(t.Context(), "n"); return err == nil }},
		}
		for _, step := range steps {
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			life(t, crash(t, dir), mock.Config{Start: start, Frozen: true, AnyCredentials: true}, func(t *testing.T, p *mock.Running) {
				if step.gone(p) {
					t.Errorf("after a crash %s is gone", step.name)
				}
			})
		}
	})
}

// Without a directory nothing is written anywhere, and nothing waits.
func TestWithoutStateNothingIsWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	p := mock.Start(t, mock.Config{Start: start, Frozen: true})
	ask(t, p, guideLink)
	if files, err := os.ReadDir("."); err != nil || len(files) != 0 {
		t.Errorf("there are %v, %v", files, err)
	}
}

// A secret id that a file could not have as a key is refused, not taken and
// lost.
func TestSecretIDsAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1001)
	if _, err := mock.New(mock.Config{SecretID: long}); err == nil || err.Error() != "secret-id: it is longer than 1000 bytes" {
		t.Errorf("as the default: %v", err)
	}
	life(t, t.TempDir(), mock.Config{AnyCredentials: true}, func(t *testing.T, p *mock.Running) {
		for id, want := range map[string]int{long: 401, long[1:]: 200} {
			if status, _ := call(t, as(p, id, "x"), "GET", "/api/", ""); status != want {
				t.Errorf("an id of %d bytes is answered %d, want %d", len(id), status, want)
			}
		}
		if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: long}); code(err) != control.Invalid {
			t.Errorf("by the control API: %v", err)
		}
		ask(t, p, guideLink)
	})
}
