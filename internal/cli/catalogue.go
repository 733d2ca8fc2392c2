package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// catalogue lists what exists.
type catalogue struct {
	What string `arg:"" help:"operations, editions, personas, institutions, users, faults, requirements or steps."`
	JSON bool   `name:"json" help:"Print an array of objects."`
}

// own are the catalogues of what judges a client, which the provider does not
// know.
var own = map[string]func() ([]json.RawMessage, error){
	"requirements": harness.RequirementRows,
	"steps":        harness.StepRows,
}

// Run prints a table, or JSON.
func (l *catalogue) Run(c *call) error {
	rows, err := l.rows()
	if err != nil {
		return err
	}
	if l.JSON {
		encoder := json.NewEncoder(c.stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(rows)
	}
	table := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	for _, text := range rows {
		var row control.Row
		if err := json.Unmarshal(text, &row); err != nil {
			return fmt.Errorf("catalogue %s: %w", l.What, err)
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\n", row.ID, row.Summary); err != nil {
			return err
		}
	}
	return table.Flush()
}

func (l *catalogue) rows() ([]json.RawMessage, error) {
	if read, ok := own[l.What]; ok {
		return read()
	}
	if !slices.Contains(control.Catalogues(), l.What) {
		all := slices.Concat(control.Catalogues(), slices.Sorted(maps.Keys(own)))
		return nil, misuse("catalogue: there is no %q; there are %s", l.What, strings.Join(all, ", "))
	}
	return mock.Catalogue(l.What)
}
