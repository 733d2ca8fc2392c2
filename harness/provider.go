package harness

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A Provider is who plays the vendor while a client is judged.
type Provider struct {
	Host    control.Host
	BaseURL string // as the client reaches it
	// SecretID and SecretPassword open the default workspace, in which a client
	// that runs already is judged.
	SecretID, SecretPassword string
	Edition                  string // empty: unknown
}

// own starts a provider for one run. What it does against its own contract is
// told to violation.
func own(cfg Config, violation func(error)) (*Provider, func(), error) {
	server, err := mock.New(mock.Config{
		Seed: cfg.Seed, Edition: cfg.Edition, Frozen: true, Violation: violation, Version: cfg.Version,
		Dial: cfg.Network.Dial, Listen: cfg.Network.Listen, Log: slog.New(slog.DiscardHandler), AllowPublicTargets: cfg.AllowPublicTargets,
	})
	if err != nil {
		return nil, nil, &UsageError{err}
	}
	l, err := cfg.Network.listen(cmp.Or(cfg.Address, cfg.Client.Offers().Address))
	if err != nil {
		server.Close()
		return nil, nil, &UsageError{fmt.Errorf("the provider cannot listen: %w", err)}
	}
	web := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			violation(fmt.Errorf("the provider stopped: %w", err))
		}
	})
	end := func() {
		server.Close()
		_ = web.Close() // what is still open belongs to a run that is over
		serving.Wait()
	}
	return &Provider{
		Host: server.Host(), BaseURL: "http://" + l.Addr().String(), Edition: cfg.Edition,
		SecretID: mock.DefaultSecretID, SecretPassword: mock.DefaultSecretPassword,
	}, end, nil
}

// listen opens a listener of the network.
func (n Network) listen(address string) (net.Listener, error) {
	if n.Listen != nil {
		return n.Listen(address)
	}
	if address == "" {
		address = "127.0.0.1:0"
	}
	return (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
}
