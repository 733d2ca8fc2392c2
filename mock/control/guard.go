package control

import (
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
)

// guard lets in who may call.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin, preflight := r.Header.Get("Origin"), r.Method == http.MethodOptions && r.Header.Get("Origin") != ""
		err := s.cfg.admitOrigin(r)
		if err == nil && !preflight && !isOpen(r.URL.Path) {
			err = s.cfg.admitToken(r)
		}
		if origin != "" && !isForbidden(err) {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Vary", "Origin")
		}
		switch {
		case err != nil:
			refuse(w, err)
		case preflight:
			w.Header().Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
			w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
			w.WriteHeader(http.StatusNoContent)
		case !isClean(r.URL.EscapedPath()):
			absent(w, r) // a ServeMux would redirect
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// Admit refuses who may not call, with an *Error: a foreign web page, a call by
// a name that only a rebound DNS would lead here by, and one without the token
// or its cookie. Pages that are served beside the control API are
// guarded by it too.
func (cfg HandlerConfig) Admit(r *http.Request) error {
	if err := cfg.admitOrigin(r); err != nil {
		return err
	}
	return cfg.admitToken(r)
}

func (cfg HandlerConfig) admitOrigin(r *http.Request) error {
	origin := r.Header.Get("Origin")
	switch {
	case !cfg.nearHost(r.Host):
		return Refuse(Forbidden, "", "The control API is not called by the name %q: use an address, localhost or the server's own name.", r.Host)
	case origin != "" && !isOwn(origin, r) && !slices.Contains(cfg.AllowOrigins, origin):
		return Refuse(Forbidden, "", "Pages of %s may not call the control API (--allow-origin lets them).", origin)
	}
	return nil
}

// admitToken refuses a request that has neither the token nor its cookie. The
// cookie is sent by browsers without being asked, also for pages of other ports
// of the same name: it counts for the server's own pages alone.
func (cfg HandlerConfig) admitToken(r *http.Request) error {
	scheme, got, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch {
	case cfg.Token == "", strings.EqualFold(scheme, "Bearer") && isSame(got, cfg.Token):
		return nil
	case !cfg.hasCookie(r):
		return Refuse(Unauthorized, "", "Send the control token: Authorization: Bearer …")
	case !fromOwnPage(r):
		return Refuse(Forbidden, "", "The cookie %s is for the pages of this server alone: others send the control token as Authorization: Bearer …", sessionCookie)
	}
	return nil
}

func isForbidden(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == Forbidden
}

// isOpen tells whether a path needs no token.
func isOpen(path string) bool {
	return slices.Contains([]string{"/_mock/version", "/_mock/openapi.json", "/_mock/vendor.json", sessionPath}, path)
}

func isSame(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// fromOwnPage tells whether a browser sent a request for one of our own pages,
// or because a person opened an address.
func fromOwnPage(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" && !isOwn(origin, r) {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	default:
		return false
	}
}

func isOwn(origin string, r *http.Request) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == r.Host
}

// nearHost tells whether a Host header can be the server's own: an address, a
// name of a private network, or one that it was told of.
func (cfg HandlerConfig) nearHost(hostport string) bool {
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
	return slices.ContainsFunc(cfg.Hosts, func(own string) bool { return strings.EqualFold(own, host) })
}

func isClean(p string) bool { return path.Clean(p) == p || path.Clean(p)+"/" == p }
