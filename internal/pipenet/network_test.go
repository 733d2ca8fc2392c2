package pipenet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/pipenet"
)

// A real server and a real client in virtual time: the handler takes five
// seconds, the client waits four and then six, and the test takes no time. This
// is the pattern for tests of HTTP: what was opened in the bubble is closed in it.
func TestHTTPInVirtualTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var network pipenet.Network
		listener, err := network.Listen("bank.test:80")
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(5 * time.Second):
			case <-r.Context().Done():
			}
			_, _ = io.WriteString(w, "done")
		})}
		served := make(chan error, 1)
		go func() { served <- server.Serve(listener) }()
		client := &http.Client{Transport: &http.Transport{DialContext: network.DialContext}}

		client.Timeout = 5*time.Second - time.Nanosecond
		if answer, err := client.Get("http://bank.test/"); !os.IsTimeout(err) {
			t.Errorf("got %v, %v; want a time-out", answer, err)
		}
		client.Timeout = 5*time.Second + time.Nanosecond
		began := time.Now()
		answer, err := client.Get("http://bank.test/")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || string(body) != "done" {
			t.Errorf("body %q, %v", body, err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("took %v, want 5s", took)
		}

		client.CloseIdleConnections()
		if err := server.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve: %v", err)
		}
	})
}

func TestCloseUnblocksAcceptAndDial(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var network pipenet.Network
		busy, err := network.Listen("busy.test:80") // never accepts
		if err != nil {
			t.Fatal(err)
		}
		idle, err := network.Listen("idle.test:80")
		if err != nil {
			t.Fatal(err)
		}
		accepted, dialled := make(chan error, 1), make(chan error, 1)
		go func() {
			_, err := idle.Accept()
			accepted <- err
		}()
		go func() {
			_, err := network.DialContext(t.Context(), "tcp", "busy.test:80")
			dialled <- err
		}()
		synctest.Wait()
		if len(accepted)+len(dialled) != 0 {
			t.Fatal("Accept and dial did not wait")
		}
		if err := errors.Join(idle.Close(), busy.Close()); err != nil {
			t.Error(err)
		}
		if err := <-accepted; !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept: %v", err)
		}
		if err := <-dialled; !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("dial: %v", err)
		}
		if err := idle.Close(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("second Close: %v", err)
		}
	})
}

func TestDialFails(t *testing.T) {
	t.Parallel()
	var network pipenet.Network
	listener, err := network.Listen("busy.test:80")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if _, err := network.DialContext(t.Context(), "tcp", "nobody.test:80"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("where nobody listens: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := network.DialContext(ctx, "tcp", "busy.test:80"); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended: %v", err)
	}
}

func TestAddressesAreTakenAndFreed(t *testing.T) {
	t.Parallel()
	var network pipenet.Network
	first, err := network.Listen("bank.test:80")
	if err != nil {
		t.Fatal(err)
	}
	if got := first.Addr().String(); got != "bank.test:80" {
		t.Errorf("address %q", got)
	}
	if _, err := network.Listen("bank.test:80"); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("a taken address: %v", err)
	}
	if _, err := network.Listen("bank.test"); err == nil {
		t.Error("an address without a port is accepted")
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := network.Listen("bank.test:80")
	if err != nil {
		t.Fatalf("a freed address: %v", err)
	}
	if err := first.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("closing the first again: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Errorf("closing the second: %v", err)
	}
}

// Two ends, each with its own address, which a server may split and print.
func TestConnectionsKnowTheirAddresses(t *testing.T) {
	t.Parallel()
	var network pipenet.Network
	listener, err := network.Listen("bank.test:80")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		c, err := listener.Accept()
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}()
	near, err := network.DialContext(t.Context(), "tcp", "bank.test:80")
	if err != nil {
		t.Fatal(err)
	}
	far := <-accepted
	defer near.Close()
	defer far.Close()
	if near.LocalAddr().String() != far.RemoteAddr().String() || near.RemoteAddr().String() != "bank.test:80" || far.LocalAddr().String() != "bank.test:80" {
		t.Errorf("%v → %v is %v ← %v at the other end", near.LocalAddr(), near.RemoteAddr(), far.LocalAddr(), far.RemoteAddr())
	}
	if _, _, err := net.SplitHostPort(far.RemoteAddr().String()); err != nil {
		t.Error(err)
	}
}
