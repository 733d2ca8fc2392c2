package harness_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// A tattler is a connection of a process, which ends with it.
type tattler struct {
	*bufio.Reader
	connection net.Conn
}

// listener hears when processes that tattle begin and end.
func listener(t *testing.T) (address string, next func() *tattler) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String(), func() *tattler {
		t.Helper()
		_ = l.(*net.TCPListener).SetDeadline(wall.Now().Add(deadline))
		connection, err := l.Accept()
		if err != nil {
			t.Fatalf("nobody tattles: %v", err)
		}
		t.Cleanup(func() { _ = connection.Close() })
		_ = connection.SetReadDeadline(wall.Now().Add(deadline))
		r := &tattler{bufio.NewReader(connection), connection}
		if line, err := r.ReadString('\n'); line != "here\n" {
			t.Fatalf("a tattler says %q (%v)", line, err)
		}
		return r
	}
}

// hasEnded waits until the other end is gone.
func hasEnded(t *testing.T, r io.Reader) {
	t.Helper()
	if _, err := io.Copy(io.Discard, r); err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a process is still there: %v", err)
	}
}

func tattling(manners, address string) string {
	return strings.Replace(littleFile(manners, ""), "env: {", "env: {TATTLE: \""+address+"\", ", 1)
}

// A client ends with its children, whether or not it wants to.
func TestForeignEndsWithItsChildren(t *testing.T) {
	t.Parallel()
	t.Run("as asked", func(t *testing.T) {
		t.Parallel()
		address, next := listener(t)
		c := made(t, tattling("parent serves", address))
		child := next()
		if err := c.Stop(patient(t)); err != nil {
			t.Error(err)
		}
		hasEnded(t, child)
	})
	t.Run("stubborn", func(t *testing.T) {
		t.Parallel()
		address, next := listener(t)
		c := made(t, tattling("stubborn serves", address))
		client := next()
		ctx, cancel := context.WithCancel(patient(t))
		go func() {
			_, _ = client.ReadString('\n') // it was asked to end
			cancel()
		}()
		if err := c.Stop(ctx); err != nil {
			t.Error(err)
		}
		hasEnded(t, client)
	})
	t.Run("at a restart", func(t *testing.T) {
		t.Parallel()
		address, next := listener(t)
		c := made(t, tattling("parent serves", address))
		first := next()
		if err := c.Restart(patient(t)); err != nil {
			t.Error(err)
		}
		hasEnded(t, first)
		next()
	})
	t.Run("when it leaves them behind", func(t *testing.T) {
		t.Parallel()
		address, next := listener(t)
		ctx, file, ended := patient(t), clientOf(t, tattling("orphan", address)), make(chan error, 1)
		go func() {
			_, err := file.Make(ctx, provider)
			ended <- err
		}()
		one, other := next(), next()
		for _, p := range []*tattler{one, other} {
			_, _ = fmt.Fprintln(p.connection, "go")
		}
		says(t, "make", <-ended, "^before it was ready, the client exited with 0")
		hasEnded(t, one)
		hasEnded(t, other)
	})
	t.Run("with a harness that crashes", func(t *testing.T) {
		t.Parallel()
		address, next := listener(t)
		crashing := exec.CommandContext(patient(t), os.Args[0], "-test.run=^TestLittleClient$")
		crashing.Env = append(os.Environ(), "LITTLE_CLIENT=crashes", "TATTLE="+address)
		if err := crashing.Start(); err != nil {
			t.Fatal(err)
		}
		all := []*tattler{next(), next(), next()} // the harness, the client and its child
		for _, p := range all {
			_, _ = fmt.Fprintln(p.connection, "go")
		}
		if err := crashing.Wait(); crashing.ProcessState.ExitCode() != -1 {
			t.Fatalf("it does not crash: %v", err)
		}
		for _, p := range all {
			hasEnded(t, p)
		}
	})
}
