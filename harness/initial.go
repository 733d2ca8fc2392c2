package harness

import (
	_ "embed"
	"slices"
)

//go:embed initial.yaml
var initial []byte

// InitialClient is a client file to begin with, with comments; check --init
// writes it.
func InitialClient() []byte { return slices.Clone(initial) }
