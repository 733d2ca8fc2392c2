package openapi

import (
	"net/http"
	"slices"
)

// mostUnknown is how many names unknown gives; nobody reads more, and a body could hold a million.
const mostUnknown = 20

// unknown is Unknown of an operation.
func (op *operation) unknown(r *http.Request, body []byte) []string {
	var names []string
	if r.URL.RawQuery != "" {
		for name := range r.URL.Query() {
			if !op.names[name] {
				names = append(names, "query "+name)
			}
		}
	}
	if len(body) > 0 {
		if object, problem := decodeObject(body); problem == "" {
			names = undescribed(op.body, object, "", names)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return names[:min(len(names), mostUnknown)]
}

// undescribed adds the keys of value that s does not describe. An object whose schema
// names no properties may hold anything; a nil schema describes nothing.
func undescribed(s *schema, value any, at string, names []string) []string {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if s != nil && s.Items != nil {
				names = undescribed(s.Items.Value, item, at, names)
			}
		}
	case map[string]any:
		for key, child := range value {
			switch {
			case s == nil || len(s.Properties) > 0 && s.Properties[key] == nil && isClosed(s):
				names = append(names, "body "+join(at, key))
			case s.Properties[key] != nil:
				names = undescribed(s.Properties[key].Value, child, join(at, key), names)
			}
		}
	}
	return names
}

// isClosed says whether s leaves open what other keys there may be.
func isClosed(s *schema) bool {
	return s.AdditionalProperties.Schema == nil && (s.AdditionalProperties.Has == nil || !*s.AdditionalProperties.Has)
}
