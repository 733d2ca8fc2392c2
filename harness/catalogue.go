package harness

import (
	"encoding/json"

	"github.com/belvo-mock/belvo-mock/features"
)

// RequirementRows are the bundled requirements as a catalogue: objects with at
// least id and summary.
func RequirementRows() ([]json.RawMessage, error) {
	requirements, err := Requirements(features.FS())
	if err != nil {
		return nil, err
	}
	var rows []json.RawMessage
	for _, r := range requirements {
		row, err := json.Marshal(struct {
			Requirement
			Summary string `json:"summary"`
		}{r, r.Sentence})
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// StepRows are the bundled sentences as a catalogue, each with what it does and
// an example.
func StepRows() ([]json.RawMessage, error) {
	var rows []json.RawMessage
	for _, s := range (&World{}).steps() {
		row, err := json.Marshal(struct {
			ID      string `json:"id"`
			Summary string `json:"summary"`
			Example string `json:"example"`
		}{s.Sentence, s.Does, s.Example})
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
