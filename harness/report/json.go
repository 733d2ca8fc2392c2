package report

import (
	_ "embed" // the schema
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema, of 2020-12, of what JSON writes.
func Schema() []byte { return slices.Clone(schema) }

// JSON writes a report as an object that Schema describes. Lists that are
// promised are there when they are empty.
func JSON(w io.Writer, r Report) error {
	r.Verdicts = slices.Clone(r.Verdicts)
	for i := range r.Verdicts {
		r.Verdicts[i].Timeline = present(r.Verdicts[i].Timeline)
	}
	r.Verdicts, r.NotTested = present(r.Verdicts), present(r.NotTested)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

func present[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
