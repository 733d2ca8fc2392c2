package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/belvo-mock/belvo-mock/features"
	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// export writes what is bundled to a folder.
type export struct {
	Dir   string `arg:"" help:"Folder to write to; made if it is not there."`
	Force bool   `help:"Write into a folder that is not empty, over files of the same name."`
}

// Run writes the files and names each.
func (e *export) Run(c *call) error {
	there, err := os.ReadDir(e.Dir)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return misuse("export: %w", err)
	case len(there) > 0 && !e.Force:
		return misuse("export: %s is not empty; --force writes into it all the same", e.Dir)
	}
	files, err := bundled()
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(e.Dir, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return misuse("export: %w", err)
		}
		if err := os.WriteFile(name, f.text, 0o644); err != nil {
			return misuse("export: %w", err)
		}
		if _, err := fmt.Fprintln(c.stdout, name); err != nil {
			return err
		}
	}
	return nil
}

// A bundledFile is one that export writes.
type bundledFile struct {
	path string // with slashes
	text []byte
}

// bundled are all files: those that are embedded, and the two contracts that
// are made of them.
func bundled() ([]bundledFile, error) {
	vendor, err := openapi.Published()
	if err != nil {
		return nil, err
	}
	files := []bundledFile{{"openapi/belvo.json", vendor}, {"openapi/control.json", control.Document()}}
	for _, tree := range []struct {
		folder string
		files  fs.FS
	}{{"openapi", openapi.FS()}, {"fixtures", fixtures.FS()}, {"features", features.FS()}, {"scenarios", fixtures.ScenarioFS()}} {
		err := fs.WalkDir(tree.files, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := fs.ReadFile(tree.files, name)
			files = append(files, bundledFile{path.Join(tree.folder, name), text})
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", tree.folder, err)
		}
	}
	return files, nil
}
