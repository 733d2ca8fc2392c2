package openapi

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A parameter is one value, or a comma-separated list of values, outside the body.
type parameter struct {
	name, in string
	required bool
	list     bool
	kind     string  // of one value: string number integer boolean
	schema   *schema // of the whole, with formats and bounds as we check them
}

// newParameter prepares source. What it changes in the schema, it changes in a copy.
func newParameter(source *openapi3.Parameter) (parameter, error) {
	if source.Schema == nil || source.Schema.Value == nil {
		return parameter{}, fmt.Errorf("parameter %s has no schema", source.Name)
	}
	p := parameter{name: source.Name, in: source.In, required: source.Required}
	whole := *source.Schema.Value
	element := whole
	if p.list = whole.Type.Includes(openapi3.TypeArray); p.list {
		if whole.Items == nil || whole.Items.Value == nil {
			return parameter{}, fmt.Errorf("parameter %s is a list of nothing", source.Name)
		}
		element = *whole.Items.Value
	}
	op, _ := source.Extensions["x-op"].(string)
	if isListOp(op) && !p.list {
		p.list, whole = true, schema{Type: &openapi3.Types{openapi3.TypeArray}}
	}
	if op == "range" {
		two := uint64(2)
		whole.MinItems, whole.MaxItems = two, &two
	}
	p.kind = kindOf(&element)
	relax(&element, source.Name)
	if p.schema = &element; p.list {
		whole.Items = element.NewRef()
		p.schema = &whole
	}
	return p, nil
}

func isListOp(op string) bool {
	return op == "in" || op == "range" || op == "allin" || op == "not_in"
}

// kindOf returns the first type that is not null; "string" if there is none.
func kindOf(s *schema) string {
	for _, kind := range s.Type.Slice() {
		if kind != openapi3.TypeNull {
			return kind
		}
	}
	return openapi3.TypeString
}

// relax takes out what the document says but a server must not refuse: page sizes
// above the maximum are clamped, any page may be asked for, and a moment may be
// compared with a day. Source: belvo-api.md 5.1 for the page size; else our choice.
func relax(element *schema, name string) {
	switch {
	case name == "page" || name == "page_size":
		element.Max, element.Format = nil, ""
	case element.Format == "date-time" || element.Extensions["x-format"] == dayOrMoment:
		element.Format = dayOrMoment
	}
}

// filter describes p as a filter, if source says that it is one.
func (p parameter) filter(source *openapi3.Parameter) (Filter, bool) {
	op, _ := source.Extensions["x-op"].(string)
	field, _ := source.Extensions["x-field"].(string)
	if op == "" {
		return Filter{}, false
	}
	element := p.schema
	if p.list {
		element = element.Items.Value
	}
	format := element.Format
	if format == dayOrMoment {
		format = "date-time"
	}
	return Filter{Param: p.name, Field: field, Op: op, Type: p.kind, Format: format, Required: p.required}, true
}

// check returns what is wrong with one occurrence of p.
func (p parameter) check(text string) (Problem, bool) {
	value, ok := p.decode(text)
	if !ok {
		return Problem{Code: "invalid", Field: p.name, Message: kindMessage(p.kind), In: p.in}, true
	}
	found := firstSchemaError(p.schema.VisitJSON(value, checks...))
	if found == nil {
		return Problem{}, false
	}
	problem := problemOf(found)
	if problem.Code != "invalid_choice" {
		problem.Code = "invalid"
	}
	problem.Field, problem.In = p.name, p.in
	return problem, true
}

// decode reads text as p's type.
func (p parameter) decode(text string) (any, bool) {
	if !p.list {
		return scalar(p.kind, text)
	}
	parts := strings.Split(text, ",")
	values := make([]any, len(parts))
	for i, part := range parts {
		value, ok := scalar(p.kind, part)
		if !ok {
			return nil, false
		}
		values[i] = value
	}
	return values, true
}

// scalar reads one value. Numbers are plain decimals: no sign but minus, no exponent.
func scalar(kind, text string) (any, bool) {
	switch kind {
	case openapi3.TypeInteger:
		if !isDecimal(text) {
			return nil, false
		}
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	case openapi3.TypeNumber:
		if !isDecimal(text) {
			return nil, false
		}
		f, err := strconv.ParseFloat(text, 64)
		return f, err == nil
	case openapi3.TypeBoolean:
		return text == "true", text == "true" || text == "false"
	default:
		return text, true
	}
}

// isDecimal takes -?digits or -?digits.digits.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return isDigits(whole) && (!point || isDigits(fraction))
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
