// Package features holds the contract on a client: what is asked of it, as
// data, and how that is tried, as Gherkin.
package features

import (
	"embed"
	"io/fs"
)

//go:embed *.feature requirements.yaml
var files embed.FS

// FS returns the bundled features, and requirements.yaml with what they judge.
func FS() fs.FS { return files }
