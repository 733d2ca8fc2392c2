package report

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Write puts report.html, report.json, junit.xml and summary.md into a folder,
// which is made if need be. Each file is there whole or as it was before.
func Write(dir string, r Report) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer, Report) error
	}{{"report.html", HTML}, {"report.json", JSON}, {"junit.xml", JUnit}, {"summary.md", Summary}} {
		if err := replace(filepath.Join(dir, file.name), r, file.write); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	return nil
}

// replace writes beside the file and then takes its place.
func replace(file string, r Report, write func(io.Writer, Report) error) error {
	draft, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }() // nothing is left of it if all went well
	if err := write(draft, r); err != nil {
		_ = draft.Close()
		return err
	}
	if err := draft.Chmod(0o644); err != nil {
		_ = draft.Close()
		return err
	}
	if err := draft.Close(); err != nil {
		return err
	}
	return os.Rename(draft.Name(), file)
}
