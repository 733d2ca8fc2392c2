package cli

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"github.com/belvo-mock/belvo-mock/internal/localca"
	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// vendorHosts are the names that applications, SDKs and web pages hard-code.
//
// Source: vendor document for all but api.belvo.co, which is inferred from old
// third-party code; development.belvo.com is gone since 2024.
var vendorHosts = []string{
	"sandbox.belvo.com", "api.belvo.com", "development.belvo.com", "api.belvo.co", "cdn.belvo.io", "widget.belvo.io",
}

// nearHosts are the names by which this machine calls itself.
var nearHosts = []string{"localhost", "127.0.0.1", "::1"}

// An identity is who a port that speaks https is.
type identity struct {
	ca          string // file of the certificate that clients have to trust
	certificate tls.Certificate
}

// identity is the API's, by the local authority, which is made at the first
// use; nil without --tls.
func (s *serve) identity(set *settings) (*identity, error) {
	names, err := s.names(set)
	if err != nil || !s.TLS {
		return nil, err
	}
	dir, err := set.authority(s.StateDir)
	if err != nil {
		return nil, misuse("--tls: no folder for the local CA: %w", err)
	}
	authority, err := localca.Open(dir, wall.Now)
	if _, inaccessible := errors.AsType[*fs.PathError](err); inaccessible {
		return nil, misuse("--tls: the local CA: %w (XDG_CACHE_HOME names another folder)", err)
	}
	if err != nil {
		return nil, misuse("--tls: the local CA: %w", err)
	}
	certificate, err := authority.Certificate(names)
	if err != nil {
		return nil, fmt.Errorf("--tls: %w", err)
	}
	return &identity{authority.File(), certificate}, nil
}

// names are what the certificate is for: the host of --addr is one of them.
func (s *serve) names(set *settings) ([]string, error) {
	var problems []error
	if len(s.TLSName) > 0 && !s.TLS {
		problems = append(problems, set.placed(errors.New("--tls-name: says nothing without --tls")))
	}
	for _, name := range s.TLSName {
		if err := localca.CheckName(name); err != nil {
			problems = append(problems, set.placed(fmt.Errorf("--tls-name: %w", err)))
		}
	}
	if len(problems) > 0 {
		return nil, &usageError{errors.Join(problems...)}
	}
	names := slices.Concat(nearHosts, vendorHosts, s.TLSName)
	_, listen := address(s.Addr, set)
	if host, _, err := net.SplitHostPort(listen); err == nil && localca.CheckName(host) == nil && !slices.Contains(names, host) {
		names = append(names, host)
	}
	return names, nil
}

// authority is the folder of the local authority: where state is kept, else the
// user's cache.
func (s *settings) authority(stateDir string) (string, error) {
	if stateDir != "" {
		return filepath.Abs(stateDir)
	}
	cache := s.env["XDG_CACHE_HOME"] // holds on every system
	if !filepath.IsAbs(cache) {
		var err error
		if cache, err = os.UserCacheDir(); err != nil {
			return "", err
		}
	}
	return filepath.Join(cache, "belvo-mock"), nil
}

// roots are whose certificates are trusted here; nil are the system's. The
// local authority is one of them once it has been made.
func (s *settings) roots(stateDir string) (*x509.CertPool, error) {
	dir, err := s.authority(stateDir)
	if err != nil {
		return nil, nil // without a folder there is none
	}
	roots, err := localca.Roots(dir)
	if err != nil {
		return nil, misuse("the local CA: %w", err)
	}
	return roots, nil
}

// serve lets in who speaks https, over HTTP/1.1 alone: a provider that
// misbehaves takes over connections, which a request of HTTP/2 has not for
// itself.
func (i *identity) serve(server *http.Server, l *net.TCPListener) error {
	server.Protocols = new(http.Protocols)
	server.Protocols.SetHTTP1(true)
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{i.certificate}, MinVersion: tls.VersionTLS12}
	return server.ServeTLS(threshold{l}, "", "")
}
