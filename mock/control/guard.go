package control

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
)

// guard lets in who may call: not a foreign web page, not under a name that
// only a rebound DNS would lead here by, and not without the token.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		switch {
		case !s.nearHost(r.Host):
			refuse(w, Refuse(Forbidden, "", "The control API is not called by the name %q: use an address, localhost or the server's own name.", r.Host))
			return
		case origin != "" && !s.mayCall(origin, r.Host):
			refuse(w, Refuse(Forbidden, "", "Pages of %s may not call the control API (--allow-origin lets them).", origin))
			return
		}
		if origin != "" {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Vary", "Origin")
			if r.Method == http.MethodOptions {
				w.Header().Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
				w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
		if !s.hasToken(r) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			refuse(w, Refuse(Unauthorized, "", "Send the control token: Authorization: Bearer …"))
			return
		}
		if !isClean(r.URL.EscapedPath()) {
			absent(w, r) // a ServeMux would redirect
			return
		}
		next.ServeHTTP(w, r)
	})
}

// open are the paths that need no token.
var open = []string{"/_mock/version", "/_mock/openapi.json"}

func (s *server) hasToken(r *http.Request) bool {
	if s.cfg.Token == "" || slices.Contains(open, r.URL.Path) {
		return true
	}
	scheme, got, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare([]byte(got), []byte(s.cfg.Token)) == 1
}

func (s *server) mayCall(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == host || slices.Contains(s.cfg.AllowOrigins, origin)
}

// nearHost tells whether a Host header can be the server's own: an address, a
// name of a private network, or one that it was told of.
func (s *server) nearHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
	if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(host, ".") {
		return true
	}
	for _, end := range []string{".internal", ".local", ".localhost", ".test"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return slices.ContainsFunc(s.cfg.Hosts, func(own string) bool { return strings.EqualFold(own, host) })
}

func isClean(p string) bool { return path.Clean(p) == p || path.Clean(p)+"/" == p }
