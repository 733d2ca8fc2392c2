package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Problem is one thing that the vendor would refuse in a request.
type Problem struct {
	Code    string // the vendor's: required null blank invalid invalid_choice not_a_list min_value … parse_error not_found
	Field   string // dotted name of the field or parameter; empty if it is none
	Message string // for people, in English
	In      string // body, query, header or path; a problem of the path is the vendor's 404
}

// problemsOf turns the errors of a schema check into problems of the body.
func problemsOf(err error, found []Problem) []Problem {
	for each := range schemaErrors(err) {
		problem := problemOf(each)
		problem.Field, problem.In = fieldOf(each.JSONPointer()), "body"
		found = addProblem(found, problem)
	}
	return found
}

// addProblem keeps the first problem of each field.
func addProblem(found []Problem, p Problem) []Problem {
	if slices.ContainsFunc(found, func(q Problem) bool { return q.Field == p.Field }) {
		return found
	}
	return append(found, p)
}

// fieldOf joins a pointer with dots. Places in lists are left out: the vendor names keys.
func fieldOf(pointer []string) string {
	return strings.Join(slices.DeleteFunc(pointer, isDigits), ".")
}

// schemaErrors yields the leaves of err in kin's order, which is stable.
func schemaErrors(err error) func(yield func(*openapi3.SchemaError) bool) {
	return func(yield func(*openapi3.SchemaError) bool) { walkErrors(err, yield) }
}

func walkErrors(err error, yield func(*openapi3.SchemaError) bool) bool {
	if many, is := errors.AsType[openapi3.MultiError](err); is {
		for _, each := range many {
			if !walkErrors(each, yield) {
				return false
			}
		}
		return true
	}
	if one, is := errors.AsType[*openapi3.SchemaError](err); is {
		return yield(one)
	}
	return true
}

func firstSchemaError(err error) *openapi3.SchemaError {
	for each := range schemaErrors(err) {
		return each
	}
	return nil
}

// problemOf translates one violated keyword into the vendor's code and words of our
// own: kin's would show patterns and values. Source of the codes: belvo-api.md 6.2;
// min_length and max_length are its payments' codes, used for all.
func problemOf(e *openapi3.SchemaError) Problem {
	s := e.Schema
	switch e.SchemaField {
	case "required":
		return required
	case "nullable":
		return null
	case "enum":
		if e.Value == nil {
			return null
		}
		return Problem{Code: "invalid_choice", Message: choiceMessage(s.Enum)}
	case "type":
		return typeProblem(s)
	case "minimum", "exclusiveMinimum":
		return Problem{Code: "min_value", Message: "The value must be " + lowerBound(s) + "."}
	case "maximum", "exclusiveMaximum":
		return Problem{Code: "max_value", Message: "The value must be " + upperBound(s) + "."}
	case "minLength":
		if e.Value == "" {
			return blank
		}
		return Problem{Code: "min_length", Message: fmt.Sprintf("The text needs at least %d characters.", s.MinLength)}
	case "maxLength":
		return Problem{Code: "max_length", Message: fmt.Sprintf("The text may have at most %d characters.", *s.MaxLength)}
	case "multipleOf":
		return Problem{Code: "max_decimal_places", Message: "The number has too many decimal places."}
	default:
		return invalidOf(e.SchemaField, s)
	}
}

// invalidOf is a problem for which the vendor has no code but invalid.
func invalidOf(keyword string, s *schema) Problem {
	switch keyword {
	case "minItems":
		return Problem{Code: "invalid", Message: fmt.Sprintf("The list needs at least %d values.", s.MinItems)}
	case "maxItems":
		return Problem{Code: "invalid", Message: fmt.Sprintf("The list may have at most %d values.", *s.MaxItems)}
	case "uniqueItems":
		return Problem{Code: "invalid", Message: "The list names a value twice."}
	case "format":
		return Problem{Code: "invalid", Message: formatMessage(s.Format)}
	default:
		return Problem{Code: "invalid", Message: "The value has the wrong form."}
	}
}

var (
	required = Problem{Code: "required", Message: "The field is required but was not sent."}
	null     = Problem{Code: "null", Message: "The field must not be null."}
	blank    = Problem{Code: "blank", Message: "The field must not be empty."}
)

func typeProblem(s *schema) Problem {
	if s.Type.Includes(openapi3.TypeArray) {
		return Problem{Code: "not_a_list", Message: "The value must be a list."}
	}
	return Problem{Code: "invalid", Message: kindMessage(kindOf(s))}
}

func kindMessage(kind string) string {
	switch kind {
	case openapi3.TypeInteger:
		return "The value must be a whole number."
	case openapi3.TypeNumber:
		return "The value must be a number."
	case openapi3.TypeBoolean:
		return "The value must be true or false."
	case openapi3.TypeObject:
		return "The value must be an object."
	default:
		return "The value must be text."
	}
}

func formatMessage(format string) string {
	switch format {
	case "uuid":
		return "The value must be a UUID."
	case "email":
		return "The value must be an e-mail address."
	case "uri":
		return "The value must be an absolute URL."
	case "date":
		return "The value must be a day of the calendar, written YYYY-MM-DD."
	case "date-time":
		return "The value must be a moment with its zone, written like 2026-01-31T10:00:00Z."
	case dayOrMoment:
		return "The value must be a day, written YYYY-MM-DD, or a moment with its zone."
	default:
		return "The value has the wrong form."
	}
}

// choiceMessage names the choices if they are few.
func choiceMessage(choices []any) string {
	if len(choices) > 8 {
		return "The value is none of the documented choices."
	}
	var names []string
	for _, choice := range choices {
		if name, err := json.Marshal(choice); err == nil && choice != nil {
			names = append(names, strings.Trim(string(name), `"`))
		}
	}
	return "The value must be one of: " + strings.Join(names, ", ") + "."
}

func lowerBound(s *schema) string {
	if s.ExclusiveMin.Value != nil {
		return "more than " + number(*s.ExclusiveMin.Value)
	}
	return "at least " + number(*s.Min)
}

func upperBound(s *schema) string {
	if s.ExclusiveMax.Value != nil {
		return "less than " + number(*s.ExclusiveMax.Value)
	}
	return "at most " + number(*s.Max)
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
