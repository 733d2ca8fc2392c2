package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write testdata/*.golden anew")

// What the writers wrote last, for the eye of whoever changes them:
// go test ./harness/report -run Golden -update.
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, write := range writers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			if err := write(&got, small()); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s changed (-want +got):\n%s", file, diff)
			}
		})
	}
}

type writer = func(io.Writer, Report) error

// writers are all of them, the terminal in the two ways it can be.
func writers() map[string]writer {
	return map[string]writer{
		"report.html": HTML, "report.json": JSON, "junit.xml": JUnit, "summary.md": Summary, "annotations": Annotations,
		"terminal": terminal(false, 0), "terminal-80": terminal(true, 80),
	}
}

func terminal(colour bool, width int) writer {
	return func(w io.Writer, r Report) error {
		out := Terminal{Out: w, Colour: colour, Width: width}
		for _, v := range r.Verdicts {
			if err := out.Verdict(v); err != nil {
				return err
			}
		}
		return out.Report(r)
	}
}
