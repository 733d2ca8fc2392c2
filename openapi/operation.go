package openapi

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema is kin's; the alias keeps its name out of most signatures.
type schema = openapi3.Schema

// An operation is what a document says of one Operation, ready for checking.
type operation struct {
	id         string
	summary    string
	parameters []parameter // of path, query and headers, in the document's order
	names      map[string]bool
	body       *schema // of the JSON body; nil if there is none
	async      []string
	filters    []Filter
	answers    func() (map[string]answer, error) // by status, strict copies, made at first use
}

// A Filter is a query parameter that selects rows of a list.
type Filter struct {
	Param    string // name in the query: "amount__gte"
	Field    string // dotted path in the row: "account.id"
	Op       string // exact in gt gte lt lte range icontains allin not_in
	Type     string // of one value: string number integer boolean
	Format   string // of one value: date uuid email …; date-time may be a day too; empty if any
	Required bool
}

// newOperation prepares source, which stands in item.
func newOperation(item *openapi3.PathItem, source *openapi3.Operation) (*operation, error) {
	op := &operation{id: source.OperationID, summary: source.Summary, names: map[string]bool{}, async: words(source.Extensions["x-async"])}
	for _, ref := range parametersOf(item, source) {
		p, err := newParameter(ref.Value)
		if err != nil {
			return nil, err
		}
		op.parameters = append(op.parameters, p)
		if p.in == openapi3.ParameterInQuery {
			op.names[p.name] = true
		}
		if filter, is := p.filter(ref.Value); is {
			op.filters = append(op.filters, filter)
		}
	}
	if ref := source.RequestBody; ref != nil {
		media := ref.Value.Content["application/json"]
		if media == nil || media.Schema == nil {
			return nil, fmt.Errorf("request body has no JSON schema")
		}
		op.body = media.Schema.Value
	}
	op.answers = sync.OnceValues(func() (map[string]answer, error) { return newAnswers(source.Responses) })
	return op, nil
}

// parametersOf joins those of the path with those of the operation, which win.
func parametersOf(item *openapi3.PathItem, source *openapi3.Operation) openapi3.Parameters {
	var all openapi3.Parameters
	for _, ref := range item.Parameters {
		if source.Parameters.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
			all = append(all, ref)
		}
	}
	return append(all, source.Parameters...)
}

// words reads an extension that lists names; numbers count as their decimal form,
// since YAML reads [2023, 2026] as such.
func words(extension any) []string {
	list, _ := extension.([]any)
	var out []string
	for _, item := range list {
		switch item := item.(type) {
		case string:
			out = append(out, item)
		case float64:
			out = append(out, strconv.FormatFloat(item, 'f', -1, 64))
		}
	}
	return out
}
