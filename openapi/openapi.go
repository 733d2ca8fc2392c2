// Package openapi holds the vendor's API and its webhooks as OpenAPI documents, one
// file a tag, and checks requests, answers and webhooks against them.
//
// The documents are written by us from the facts of two generations: "2023" is the
// vendor's reference 1.35.0, "2026" its reference 1.223.0. What only one of them says
// is marked by an extension (x-async, x-required-2026). They are published as OpenAPI
// 3.1; for checking they are read with the meaning of 3.0, which is many times faster.
// A test fails on keywords that this would ignore.
//
// The index is read at the first call of any function. A tag's document is read when
// something of it is first asked for, and then shared by the whole process.
package openapi

import (
	"cmp"
	"embed"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
)

//go:embed *.yaml
var files embed.FS

// FS returns the embedded documents: index.yaml, one file a tag, errors.yaml and webhooks.yaml.
func FS() fs.FS { return files }

// vendor is the contract of the embedded documents. An index that cannot be read is a
// mistake in our own source, so it panics.
var vendor = sync.OnceValue(func() *contract {
	c, err := newContract(files)
	if err != nil {
		panic(err)
	}
	return c
})

// An Operation is one row of index.yaml: something that the vendor documents.
type Operation struct {
	ID       string // operationId, the vendor's own
	Method   string // "GET", "POST", …
	Path     string // contract form: "/api/links/{id}/"
	Tag      string // names the document, "links" stands in links.yaml
	Act      string // what the mock does for it: "list", "register-link", …; empty if not built
	Resource string // "accounts", … for the acts that all resources share; else empty
}

// Operations returns everything that the vendor documents, in the order of the index.
// It reads no document.
func Operations() []Operation { return slices.Clone(vendor().operations) }

// Find returns the operation with that operationId.
func Find(id string) (Operation, bool) { return vendor().find(id) }

// Built says whether the mock emulates o; what is not built is only named.
// Noun is what the operation is about: its Resource, or for all others the first
// word of its path, such as links.
func (o Operation) Noun() string {
	_, path, _ := strings.Cut(strings.TrimPrefix(o.Path, "/"), "/")
	word, _, _ := strings.Cut(path, "/")
	return cmp.Or(o.Resource, word)
}

func (o Operation) Built() bool { return o.Act != "" }

// Summary says in a few words what o does; empty for what is not built.
func (o Operation) Summary() string {
	op, err := vendor().operation(o)
	if err != nil {
		return ""
	}
	return op.summary
}

// Filters returns what a list can be filtered by, in the order of the document; none
// for other operations. The error is a mistake in our documents.
func (o Operation) Filters() ([]Filter, error) {
	op, err := vendor().operation(o)
	if err != nil {
		return nil, err
	}
	return slices.Clone(op.filters), nil
}

// AsyncIn says whether the document of that generation, "2023" or "2026", gives o the
// header that asks for an asynchronous answer, or the 202. It is false for what is not built.
func (o Operation) AsyncIn(generation string) bool {
	op, err := vendor().operation(o)
	return err == nil && slices.Contains(op.async, generation)
}

// CheckRequest says what the vendor would refuse in a request for o: problems of the
// query and headers in the document's order, then those of the body by field name, at
// most one a field. A path that cannot be an identifier is one not_found problem and
// nothing else. The error is our own fault: o is not built, or its document is wrong.
//
// r gives query and headers; its body is not read, body holds it. params are the
// path's values by name. generation is "2023" or "2026".
//
// Our choices, where the vendor says nothing: a missing Content-Type is JSON; an empty
// body is an empty object; every occurrence of a repeated parameter is checked (the
// last one counts); an empty value of a parameter has the wrong form unless any string
// will do; a body where the document has none is not looked at; an optional header
// with a value that is not documented counts as absent.
func (o Operation) CheckRequest(r *http.Request, params map[string]string, body []byte, generation string) ([]Problem, error) {
	op, err := vendor().operation(o)
	if err != nil {
		return nil, err
	}
	return op.checkRequest(r, params, body, generation), nil
}

// Unknown names what a request carries and o's document does not: "query date_from",
// "body widget.colour", sorted, the first twenty. The vendor ignores such things, so they are no problem,
// but mostly a slip of the client. It is empty for a body that is not a JSON object.
func (o Operation) Unknown(r *http.Request, body []byte) []string {
	op, err := vendor().operation(o)
	if err != nil {
		return nil
	}
	return op.unknown(r, body)
}

// CheckResponse says in which way an answer to o breaks the contract. It is strict: the
// status must be documented, the content type match, formats hold, and fields that the
// document does not name are refused unless their object says additionalProperties.
func (o Operation) CheckResponse(status int, header http.Header, body []byte) error {
	op, err := vendor().operation(o)
	if err != nil {
		return err
	}
	return op.checkResponse(status, header, body)
}

// CheckWebhook says in which way a webhook's body breaks the contract, as strictly as
// CheckResponse. Its webhook_type and webhook_code choose the schema; an undocumented
// pair is an error.
func CheckWebhook(body []byte) error { return vendor().checkWebhook(body) }

// CompareWebhook tells what CheckWebhook finds, place by place, sorted by the pointers. The
// error is that the body is no JSON object with texts as type and code, or is our own fault.
func CompareWebhook(body []byte) ([]Difference, error) { return vendor().compareWebhook(body) }

// Published returns the whole contract as one OpenAPI 3.1 document in JSON: the paths of
// everything built, their components, and the webhooks. Equal calls give equal bytes.
func Published() ([]byte, error) {
	doc, err := vendor().published()
	return slices.Clone(doc), err
}
