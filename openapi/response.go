package openapi

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// An answer is what a document says of one status.
type answer struct {
	content openapi3.Content // strict copies of the schemas; empty if there is no body
	headers []parameter
}

// newAnswers prepares the documented statuses. Objects that say nothing of further
// properties admit none; that is set in copies, since requests share schemas.
func newAnswers(responses *openapi3.Responses) (map[string]answer, error) {
	answers := map[string]answer{}
	copies := map[*schema]*schema{}
	for status, ref := range responses.Map() {
		a := answer{content: openapi3.Content{}}
		for media, source := range ref.Value.Content {
			a.content[strings.ToLower(media)] = &openapi3.MediaType{Schema: sealedRef(source.Schema, copies)}
		}
		for name, header := range ref.Value.Headers {
			source := header.Value.Parameter
			source.Name, source.In = name, openapi3.ParameterInHeader
			p, err := newParameter(&source)
			if err != nil {
				return nil, fmt.Errorf("status %s: %w", status, err)
			}
			a.headers = append(a.headers, p)
		}
		answers[status] = a
	}
	return answers, nil
}

func sealedRef(ref *openapi3.SchemaRef, copies map[*schema]*schema) *openapi3.SchemaRef {
	if ref == nil || ref.Value == nil {
		return nil
	}
	return &openapi3.SchemaRef{Value: sealed(ref.Value, copies)}
}

// sealed copies s with all below it; copies holds what was copied before, so that
// schemas which refer to themselves end.
func sealed(s *schema, copies map[*schema]*schema) *schema {
	if twin, done := copies[s]; done {
		return twin
	}
	twin := new(schema)
	*twin = *s
	copies[s] = twin
	twin.Items = sealedRef(s.Items, copies)
	twin.Properties = openapi3.Schemas{}
	for name, ref := range s.Properties {
		twin.Properties[name] = sealedRef(ref, copies)
	}
	switch more := s.AdditionalProperties; {
	case more.Schema != nil:
		twin.AdditionalProperties.Schema = sealedRef(more.Schema, copies)
	case more.Has == nil && s.Type.Includes(openapi3.TypeObject):
		twin.AdditionalProperties.Has = new(bool)
	}
	return twin
}

// checkResponse is CheckResponse of an operation.
func (op *operation) checkResponse(status int, header http.Header, body []byte) error {
	answers, err := op.answers()
	if err != nil {
		return fmt.Errorf("%s: %w", op.id, err)
	}
	a, documented := answers[strconv.Itoa(status)]
	if !documented {
		return fmt.Errorf("%s %d: status is not documented", op.id, status)
	}
	if err := a.check(header, body); err != nil {
		return fmt.Errorf("%s %d: %w", op.id, status, err)
	}
	return nil
}

func (a answer) check(header http.Header, body []byte) error {
	for _, p := range a.headers {
		for _, problem := range p.checkAll(header.Values(p.name), nil) {
			return fmt.Errorf("header %s: %s", p.name, problem.Code)
		}
	}
	media := header.Get("Content-Type")
	switch content := a.content.Get(media); {
	case len(a.content) == 0 && len(body) > 0:
		return fmt.Errorf("want no body, got %d bytes", len(body))
	case len(a.content) == 0:
		return nil
	case content == nil:
		return fmt.Errorf("content type %q is not documented", media)
	case content.Schema == nil || media == "" || !isJSON(media):
		return nil
	default:
		return violation(content.Schema.Value, body)
	}
}

// most is how many violations an error tells.
const most = 5

// violation says how a JSON text breaks s: JSON pointers, each with what is wrong there.
func violation(s *schema, text []byte) error {
	found, err := differences(s, text)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return nil
	}
	lines := make([]string, len(found))
	for i, d := range found {
		lines[i] = d.Pointer + ": " + d.Message
	}
	if len(lines) > most {
		lines = append(lines[:most], fmt.Sprintf("and %d more", len(lines)-most))
	}
	return errors.New(strings.Join(lines, "; "))
}

// A Difference is one place at which a text is not as the contract says.
type Difference struct {
	Pointer string // JSON pointer; the whole value is "/"
	Message string // for people, in English
}

// differences are the places at which a JSON text breaks s, in kin's order.
func differences(s *schema, text []byte) ([]Difference, error) {
	value, err := decodeJSON(text)
	if err != nil {
		return nil, fmt.Errorf("body is not JSON: %w", err)
	}
	err = s.VisitJSON(value, slices.Concat(checks, []openapi3.SchemaValidationOption{openapi3.VisitAsResponse()})...)
	var found []Difference
	for each := range schemaErrors(err) {
		found = append(found, Difference{pointer(each.JSONPointer()), each.Reason})
	}
	if err != nil && len(found) == 0 {
		return nil, err
	}
	return found, nil
}

// pointer writes path as RFC 6901 does; the whole value is "/".
func pointer(path []string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	for i := range path {
		path[i] = escape.Replace(path[i])
	}
	return "/" + strings.Join(path, "/")
}
