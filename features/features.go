// Package features holds the contract on a client as Gherkin.
package features

import (
	"embed"
	"io/fs"
)

//go:embed *.feature
var files embed.FS

// FS returns the bundled features.
func FS() fs.FS { return files }
