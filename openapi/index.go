package openapi

import (
	"fmt"
	"strings"
)

// readIndex reads index.yaml, a list of flat rows, with a scanner of our own: a YAML
// library needs several milliseconds for it, which every start would pay. Rows are
// `- {id: X, method: GET, …}` or one `key: value` a line. A test reads the same with
// the library.
func readIndex(text string) ([]Operation, error) {
	var rows []Operation
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(" "+line, " #")
		line = strings.TrimSpace(line)
		if line == "" || line == "operations:" && len(rows) == 0 {
			continue
		}
		if row, begins := strings.CutPrefix(line, "- "); begins {
			rows = append(rows, Operation{})
			line = strings.TrimSpace(row)
		}
		if len(rows) == 0 {
			return nil, fmt.Errorf("index.yaml:%d: want a row, got %q", number, line)
		}
		if err := rows[len(rows)-1].read(line); err != nil {
			return nil, fmt.Errorf("index.yaml:%d: %w", number, err)
		}
	}
	return rows, nil
}

// read takes one "key: value" or a whole "{key: value, …}".
func (o *Operation) read(text string) error {
	if flow, isFlow := strings.CutPrefix(text, "{"); isFlow {
		flow, closed := strings.CutSuffix(flow, "}")
		if !closed {
			return fmt.Errorf("a row must end on its line: %q", text)
		}
		for pair := range strings.SplitSeq(flow, ",") {
			if err := o.read(strings.TrimSpace(pair)); err != nil {
				return err
			}
		}
		return nil
	}
	key, value, _ := strings.Cut(text, ":")
	field, known := map[string]*string{
		"id": &o.ID, "method": &o.Method, "path": &o.Path, "tag": &o.Tag, "act": &o.Act, "resource": &o.Resource,
	}[key]
	if !known {
		return fmt.Errorf("unknown key %q", key)
	}
	*field = strings.Trim(strings.TrimSpace(value), `"'`)
	return nil
}
