package control

import (
	"context"
	"mime"
	"net/http"
	"strings"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// yamlType is the media type of YAML.
const yamlType = "application/yaml"

func loadScenario(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	document, err := readAll(r)
	if err != nil {
		return 0, nil, err
	}
	return okay(w.LoadScenario(ctx, document))
}

func exportScenario(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	s, err := w.ExportScenario(ctx)
	if err == nil && accepts(r, yamlType) {
		return okay(plain{yamlType, s.YAML()}, nil)
	}
	return okay(s, err)
}

// accepts tells whether a request asks for a media type by name.
func accepts(r *http.Request, mediaType string) bool {
	for _, one := range strings.Split(strings.Join(r.Header.Values("Accept"), ","), ",") {
		if name, _, err := mime.ParseMediaType(one); err == nil && name == mediaType {
			return true
		}
	}
	return false
}

func (f far) LoadScenario(ctx context.Context, document []byte) (Info, error) {
	return send[Info](ctx, f.client, http.MethodPost, f.path("scenario"), plain{yamlType, document})
}

func (f far) ExportScenario(ctx context.Context) (fixtures.Scenario, error) {
	return get[fixtures.Scenario](ctx, f, "scenario")
}
