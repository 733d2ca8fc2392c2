package control_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

func TestHosts(t *testing.T) {
	t.Parallel()
	cfg := control.HandlerConfig{Hosts: []string{"Mock.Example.org"}}
	for _, host := range []string{
		"", "localhost", "LOCALHOST:8080", "localhost.", "127.0.0.1", "127.8.8.8:1", "[::1]", "[::1]:8080", "192.168.1.7:80", "8.8.8.8",
		"mock", "belvo-mock:8080", "mock.internal", "a.b.local:1", "mock.test", "x.localhost:9", "host.docker.internal", "mock.example.org", "MOCK.example.org:443",
	} {
		if w := ask(t, newFake(), cfg, "GET", "/_mock/version", "", "Host", host); w.Code != 200 {
			t.Errorf("called %q, it answers %d %s", host, w.Code, w.Body)
		}
	}
	for _, host := range []string{
		"example.org", "evil.com:8080", "sub.mock.example.org", "127.0.0.1.evil.com", "evil.com.", "localhost.evil.com", "mytest.com", "127.1", "internal.com",
	} {
		w := ask(t, newFake(), cfg, "GET", "/_mock/version", "", "Host", host)
		if w.Code != 403 || refusalIn(t, w.Body.Bytes()).Code != control.Forbidden {
			t.Errorf("called %q, it answers %d %s", host, w.Code, w.Body)
		}
	}
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	cfg := control.HandlerConfig{AllowOrigins: []string{"http://localhost:3000", "https://app.example.org"}, Token: "t"}
	tests := []struct {
		name, origin, host string
		ok                 bool
	}{
		{"no page", "", "localhost:8080", true},
		{"its own page", "http://localhost:8080", "localhost:8080", true},
		{"its own page by its address", "http://127.0.0.1:8080", "127.0.0.1:8080", true},
		{"an allowed page", "http://localhost:3000", "localhost:8080", true},
		{"another allowed page", "https://app.example.org", "localhost:8080", true},
		{"another port", "http://localhost:3001", "localhost:8080", false},
		{"another name of the same", "http://localhost:8080", "127.0.0.1:8080", false},
		{"another scheme of an allowed one", "https://localhost:3000", "localhost:8080", false},
		{"a longer name", "http://localhost:3000.evil.com", "localhost:8080", false},
		{"a sandboxed page", "null", "localhost:8080", false},
		{"a sandboxed page, no host", "null", "", false},
		{"no URL", "::", "localhost:8080", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := []string{"Host", tt.host, "Authorization", "Bearer t"}
			if tt.origin != "" {
				header = append(header, "Origin", tt.origin)
			}
			f := newFake()
			w := ask(t, f, cfg, "GET", "/_mock/workspaces", "", header...)
			want, allowed := 200, tt.origin
			if !tt.ok {
				want, allowed = 403, ""
			}
			if w.Code != want || w.Header().Get("Access-Control-Allow-Origin") != allowed || tt.ok != (len(f.heardAll()) == 1) {
				t.Errorf("answered %d %v, the host was asked %v", w.Code, w.Header(), f.heardAll())
			}
			if tt.origin == "" {
				return
			}
			// A preflight asks first, without the token.
			w = ask(t, f, cfg, "OPTIONS", "/_mock/workspaces/w-1/links", "", "Host", tt.host, "Origin", tt.origin, "Access-Control-Request-Method", "POST")
			if tt.ok && (w.Code != 204 || !strings.Contains(w.Header().Get("Access-Control-Allow-Methods"), "PATCH") ||
				!strings.Contains(w.Header().Get("Access-Control-Allow-Headers"), "Authorization")) || !tt.ok && w.Code != 403 {
				t.Errorf("the preflight is answered %d %v", w.Code, w.Header())
			}
		})
	}
}

func TestTokenGuards(t *testing.T) {
	t.Parallel()
	cfg := control.HandlerConfig{Token: "s3cret"}
	tests := []struct {
		name, method, url, authorization string
		ok                               bool
	}{
		{"right", "GET", "/_mock/workspaces", "Bearer s3cret", true},
		{"another case of the scheme", "GET", "/_mock/workspaces", "bearer s3cret", true},
		{"none", "GET", "/_mock/workspaces", "", false},
		{"wrong", "GET", "/_mock/workspaces", "Bearer s3creT", false},
		{"longer", "GET", "/_mock/workspaces", "Bearer s3cret1", false},
		{"empty", "GET", "/_mock/workspaces", "Bearer ", false},
		{"no scheme", "GET", "/_mock/workspaces", "s3cret", false},
		{"another scheme", "GET", "/_mock/workspaces", "Basic s3cret", false},
		{"a path that is none", "GET", "/_mock/nothing", "", false},
		{"a method that is none", "PUT", "/_mock/workspaces", "", false},
		{"a stream", "GET", "/_mock/workspaces/w-1/journal", "", false},
		{"the version needs none", "GET", "/_mock/version", "", true},
		{"the vendor's contract needs none", "GET", "/_mock/vendor.json", "", true},
		{"the document needs none", "GET", "/_mock/openapi.json", "Bearer wrong", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			r := control.Handler(f, cfg)
			w := record(t, r, tt.method, tt.url, "Authorization", tt.authorization)
			if tt.ok {
				if w.Code != 200 {
					t.Errorf("answered %d %s", w.Code, w.Body)
				}
				return
			}
			want := control.Error{Code: control.Unauthorized}
			if diff := cmp.Diff(want, refusalIn(t, w.Body.Bytes())); w.Code != 401 || diff != "" || w.Header().Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("answered %d %v (-want +got):\n%s", w.Code, w.Header(), diff)
			}
			if heard := f.heardAll(); len(heard) != 0 {
				t.Errorf("the host was asked %v", heard)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(control.Handler(newFake(), control.HandlerConfig{Token: "right"}))
	t.Cleanup(s.Close)
	for token, want := range map[string]control.Code{"right": "", "": control.Unauthorized, "wrong": control.Unauthorized} {
		_, err := clientOf(t, s.URL, s.Client().Transport, token).List(t.Context())
		e, _ := errors.AsType[*control.Error](err)
		if (err == nil) != (want == "") || e != nil && e.Code != want {
			t.Errorf("with the token %q: %v", token, err)
		}
	}
}
