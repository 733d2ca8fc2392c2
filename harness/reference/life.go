package reference

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// A life is a client from its start to its end or crash: all that is lost with
// it. What stays is in the store.
type life struct {
	*Client
	ctx    context.Context
	cancel context.CancelCauseFunc
	server *http.Server
	http   *http.Client

	mu    sync.Mutex
	over  bool
	under sync.WaitGroup           // what runs; nothing is added once it is over
	lanes map[string]chan struct{} // a token for each call that may be under way, by link
}

// begin listens, at any address if none is given, and serves.
func begin(c *Client, address string) (*life, string, error) {
	listen := c.o.Network.Listen
	if listen == nil {
		listen = listenTCP
	}
	listener, err := listen(address)
	if err != nil {
		return nil, "", err
	}
	l := &life{Client: c, lanes: map[string]chan struct{}{}, http: newHTTP(c.o.Network.Dial)}
	l.ctx, l.cancel = context.WithCancelCause(context.Background())
	l.server = &http.Server{Handler: l.routes(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, ConnState: l.count}
	l.start(func() {
		if err := l.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			l.cancel(fmt.Errorf("serve notifications: %w", err))
		}
	})
	return l, listener.Addr().String(), nil
}

// count keeps account of connections, each of which is a goroutine.
func (l *life) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		l.under.Add(1)
	case http.StateClosed, http.StateHijacked:
		l.under.Done()
	default:
	}
}

// listenTCP takes a free port of loopback where no address is given.
func listenTCP(address string) (net.Listener, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	return (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
}

// newHTTP makes what calls the provider. A redirect is an answer like others,
// since it would carry the credentials elsewhere. No connection is used twice:
// net/http would repeat a GET by itself, and at once, if the provider broke it.
func newHTTP(dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Client {
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	return &http.Client{
		Transport:     &http.Transport{DialContext: dial, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (l *life) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(callbackPath, l)
	mux.Handle(callbackPath+"/", l)
	return mux
}

// resume goes on with what the last life left.
func (l *life) resume() {
	for _, n := range l.store.unfinished() {
		l.start(func() { _ = l.work(n) }) // work says in the log what went wrong
	}
	for _, o := range l.store.open() {
		switch {
		case o.State == placed:
			l.start(func() { l.post(o.Number) })
		case o.waits():
			l.start(func() { l.watch(o.Number) })
		}
	}
}

// start runs f beside others until the life ends; false if it has ended.
func (l *life) start(f func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.over {
		l.under.Go(f)
	}
	return !l.over
}

// die ends the life from within.
func (l *life) die(why error) {
	l.cancel(why)
	_ = l.server.Close() // what its connections wanted is lost, as in a crash
}

// end ends the life and waits until nothing of it runs.
func (l *life) end(why error) {
	l.mu.Lock()
	l.over = true
	l.mu.Unlock()
	l.die(why)
	l.under.Wait()
	l.http.CloseIdleConnections()
}

// pause waits, or says why the life has ended.
func (l *life) pause(d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-l.ctx.Done():
		return context.Cause(l.ctx)
	}
}

// atOnce is how many of a link's notifications are worked on at the same time.
// Each link has its own, so that one which stalls holds up none of the others.
const atOnce = 4

// lane waits for a token of a link; give it back with the function.
func (l *life) lane(link string) (func(), error) {
	width := atOnce
	if l.bug("M29") {
		link, width = "", 1 // one worker for everybody, which waits without end
	}
	l.mu.Lock()
	tokens := l.lanes[link]
	if tokens == nil {
		tokens = make(chan struct{}, width)
		l.lanes[link] = tokens
	}
	l.mu.Unlock()
	select {
	case tokens <- struct{}{}:
		return func() { <-tokens }, nil
	case <-l.ctx.Done():
		return nil, context.Cause(l.ctx)
	}
}
