package control

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed openapi.yaml
var source []byte

var document = sync.OnceValue(func() []byte {
	text, err := yaml.YAMLToJSON(source)
	var short bytes.Buffer
	if err == nil {
		err = json.Compact(&short, text)
	}
	if err != nil {
		panic("the control API's document is no YAML: " + err.Error())
	}
	return short.Bytes()
})

// Document is the control API as an OpenAPI 3.1 document in JSON.
func Document() []byte { return slices.Clone(document()) }
