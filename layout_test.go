package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/belvo-mock/belvo-mock"

// imports says which of our packages each of our packages may import. It is
// the layout of docs/architecture.md; a package that is not here is a mistake.
var imports = map[string][]string{
	"":                      {"internal/cli"},
	"openapi":               nil,
	"fixtures":              {"mock/fault", "internal/duration"},
	"features":              nil,
	"internal/pipenet":      nil,
	"internal/wall":         nil,
	"internal/duration":     nil,
	"internal/localca":      nil,
	"mock/journal":          nil,
	"mock/fault":            {"internal/duration"},
	"mock/internal/agenda":  nil,
	"mock/internal/seeded":  nil,
	"mock/internal/webhook": nil,
	"mock/internal/bank":    {"mock/internal/seeded", "fixtures"},
	"mock/internal/sandbox": {"internal/duration", "mock/internal/agenda", "mock/internal/bank", "mock/internal/seeded", "mock/internal/webhook", "mock/journal", "mock/fault", "fixtures"},
	"mock/internal/store":   nil,
	"mock/internal/ui":      {"mock/control", "mock/fault", "mock/journal", "fixtures"},
	"mock/internal/widget":  {"mock/control"},
	"mock/internal/wire":    {"mock/internal/sandbox", "mock/internal/webhook", "mock/journal", "mock/fault", "openapi"},
	"mock/control":          {"mock/journal", "mock/fault", "internal/duration", "fixtures"},
	"mock":                  {"mock/control", "mock/journal", "mock/fault", "mock/internal/agenda", "mock/internal/sandbox", "mock/internal/seeded", "mock/internal/store", "mock/internal/ui", "mock/internal/webhook", "mock/internal/widget", "mock/internal/wire", "openapi", "fixtures"},
	"harness":               {"harness/report", "mock", "mock/control", "mock/fault", "mock/journal", "openapi", "features", "internal/duration", "internal/wall"},
	"harness/report":        nil,
	"harness/reference":     {"harness", "internal/wall"},
	"internal/cli":          {"harness", "harness/report", "harness/reference", "mock", "mock/control", "mock/journal", "internal/duration", "openapi", "fixtures", "features", "internal/localca", "internal/wall"},
}

// only says which libraries are used in one place alone.
var only = map[string]string{
	"github.com/gin-gonic/gin":      "mock/internal/wire",
	"github.com/getkin/kin-openapi": "openapi",
	"github.com/cucumber/godog":     "harness",
	"github.com/alecthomas/kong":    "internal/cli",
	"github.com/golang-jwt/jwt":     "mock/internal/sandbox",
	"github.com/lmittmann/tint":     "internal/cli",
	"rsc.io/qr":                     "mock/internal/widget",
	"go.etcd.io/bbolt":              "mock/internal/store",
}

// never says what a package and all below it must not import.
var never = map[string][]string{
	"mock/internal/sandbox": {"net/http"},
	"mock/internal/bank":    {"net/http"},
	"mock":                  {"testing"},
}

type listed struct {
	Dir        string
	GoFiles    []string
	ImportPath string
	Imports    []string
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		allowed, known := imports[name]
		if !known {
			t.Errorf("package %s has no row in the import table", name)
		}
		for _, imported := range p.Imports {
			if ours, ok := strings.CutPrefix(imported, module+"/"); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s may not import %s", name, ours)
			}
			for library, user := range only {
				if strings.HasPrefix(imported, library) && name != user {
					t.Errorf("%s imports %s, which %s alone may", name, library, user)
				}
			}
			for user, forbidden := range never {
				if (name == user || strings.HasPrefix(name, user+"/")) && slices.Contains(forbidden, imported) {
					t.Errorf("%s may not import %s", name, imported)
				}
			}
		}
	}
}

// packages are ours, as the go command lists them, without their tests.
func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Dir,GoFiles", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		all = append(all, p)
	}
}

// clocks are the packages that may ask the wall what time it is, or draw from
// chance that is not derived. Everybody else is handed both.
var clocks = []string{"mock/internal/agenda", "mock/internal/seeded", "internal/wall"}

func TestNobodyAsksTheWall(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`\btime\.(Now|Sleep|Since|Until)\(|\brand\.(Int|Uint|Float|N\(|Perm|Shuffle|Read)`)
	for _, p := range packages(t) {
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if slices.Contains(clocks, name) {
			continue
		}
		for _, file := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			if found := forbidden.Find(text); found != nil {
				t.Errorf("%s/%s calls %s", name, file, found)
			}
		}
	}
}

// The README shows the text of an example that is compiled.
func TestReadmeShowsTheExample(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("mock/example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(readme), "```go\n")
	shown, _, _ = strings.Cut(shown, "```")
	indented := "\t\t" + strings.ReplaceAll(strings.TrimRight(shown, "\n"), "\n", "\n\t\t")
	if shown == "" || !strings.Contains(string(source), indented) {
		t.Errorf("mock/example_test.go does not have the README's text:\n%s", indented)
	}
}
