package harness

import (
	"slices"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// findings are what the provider has noticed of the client, which no scenario
// judges, each once.
func (w *World) findings() []string {
	var all []string
	for _, e := range w.Entries() {
		if d, ok := e.Data.(journal.FindingData); ok && !slices.Contains(all, d.Message) {
			all = append(all, d.Message)
		}
	}
	return all
}
