package harness_test

import (
	"testing"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
)

// A client is judged in a test, over sockets, in one line.
func TestRun(t *testing.T) {
	harness.Run(t, harness.Config{Client: reference.New(reference.Options{}), Seed: 7, Plan: "full", Only: []string{"VAL-03", "TOL-01"}})
}
