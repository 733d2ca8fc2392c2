package report

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWriteMakesFourFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "folder")
	for range 2 { // the second time they are replaced
		if err := Write(dir, small()); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != written(t, e.Name(), small()) {
			t.Errorf("%s is not what its writer writes", e.Name())
		}
	}
	if diff := cmp.Diff([]string{"junit.xml", "report.html", "report.json", "summary.md"}, names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestWriteSaysWhatIsInItsWay(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, small()); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v, want one that names %s", err, file)
	}
}

func TestABrokenWriteLeavesTheOldFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "junit.xml")
	if err := os.WriteFile(file, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space")
	err := replace(file, small(), func(w io.Writer, _ Report) error {
		_, _ = io.WriteString(w, "half")
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
	text, err := os.ReadFile(file)
	entries, _ := os.ReadDir(dir)
	if err != nil || string(text) != "old" || len(entries) != 1 {
		t.Errorf("the file has %q, and %d files are there", text, len(entries))
	}
}

// Every writer says when it could not write.
func TestWritersReportErrors(t *testing.T) {
	t.Parallel()
	for name, write := range writers() {
		if err := write(broken{}, small()); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: error %v, want %v", name, err, io.ErrClosedPipe)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAppendSummaryKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "summary")
	if err := os.WriteFile(file, []byte("# Before\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := AppendSummary(file, small()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("# Before\n"+written(t, "summary.md", small()), string(text)); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
	if err := AppendSummary(t.TempDir(), small()); err == nil {
		t.Error("a folder was appended to")
	}
}
