package openapi

import (
	"fmt"
	"io/fs"
	"net/url"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// A contract is one set of documents. Everything but the index is read at first use.
type contract struct {
	files      fs.FS
	operations []Operation
	byID       map[string]int                       // place in operations
	documents  map[string]func() (*document, error) // by tag, of what is built
	webhooks   func() (map[event]*schema, error)    // by type and code
	published  func() ([]byte, error)
}

// A document is one tag's file, ready for checking.
type document struct {
	spec       *openapi3.T
	operations map[string]*operation // by operationId
}

// newContract reads the index of files.
func newContract(files fs.FS) (*contract, error) {
	text, err := fs.ReadFile(files, "index.yaml")
	if err != nil {
		return nil, fmt.Errorf("read contract: %w", err)
	}
	c := &contract{files: files, byID: map[string]int{}, documents: map[string]func() (*document, error){}}
	if c.operations, err = readIndex(string(text)); err != nil {
		return nil, fmt.Errorf("read contract: %w", err)
	}
	for i, o := range c.operations {
		c.byID[o.ID] = i
		if _, known := c.documents[o.Tag]; o.Built() && !known {
			c.documents[o.Tag] = sync.OnceValues(func() (*document, error) { return c.loadTag(o.Tag) })
		}
	}
	c.webhooks = sync.OnceValues(c.loadWebhooks)
	c.published = sync.OnceValues(c.publish)
	return c, nil
}

func (c *contract) find(id string) (Operation, bool) {
	i, found := c.byID[id]
	if !found {
		return Operation{}, false
	}
	return c.operations[i], true
}

// operation returns what o's document says of o.
func (c *contract) operation(o Operation) (*operation, error) {
	document, known := c.documents[o.Tag]
	if !known {
		return nil, fmt.Errorf("operation %s: documented but not built", o.ID)
	}
	doc, err := document()
	if err != nil {
		return nil, err
	}
	op, known := doc.operations[o.ID]
	if !known {
		return nil, fmt.Errorf("operation %s: not in %s.yaml", o.ID, o.Tag)
	}
	return op, nil
}

func (c *contract) loadTag(tag string) (*document, error) {
	spec, err := c.load(tag + ".yaml")
	if err != nil {
		return nil, err
	}
	doc := &document{spec: spec, operations: map[string]*operation{}}
	for path, item := range spec.Paths.Map() {
		for method, source := range item.Operations() {
			op, err := newOperation(item, source)
			if err != nil {
				return nil, fmt.Errorf("%s.yaml: %s %s: %w", tag, method, path, err)
			}
			doc.operations[op.id] = op
		}
	}
	return doc, nil
}

// load reads one file with all that it refers to. A reference to anything but a
// file of the contract fails. The document is not validated here; a test does that.
func (c *contract) load(name string) (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, at *url.URL) ([]byte, error) {
		if at.Host != "" || at.Scheme != "" {
			return nil, fmt.Errorf("reference to %s leaves the contract", at)
		}
		return fs.ReadFile(c.files, at.Path)
	}
	spec, err := loader.LoadFromURI(&url.URL{Path: name})
	if err != nil {
		return nil, fmt.Errorf("load contract %s: %w", name, err)
	}
	return spec, nil
}
