package openapi

import (
	"bytes"
	"io"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// askKin checks a request with kin's own filter, to compare it with ours.
func askKin(doc *document, o Operation, r *http.Request, body []byte) error {
	spec := *doc.spec
	spec.OpenAPI = "3.0.3"
	item := spec.Paths.Value(o.Path)
	clone := r.Clone(r.Context())
	clone.Body = io.NopCloser(bytes.NewReader(body))
	return openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: clone,
		Route:   &routers.Route{Spec: &spec, Path: o.Path, PathItem: item, Method: o.Method, Operation: item.GetOperation(o.Method)},
		Options: &openapi3filter.Options{
			MultiError: true, SkipSettingDefaults: true, SchemaValidationOptions: checks,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	})
}
