package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// catalogue lists what exists.
type catalogue struct {
	What string `arg:"" help:"operations, editions, personas, institutions or users."`
	JSON bool   `name:"json" help:"Print an array of objects."`
}

// Run prints a table, or JSON.
func (l *catalogue) Run(c *call) error {
	if !slices.Contains(control.Catalogues(), l.What) {
		return misuse("catalogue: there is no %q; there are %s", l.What, strings.Join(control.Catalogues(), ", "))
	}
	rows, err := mock.Catalogue(l.What)
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
