package mock_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
)

// The widget stands where the API stands, also where the control API has a port
// of its own, and asks nobody for the control token.
func TestWhereTheWidgetStands(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{ControlToken: "s3cret"})
	for _, path := range []string{"/widget/", "/widget", "/belvo-widget-1-stable.js"} {
		for name, at := range map[string]struct {
			handler http.Handler
			here    bool
		}{"both": {p, true}, "API": {p.API(), true}, "control": {p.Control(), false}} {
			w := httptest.NewRecorder()
			at.handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+path, nil))
			if (w.Code == http.StatusOK) != at.here {
				t.Errorf("%s on %s is answered %d", path, name, w.Code)
			}
		}
	}
}
