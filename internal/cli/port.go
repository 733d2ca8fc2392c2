package cli

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
)

// An entrance is an address to listen on, and what is served there.
type entrance struct {
	flag, address string
	handler       http.Handler
	identity      *identity // nil: it speaks http
}

// entrances are one for everything, or one each for the API and its control.
// The identity is the API's: control on an address of its own speaks http, so
// that tests, health checks and browsers need not trust anybody for it.
func (s *serve) entrances(set *settings, provider *mock.Server, own *identity) []entrance {
	flag, api := address(s.Addr, set)
	if s.ControlAddr == "" {
		return []entrance{{flag, api, provider, own}}
	}
	return []entrance{{flag, api, provider.API(), own}, {"--control-addr", s.ControlAddr, provider.Control(), nil}}
}

// A port is an address that is listened on.
type port struct {
	listener net.Listener
	server   *http.Server
	identity *identity // nil: it speaks http
}

type ports []port

// Bounds of http.Server. An answer has none: a stream may last.
const (
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
)

// listen binds all of the entrances or none of them.
func listen(ctx context.Context, entrances []entrance, log *slog.Logger) (ports, error) {
	var bound ports
	for _, e := range entrances {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", e.address)
		if err != nil {
			for _, p := range bound {
				_ = p.listener.Close() // nobody was let in yet
			}
			return nil, e.unbound(err)
		}
		bound = append(bound, port{l, &http.Server{
			Handler: e.handler, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime,
			ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		}, e.identity})
	}
	return bound, nil
}

// unbound says why the entrance's address cannot be listened on.
func (e entrance) unbound(err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return misuse("%s: %s is in use already; port 0 picks a free one", e.flag, e.address)
	}
	if refused, ok := errors.AsType[*net.OpError](err); ok {
		err = refused.Err
	}
	return misuse("%s: cannot listen on %s: %w", e.flag, e.address, err)
}

// serve lets requests in. The channel is told why a port ended.
func (p ports) serve() <-chan error {
	failure := make(chan error, len(p))
	for _, one := range p {
		go func() { failure <- one.serve() }()
	}
	return failure
}

func (p port) serve() error {
	if p.identity == nil {
		return p.server.Serve(p.listener)
	}
	return p.identity.serve(p.server, p.listener.(*net.TCPListener)) // listen has bound nothing else
}

// control is the port of the control API.
func (p ports) control() port { return p[len(p)-1] }

// url is how the port is reached from this machine.
func (p port) url() string {
	return scheme(p.identity != nil) + "://" + reachable(p.listener.Addr().String())
}

func scheme(secure bool) string {
	if secure {
		return "https"
	}
	return "http"
}

// reachable is an address with a host that can be connected to, if it names
// none in particular.
func reachable(hostPort string) string {
	host, number, err := net.SplitHostPort(hostPort)
	if err != nil {
		return hostPort
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = defaultHost
	}
	return net.JoinHostPort(host, number)
}

// Bounds of a shutdown, which take less than ten seconds together.
const (
	drainTime   = 7 * time.Second // for deliveries that are open
	requestTime = 2 * time.Second // likewise for requests
)

// shutdown lets nobody in any more, and lets what is open end.
func shutdown(ctx context.Context, provider *mock.Server, p ports) {
	provider.EndStreams()
	var open sync.WaitGroup
	open.Go(func() {
		bounded, cancel := context.WithTimeout(ctx, drainTime)
		defer cancel()
		provider.Drain(bounded)
	})
	for _, one := range p {
		open.Go(func() {
			bounded, cancel := context.WithTimeout(ctx, requestTime)
			defer cancel()
			if one.server.Shutdown(bounded) != nil {
				_ = one.server.Close() // its requests had their time
			}
		})
	}
	open.Wait()
}
