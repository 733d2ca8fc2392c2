package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"github.com/belvo-mock/belvo-mock/mock/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A text is what is kept in tests.
type text string

func (t text) MarshalBinary() ([]byte, error) { return []byte(t), nil }

// open opens a directory; nothing may fail.
func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir, func(err error) { t.Errorf("the store fails: %v", err) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // most tests have closed it
	return s
}

func closed(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// A kept is a Saved in words.
type kept struct {
	ID, Deed, Origin, World string
	After                   []string
}

func load(t *testing.T, s *store.Store) (all []kept, logs map[string]*store.Log) {
	t.Helper()
	saved, _, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	logs = map[string]*store.Log{}
	for _, one := range saved {
		k := kept{ID: one.ID, Deed: string(one.Deed), Origin: string(one.Origin), World: string(one.World)}
		for _, entry := range one.After {
			k.After = append(k.After, string(entry))
		}
		all, logs[one.ID] = append(all, k), one.Log
	}
	return all, logs
}

// What was kept is there at the next start, in order, and goes on.
func TestWhatWasKeptIsThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	a := s.Create("a", []byte("deed"), nil)
	b := s.Create("b", []byte("old"), []byte("origin"))
	for i := range 300 {
		a.Append(text(fmt.Sprint(i)))
	}
	b.Append(text("x"))
	b.SetDeed([]byte("new"))
	b.Rewrite(text("world"))
	b.Append(text("y"))
	s.Create("gone", nil, nil).Remove()
	closed(t, s)

	s = open(t, dir)
	all, logs := load(t, s)
	var numbers []string
	for i := range 300 {
		numbers = append(numbers, fmt.Sprint(i))
	}
	want := []kept{{ID: "a", Deed: "deed", After: numbers}, {ID: "b", Deed: "new", Origin: "origin", World: "world", After: []string{"y"}}}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	logs["b"].Append(text("z"))
	logs["a"].Remove()
	closed(t, s)

	s = open(t, dir)
	all, _ = load(t, s)
	want = []kept{{ID: "b", Deed: "new", Origin: "origin", World: "world", After: []string{"y", "z"}}}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("after another start (-want +got):\n%s", diff)
	}
}

// A log that another has taken the place of writes nothing into it, and takes
// nothing away.
func TestOneLogAWorkspace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	old := s.Create("a", []byte("old"), nil)
	old.Append(text("1"))
	s.Create("a", []byte("new"), nil).Append(text("2"))
	old.Append(text("3"))
	old.Rewrite(text("4"))
	old.SetDeed(nil)
	old.Remove()
	if err := old.Wait(t.Context()); err != nil {
		t.Errorf("waiting for a log that is over: %v", err)
	}
	closed(t, s)
	all, _ := load(t, open(t, dir))
	if diff := cmp.Diff([]kept{{ID: "a", Deed: "new", After: []string{"2"}}}, all); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A log asks for a world when its entries are more than that, and a world
// takes nothing of what comes while it is written down.
func TestLogsAreRewritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	l := s.Create("a", nil, nil)
	entry := text(strings.Repeat("x", 1<<16))
	appended := 0
	for full := false; !full; appended++ {
		full = l.Append(entry)
		if err := l.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if appended != 18 {
		t.Errorf("it is full after %d entries of 64 KiB, want 18", appended)
	}
	slow := make(lateText)
	l.Rewrite(slow)
	for i := range 40 {
		if l.Append(text(fmt.Sprint(i))) {
			t.Error("it is full while a world is under way")
		}
	}
	if err := l.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	slow <- "world"
	closed(t, s)
	all, _ := load(t, open(t, dir))
	if len(all) != 1 || all[0].World != "world" || len(all[0].After) != 40 || all[0].After[39] != "39" {
		t.Errorf("kept are %+v", all)
	}
}

// A lateText is encoded when somebody says so.
type lateText chan string

func (l lateText) MarshalBinary() ([]byte, error) { return []byte(<-l), nil }

