package openapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkRequest is CheckRequest without its errors.
//
// Parameters are decoded by us and bodies by encoding/json; only the schema check is
// kin's. Its request filter would decode once more, read the body through a copy of the
// request, and take the wrong form of a parameter and its absence for the same thing.
func (op *operation) checkRequest(r *http.Request, params map[string]string, body []byte, generation string) []Problem {
	var query url.Values
	if r.URL.RawQuery != "" {
		query = r.URL.Query()
	}
	var found []Problem
	for _, p := range op.parameters {
		switch p.in {
		case openapi3.ParameterInPath:
			if _, wrong := p.check(params[p.name]); wrong {
				return []Problem{{Code: "not_found", Message: "Nothing has this identifier.", In: p.in}}
			}
		case openapi3.ParameterInQuery:
			found = p.checkAll(query[p.name], found)
		case openapi3.ParameterInHeader:
			if p.required {
				found = p.checkAll(r.Header.Values(p.name), found)
			}
		}
	}
	if op.body == nil {
		return found
	}
	return append(found, op.checkBody(r.Header.Get("Content-Type"), body, generation)...)
}

// checkAll checks every occurrence of p, since we cannot know which one will be read.
func (p parameter) checkAll(values []string, found []Problem) []Problem {
	if len(values) == 0 && p.required {
		return append(found, Problem{Code: required.Code, Field: p.name, Message: required.Message, In: p.in})
	}
	for _, value := range values {
		if problem, wrong := p.check(value); wrong {
			return append(found, problem)
		}
	}
	return found
}

// checkBody returns the problems of a JSON body by field name.
func (op *operation) checkBody(contentType string, body []byte, generation string) []Problem {
	if len(body) > 0 && !isJSON(contentType) {
		return []Problem{unreadable("The body must be JSON, sent with Content-Type: application/json.")}
	}
	object, problem := decodeObject(body)
	if problem != "" {
		return []Problem{unreadable(problem)}
	}
	found := demand(op.body, object, "", generation, nil)
	found = problemsOf(op.body.VisitJSON(object, checks...), found)
	slices.SortStableFunc(found, func(a, b Problem) int { return cmp.Compare(a.Field, b.Field) })
	return found
}

func unreadable(message string) Problem {
	return Problem{Code: "parse_error", Message: message, In: "body"}
}

// isJSON accepts application/json with any parameters. A missing type counts as JSON,
// since many clients send none.
func isJSON(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.TrimSpace(media)
	return media == "" || strings.EqualFold(media, "application/json")
}

// decodeObject reads exactly one JSON object, an empty one from an empty body. The
// second result says in words why it cannot; it never repeats what was sent.
func decodeObject(body []byte) (map[string]any, string) {
	if len(body) == 0 {
		return map[string]any{}, ""
	}
	if !utf8.Valid(body) {
		return nil, "The body is not UTF-8."
	}
	value, err := decodeJSON(body)
	if err != nil {
		return nil, "The body is not valid JSON."
	}
	object, is := value.(map[string]any)
	if !is {
		return nil, "The body must be a JSON object."
	}
	return object, ""
}

// decodeJSON reads exactly one JSON value, numbers as written.
func decodeJSON(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if rest := text[decoder.InputOffset():]; len(bytes.TrimLeft(rest, " \t\r\n")) > 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return value, nil
}

// demand adds what is required of value and missing or empty. The schema check would
// take an empty text for present, and it does not know x-required-2026.
func demand(s *schema, value any, at, generation string, found []Problem) []Problem {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if s.Items != nil {
				found = demand(s.Items.Value, item, at, generation, found)
			}
		}
	case map[string]any:
		for _, key := range s.Required {
			found = demandKey(s, value, at, key, found)
		}
		if generation == "2026" {
			for _, key := range words(s.Extensions["x-required-2026"]) {
				found = demandKey(s, value, at, key, found)
			}
		}
		for key, property := range s.Properties {
			if child, there := value[key]; there && property.Value != nil {
				found = demand(property.Value, child, join(at, key), generation, found)
			}
		}
	}
	return found
}

func demandKey(s *schema, object map[string]any, at, key string, found []Problem) []Problem {
	value, there := object[key]
	problem := required
	switch property := s.Properties[key]; {
	case there && value != "":
		return found
	case there && property != nil && !property.Value.Type.Permits(openapi3.TypeString):
		return found
	case there:
		problem = blank
	}
	problem.Field, problem.In = join(at, key), "body"
	return addProblem(found, problem)
}

func join(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}
