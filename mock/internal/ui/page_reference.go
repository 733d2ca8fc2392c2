package ui

import (
	"context"
	"strings"
)

// readerPolicy lets the reader of documents, a vendored library (see
// assets/rapidoc), write styles into its elements, which it cannot do without. It
// runs, loads and calls no more than other pages do.
var readerPolicy = strings.Replace(policy, "style-src 'self'", "style-src 'self' 'unsafe-inline'", 1)

// A reference is a page that shows an OpenAPI document.
type reference struct {
	document
	Words     string
	Documents []document
}

// A document is one of those that the server describes itself by.
type document struct {
	Name   string // in the choice of documents
	Title  string
	Page   string
	Source string // path of the document
	File   string // what it is called once it is downloaded
	words  string
}

// documents are all of them.
var documents = []document{
	{"Belvo's API", "The API that is pretended", "/reference/vendor", "/_mock/vendor.json", "belvo-mock-vendor.json",
		"What your client talks to, as far as it is built here, and the webhooks that it gets."},
	{"Control API", "Control API", "/reference/control", "/_mock/openapi.json", "belvo-mock-control.json",
		"How this server is steered and watched. Every button of these pages is one of its calls."},
}

// showDocument makes the page of one of them.
func showDocument(d document) func(context.Context, *visit) (any, error) {
	return func(context.Context, *visit) (any, error) {
		return reference{document: d, Words: d.words, Documents: documents}, nil
	}
}