// What was waited for is on disk, whoever else writes at the time; and many
// writes are one sync.
func TestWaitedForIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	var all sync.WaitGroup
	for i := range 8 {
		l := s.Create(fmt.Sprint(i), nil, nil)
		all.Go(func() {
			for n := range 50 {
				l.Append(text(fmt.Sprint(n)))
				if err := l.Wait(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	copied := t.TempDir() // as a crash would leave it
	content, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err == nil {
		err = os.WriteFile(filepath.Join(copied, store.FileName), content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	found, _ := load(t, open(t, copied))
	if len(found) != 8 || slices.ContainsFunc(found, func(k kept) bool { return len(k.After) != 50 }) {
		t.Errorf("kept are %+v", found)
	}
}

func TestItemsAndStamp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	s.Keep("one", []byte("1"))
	s.Keep("two", []byte("2"))
	s.Drop("one")
	if before, err := s.Stamp("blue"); before != "" || err != nil {
		t.Errorf("stamped %q before, %v", before, err)
	}
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	s = open(t, dir)
	if before, err := s.Stamp("red"); before != "blue" || err != nil {
		t.Errorf("stamped %q before, %v", before, err)
	}
	_, items, err := s.Load()
	if diff := cmp.Diff([]store.Item{{ID: "two", Value: []byte("2")}}, items); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestClosedKeepsNothing(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	l := s.Create("a", nil, nil)
	closed(t, s)
	if err := l.Wait(t.Context()); err != nil {
		t.Errorf("what came before the end: %v", err)
	}
	l.Append(text("late"))
	if err := l.Wait(t.Context()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("what came after the end: %v", err)
	}
	closed(t, s)
}

// A bug in what is kept stops everything, rather than leaving a hole.
func TestFailureIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	told := make(chan error, 2)
	s, err := store.Open(dir, func(err error) { told <- err })
	if err != nil {
		t.Fatal(err)
	}
	l := s.Create("a", nil, nil)
	l.Append(text("before"))
	if err := l.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.Append(unwritable{})
	l.Append(text("after"))
	if err := l.Wait(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("waiting: %v", err)
	}
	if err := <-told; err == nil || !strings.HasPrefix(err.Error(), "write "+dir) {
		t.Errorf("told %v", err)
	}
	l.Append(text("much later"))
	closed(t, s)
	if len(told) != 0 {
		t.Error("it is told twice")
	}
	all, _ := load(t, open(t, dir))
	if diff := cmp.Diff([]kept{{ID: "a", After: []string{"before"}}}, all, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

type unwritable struct{}

func (unwritable) MarshalBinary() ([]byte, error) { return nil, errors.New("it cannot be written") }

// Who has no time does not wait.
func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	l := s.Create("a", nil, nil)
	slow := make(lateText)
	l.Append(slow)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("it waits: %v", err)
	}
	slow <- "now"
	if err := s.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	// whole is a file with something in it.
	whole := func(t *testing.T, dir string) string {
		t.Helper()
		s := open(t, dir)
		l := s.Create("a", []byte("deed"), nil)
		for i := range 2000 {
			l.Append(text(fmt.Sprintf("entry %d", i)))
		}
		closed(t, s)
		return filepath.Join(dir, store.FileName)
	}
	tests := []struct {
		name  string
		spoil func(t *testing.T, path string)
		want  string
	}{
		{"no database", func(t *testing.T, path string) {
			write(t, path, []byte(strings.Repeat("my diary\n", 10_000)))
		}, "is broken, or was not written by belvo-mock"},
		{"somebody else's", func(t *testing.T, path string) {
			edit(t, path, func(tx *bbolt.Tx) error {
				return errors.Join(tx.DeleteBucket([]byte("about")), tx.DeleteBucket([]byte("items")))
			})
		}, "it was not written by belvo-mock"},
		{"a newer format", func(t *testing.T, path string) {
			edit(t, path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("about")).Put([]byte("format"), sealedTwo) })
		}, "it has format 2, of a newer belvo-mock: this one reads format 1"},
		{"a value that was changed", func(t *testing.T, path string) {
			edit(t, path, func(tx *bbolt.Tx) error {
				b := tx.Bucket([]byte("workspaces")).Bucket([]byte("a")).Bucket([]byte("whole"))
				return b.Put([]byte("deed"), []byte("\x00\x00\x00\x00other"))
			})
		}, "workspace a: deed: a value is broken"},
		{"a file that was cut", func(t *testing.T, path string) {
			if err := os.Truncate(path, 3*4096); err != nil {
				t.Fatal(err)
			}
		}, "broken"},
		{"pages of nothing", func(t *testing.T, path string) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			clear(content[2*4096:])
			write(t, path, content)
		}, "broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := whole(t, dir)
			tt.spoil(t, path)
			s, err := store.Open(dir, func(error) {})
			if err == nil {
				_, _, err = s.Load()
				_ = s.Close() // it cannot be read
			}
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("it is %v, want %s: %s", err, path, tt.want)
			}
		})
	}
}

// sealedTwo is the value 2 behind its CRC-32C.
var sealedTwo = []byte("\x83\xa5\x6a\x17" + "2")

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func edit(t *testing.T, path string, how func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err == nil {
		err = errors.Join(db.Update(how), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A file has one user at a time, and is nobody else's business.
func TestTheFileIsLocked(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made", "when", "needed")
	open(t, dir)
	_, err := store.Open(dir, func(error) {})
	if want := filepath.Join(dir, store.FileName) + " is in use by another belvo-mock"; err == nil || err.Error() != want {
		t.Errorf("a second time it is %v, want %s", err, want)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, filepath.Join(dir, store.FileName): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s is %v, %v", path, info.Mode(), err)
		}
	}
	_, err = store.Open(filepath.Join(dir, store.FileName), func(error) {})
	if err == nil || !strings.Contains(err.Error(), "make directory "+dir) {
		t.Errorf("a file as directory is %v", err)
	}
}

// What a hundred that wait together are given: entries a second.
func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 16, 128} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := open(b, b.TempDir()).Create("a", nil, nil)
			entry := text(strings.Repeat("x", 500))
			b.SetParallelism(n)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					l.Append(entry)
					if err := l.Wait(b.Context()); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
