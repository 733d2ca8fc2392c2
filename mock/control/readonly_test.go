package control_test

import (
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// Where all is read only, what changes something is refused before anybody
// hears of it, and what only looks is answered.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	for _, route := range control.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if path == "/_mock/session" {
			continue // to sign in changes a browser's cookies, and nothing here
		}
		url := strings.NewReplacer("{ws}", "w-1", "{id}", "x", "{tx}", "t", "{what}", "personas").Replace(path)
		looks, body := method == "GET", ""
		if strings.HasSuffix(path, "/journal/wait") {
			looks, body = true, `{"match":{}}`
		}
		f := newFake().written()
		w := ask(t, f, control.HandlerConfig{ReadOnly: true}, method, url, body)
		if looks && w.Code != 200 || !looks && (w.Code != 403 || refusalIn(t, w.Body.Bytes()).Code != control.Forbidden || len(f.heardAll()) > 0) {
			t.Errorf("%s is answered with %d %s, and the host heard %v", route, w.Code, w.Body, f.heardAll())
		}
	}
}
