package control_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// signedIn is the cookie that a server gives for a token.
func signedIn(t *testing.T, cfg control.HandlerConfig) *http.Cookie {
	t.Helper()
	w := ask(t, newFake(), cfg, "POST", "/_mock/session", `{"token": "`+cfg.Token+`"}`)
	cookies := w.Result().Cookies()
	if w.Code != 204 || len(cookies) != 1 {
		t.Fatalf("signing in is answered %d %s %v", w.Code, w.Body, cookies)
	}
	return cookies[0]
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	c := signedIn(t, control.HandlerConfig{Token: "s3 cret;é"})
	if c.Name != "belvo_mock_control" || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || strings.Contains(c.Value, "cret") {
		t.Errorf("the cookie is %v", c)
	}
	tests := []struct {
		name, token, body string
		status            int
		refused           control.Error
	}{
		{"another token", "right", `{"token": "wrong"}`, 401, control.Error{Code: control.Unauthorized, Field: "token"}},
		{"no token", "right", `{}`, 400, control.Error{Code: control.Invalid, Field: "token"}},
		{"another key", "right", `{"token": "right", "stay": true}`, 400, control.Error{Code: control.Unknown, Field: "stay"}},
		{"a server that asks for none", "", `{"token": ""}`, 204, control.Error{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := ask(t, newFake(), control.HandlerConfig{Token: tt.token}, "POST", "/_mock/session", tt.body)
			if w.Code != tt.status || w.Header().Get("Set-Cookie") != "" {
				t.Errorf("answered %d %v", w.Code, w.Header())
			}
			if tt.status == 204 {
				return
			}
			if diff := cmp.Diff(tt.refused, refusalIn(t, w.Body.Bytes())); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	w := ask(t, newFake(), control.HandlerConfig{Token: "right"}, "DELETE", "/_mock/session", "")
	if c := w.Result().Cookies(); w.Code != 204 || len(c) != 1 || c[0].MaxAge >= 0 || c[0].Value != "" {
		t.Errorf("signing out is answered %d %v", w.Code, c)
	}
}

// The cookie counts where a page of the server itself sends it, and nowhere
// else: browsers send it along for pages of other ports too.
func TestTheCookieIsForOwnPages(t *testing.T) {
	t.Parallel()
	cfg := control.HandlerConfig{Token: "right", AllowOrigins: []string{"http://localhost:3000"}}
	own := signedIn(t, cfg).Value
	other := signedIn(t, control.HandlerConfig{Token: "another"}).Value
	tests := []struct {
		name, method, cookie string
		header               []string
		status               int
	}{
		{"opened by a person", "GET", own, []string{"Sec-Fetch-Site", "none"}, 200},
		{"read by an own page", "GET", own, []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"read by an old browser", "GET", own, nil, 200},
		{"written by an own page", "POST", own, []string{"Origin", "http://localhost:8080", "Sec-Fetch-Site", "same-origin"}, 201},
		{"written by another port", "POST", own, []string{"Origin", "http://localhost:4000", "Sec-Fetch-Site", "same-site"}, 403},
		{"written by a page that may with the token", "POST", own, []string{"Origin", "http://localhost:3000", "Sec-Fetch-Site", "same-site"}, 403},
		{"the same page with the token", "POST", own, []string{"Origin", "http://localhost:3000", "Authorization", "Bearer right"}, 201},
		{"written by a sandboxed page", "POST", own, []string{"Origin", "null"}, 403},
		{"a form of another port", "POST", own, []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"an image in another site", "GET", own, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"the cookie of another token", "GET", other, []string{"Sec-Fetch-Site", "same-origin"}, 401},
		{"the token as cookie", "GET", "right", []string{"Sec-Fetch-Site", "same-origin"}, 401},
		{"an empty cookie", "GET", "", []string{"Sec-Fetch-Site", "same-origin"}, 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			// The cookie of another server on the same name comes along.
			header := append([]string{"Cookie", "belvo_mock_control=" + other + "; belvo_mock_control=" + tt.cookie}, tt.header...)
			w := ask(t, f, cfg, tt.method, "/_mock/workspaces", "", header...)
			if w.Code != tt.status || (tt.status < 300) != (len(f.heardAll()) == 1) {
				t.Errorf("answered %d %s, the host was asked %v", w.Code, w.Body, f.heardAll())
			}
		})
	}
}

// Pages beside the control API are guarded alike, but nothing there is open.
func TestAdmit(t *testing.T) {
	t.Parallel()
	cfg := control.HandlerConfig{Token: "right"}
	tests := []struct {
		name   string
		header []string
		code   control.Code
	}{
		{"nobody", nil, control.Unauthorized},
		{"the token", []string{"Authorization", "Bearer right"}, ""},
		{"the cookie", []string{"Cookie", signedIn(t, cfg).String()}, ""},
		{"a foreign page", []string{"Origin", "http://evil.com", "Authorization", "Bearer right"}, control.Forbidden},
		{"a foreign name", []string{"Host", "evil.com", "Authorization", "Bearer right"}, control.Forbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/_mock/version", nil)
			r.Host = "localhost:8080"
			for i := 0; i+1 < len(tt.header); i += 2 {
				if r.Header.Set(tt.header[i], tt.header[i+1]); tt.header[i] == "Host" {
					r.Host = tt.header[i+1]
				}
			}
			var got control.Error
			if refused, ok := errors.AsType[*control.Error](cfg.Admit(r)); ok {
				got.Code = refused.Code
			}
			if got.Code != tt.code {
				t.Errorf("refused with %q, want %q", got.Code, tt.code)
			}
		})
	}
}
