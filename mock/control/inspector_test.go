package control_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// An inspector is a transport that holds everything that crosses it against the
// document.
type inspector struct {
	t    *testing.T
	next http.RoundTripper

	mu    sync.Mutex
	calls []string // "METHOD path" of each, with the names of its parameters
}

func (i *inspector) RoundTrip(r *http.Request) (*http.Response, error) {
	asked, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(asked))
	answer, err := i.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	var told []byte
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if kind != "text/event-stream" {
		if told, err = io.ReadAll(answer.Body); err != nil {
			return nil, err
		}
		answer.Body.Close()
		answer.Body = io.NopCloser(bytes.NewReader(told))
	}
	path, err := inspect(r, asked, answer.StatusCode, kind, told)
	if err != nil {
		i.t.Errorf("%s %s: %v", r.Method, r.URL, err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.calls = append(i.calls, r.Method+" "+path)
	return answer, nil
}

// inspect holds one exchange against the document; path is the call's.
func inspect(r *http.Request, asked []byte, status int, kind string, told []byte) (path string, err error) {
	path, operation := operationOf(r)
	if operation == nil {
		if status != 404 && status != 405 {
			return path, fmt.Errorf("answered %d, and is not in the document", status)
		}
		return path, fits(document().Components.Schemas["Refusal"].Value, told)
	}
	answer := operation.Responses.Value(fmt.Sprint(status))
	if answer == nil {
		return path, fmt.Errorf("status %d is not in the document: %s", status, told)
	}
	if asked = bytes.TrimSpace(asked); status < 300 && operation.RequestBody != nil && len(asked) > 0 && r.Header.Get("Content-Type") == "application/json" {
		if err := fits(operation.RequestBody.Value.Content["application/json"].Schema.Value, withoutNulls(asked)); err != nil {
			return path, fmt.Errorf("asked %s: %w", asked, err)
		}
	}
	media := answer.Value.Content[kind]
	switch {
	case kind == "" && len(told) == 0 && len(answer.Value.Content) == 0:
		return path, nil
	case r.Method == http.MethodHead:
		return path, nil
	case media == nil:
		return path, fmt.Errorf("type %q is not in the document", kind)
	case kind != "application/json":
		return path, nil
	}
	if err := fits(media.Schema.Value, told); err != nil {
		return path, fmt.Errorf("answered %s: %w", told, err)
	}
	return path, nil
}

func fits(schema *openapi3.Schema, text []byte) error {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return err
	}
	return schema.VisitJSON(value)
}

// withoutNulls is an object as if the keys with a null were absent.
func withoutNulls(text []byte) []byte {
	var keys map[string]any
	if json.Unmarshal(text, &keys) != nil {
		return text
	}
	maps.DeleteFunc(keys, func(_ string, value any) bool { return value == nil })
	short, err := json.Marshal(keys)
	if err != nil {
		panic(err)
	}
	return short
}

func operationOf(r *http.Request) (path string, operation *openapi3.Operation) {
	parts := strings.Split(r.URL.EscapedPath(), "/")
	for path, item := range document().Paths.Map() {
		names := strings.Split(path, "/")
		if !slices.EqualFunc(parts, names, func(part, name string) bool { return part == name || strings.HasPrefix(name, "{") && part != "" }) {
			continue
		}
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		if found := item.GetOperation(method); found != nil {
			return path, found
		}
	}
	return "", nil
}
