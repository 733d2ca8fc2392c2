package control

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// maxBody is the largest body that a caller may send, in bytes, but for a report.
const maxBody int64 = 1 << 20

// read reads a body strictly; an empty one is an empty object.
func read[T any](r *http.Request) (T, error) {
	text, err := readAll(r)
	if err != nil {
		var none T
		return none, err
	}
	return decode[T](text)
}

// readAll reads a body as it is.
func readAll(r *http.Request) ([]byte, error) {
	text, err := io.ReadAll(r.Body)
	if over, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, Refuse(TooLarge, "", "The body is larger than %d bytes.", over.Limit)
	}
	if err != nil {
		return nil, Refuse(Invalid, "", "The body cannot be read: %v.", err)
	}
	return text, nil
}

// decode reads an object. Its keys are those of T, letter by letter; one
// without omitempty or omitzero is required. A null is as if the key were absent.
func decode[T any](text []byte) (T, error) {
	var value, none T
	if text = bytes.TrimSpace(text); len(text) == 0 {
		text = []byte("{}")
	}
	if err := checkObject(text, reflect.TypeFor[T](), ""); err != nil {
		return none, err
	}
	if err := json.Unmarshal(text, &value); err != nil {
		return none, Refuse(Invalid, "", "%v.", err)
	}
	return value, nil
}

// check refuses a text that is no value of t, and names the field at fault,
// which is path or below it. A field is a.b or a[0].b.
func check(text json.RawMessage, t reflect.Type, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case string(text) == "null":
		return nil
	case readsItself(t):
		return checkValue(text, t, path)
	case t.Kind() == reflect.Struct:
		return checkObject(text, t, path)
	case t.Kind() == reflect.Slice:
		return checkArray(text, t.Elem(), path)
	default:
		return checkValue(text, t, path)
	}
}

func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func checkObject(text []byte, t reflect.Type, path string) error {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(text, &keys); err != nil || keys == nil {
		return noObject(err, path)
	}
	types, required := fieldsOf(t)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		field, known := types[key]
		if !known {
			return Refuse(Unknown, below(path, key), "There is no such key here.")
		}
		if err := check(keys[key], field, below(path, key)); err != nil {
			return err
		}
	}
	for _, key := range required {
		if value, there := keys[key]; !there || string(value) == "null" {
			return Refuse(Invalid, below(path, key), "It is required.")
		}
	}
	return nil
}

// noObject is why a text is no object: it is no JSON at all, or another thing.
func noObject(err error, path string) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return Refuse(Invalid, path, "The body is no JSON: %v.", syntax)
	}
	return Refuse(Invalid, path, "Only an object can be used here.")
}

// fieldsOf are the types of t's keys, and those that must be there.
func fieldsOf(t reflect.Type) (types map[string]reflect.Type, required []string) {
	types = map[string]reflect.Type{}
	for i := range t.NumField() {
		field := t.Field(i)
		key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		types[key] = field.Type
		if !strings.HasPrefix(options, "omit") {
			required = append(required, key)
		}
	}
	return types, required
}

func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func checkArray(text []byte, of reflect.Type, path string) error {
	var parts []json.RawMessage
	if json.Unmarshal(text, &parts) != nil {
		return Refuse(Invalid, path, "Only an array can be used here.")
	}
	for i, part := range parts {
		if err := check(part, of, path+"["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
	}
	return nil
}

func checkValue(text []byte, t reflect.Type, path string) error {
	if t == reflect.TypeFor[json.Number]() && text[0] == '"' {
		return Refuse(Invalid, path, "There can be no string here.") // Go would take it
	}
	err := json.Unmarshal(text, reflect.New(t).Interface())
	if typed, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return Refuse(Invalid, path, "There can be no %s here.", typed.Value)
	}
	if err != nil {
		return Refuse(Invalid, path, "%v.", err)
	}
	return nil
}
