package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/fault"
)

var update = flag.Bool("update", false, "write what is made from the catalogue of faults")

// The tables of faults in the README and in docs are made from the catalogue.
func TestFaultTablesAreCurrent(t *testing.T) {
	t.Parallel()
	for file, table := range map[string]string{"README.md": shortTable(), "docs/faults.md": longTable(t)} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, begins := strings.Cut(string(text), "<!-- faults -->\n")
		_, after, ends := strings.Cut(rest, "<!-- /faults -->\n")
		if !begins || !ends {
			t.Fatalf("%s has no place for the table", file)
		}
		want := before + "<!-- faults -->\n" + table + "<!-- /faults -->\n" + after
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(want, string(text)); diff != "" {
			t.Errorf("%s is not current: go test . -run FaultTables -update (-want +got):\n%s", file, diff)
		}
	}
}

// parts are how people look for a fault.
var parts = []struct {
	title string
	of    func(fault.Fault) bool
}{
	{"A request", func(f fault.Fault) bool { return f.Seam == fault.Request }},
	{"An answer", func(f fault.Fault) bool { return f.Seam == fault.Response && f.Also == "" }},
	{"The bank", func(f fault.Fault) bool { return f.Seam == fault.Job }},
	{"A webhook", func(f fault.Fault) bool { return f.Seam == fault.Webhook }},
	{"What clients have to bear, in answers and webhooks", func(f fault.Fault) bool { return f.Also != "" }},
}

func shortTable() string {
	var b strings.Builder
	b.WriteString("| | |\n|---|---|\n")
	for _, part := range parts {
		var names []string
		for _, f := range fault.Catalogue() {
			if part.of(f) {
				names = append(names, "`"+f.ID+"`")
			}
		}
		fmt.Fprintf(&b, "| %s | %s |\n", part.title, strings.Join(names, " "))
	}
	return b.String()
}

func longTable(t *testing.T) string {
	var b strings.Builder
	for _, part := range parts {
		fmt.Fprintf(&b, "\n## %s\n\n| fault | what happens | `with` | an example |\n|---|---|---|---|\n", part.title)
		for _, f := range fault.Catalogue() {
			if !part.of(f) {
				continue
			}
			example, err := json.Marshal(f.Example)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` |\n", f.ID, f.Summary, parameters(f), example)
		}
	}
	return b.String() + "\n"
}

func parameters(f fault.Fault) string {
	words := make([]string, len(f.Params))
	for i, p := range f.Params {
		words[i] = fmt.Sprintf("`%s` (%s): %s", p.Name, p.Type, p.Summary)
		if !p.Required {
			words[i] += "; default " + p.Default
		}
	}
	return strings.Join(words, "<br>")
}
