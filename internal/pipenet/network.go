// Package pipenet is a network inside a process, for tests in virtual time: in
// a bubble of testing/synctest a goroutine that waits for a real socket is not
// idle, so time would stand still; one that waits for a pipe is.
package pipenet

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
	"syscall"
)

// A Network connects those who dial with those who listen, by the text of the
// address alone. The zero value is a network with nobody on it. It is safe for
// concurrent use. In a bubble, use it only there.
//
// A connection is a net.Pipe and so has no buffer: a write ends when the other
// end has read it, where TCP would take some kilobytes at once. Nor is there a
// queue before Accept: a dial ends when it is accepted. What TCP reports as a
// reset shows as io.EOF to a reader and as io.ErrClosedPipe to a writer.
type Network struct {
	mu        sync.Mutex
	listeners map[string]*Listener
	dialled   int
}

// Listen takes an address such as bank.test:80, or fails if somebody has it.
// Nothing is looked up: every host exists once somebody listens on it.
func (n *Network) Listen(address string) (*Listener, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listeners[address] != nil {
		return nil, failed("listen", address, syscall.EADDRINUSE)
	}
	if n.listeners == nil {
		n.listeners = map[string]*Listener{}
	}
	l := &Listener{network: n, address: address, accepted: make(chan net.Conn), closed: make(chan struct{})}
	n.listeners[address] = l
	return l, nil
}

// DialContext is for http.Transport and the like. The kind of network is
// ignored. Where nobody listens, the connection is refused.
func (n *Network) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	n.mu.Lock()
	l := n.listeners[address]
	n.dialled++
	from := addr("dialler.test:" + strconv.Itoa(n.dialled))
	n.mu.Unlock()
	if l == nil {
		return nil, failed("dial", address, syscall.ECONNREFUSED)
	}
	near, far := net.Pipe()
	select {
	case l.accepted <- conn{Conn: far, local: addr(address), remote: from}:
		return conn{Conn: near, local: from, remote: addr(address)}, nil
	case <-l.closed:
		return nil, failed("dial", address, syscall.ECONNREFUSED)
	case <-ctx.Done():
		return nil, failed("dial", address, ctx.Err())
	}
}

// failed is an error as package net gives it.
func failed(op, address string, err error) error {
	return &net.OpError{Op: op, Net: "pipe", Addr: addr(address), Err: err}
}

// A Listener accepts the connections to one address.
type Listener struct {
	network  *Network
	address  string
	accepted chan net.Conn
	closed   chan struct{}
}

var _ net.Listener = (*Listener)(nil)

// Accept waits for a connection, or for Close, after which it is net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.accepted:
		return c, nil
	case <-l.closed:
		return nil, failed("accept", l.address, net.ErrClosed)
	}
}

// Close frees the address and lets go those who wait in Accept or a dial.
// Connections stay. A second Close is net.ErrClosed.
func (l *Listener) Close() error {
	n := l.network
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listeners[l.address] != l {
		return failed("close", l.address, net.ErrClosed)
	}
	delete(n.listeners, l.address)
	close(l.closed)
	return nil
}

// Addr is the address that was given to Listen.
func (l *Listener) Addr() net.Addr { return addr(l.address) }

// A conn is one end of a pipe that knows its addresses.
type conn struct {
	net.Conn
	local, remote addr
}

func (c conn) LocalAddr() net.Addr  { return c.local }
func (c conn) RemoteAddr() net.Addr { return c.remote }

// An addr is a host and a port.
type addr string

func (addr) Network() string  { return "pipe" }
func (a addr) String() string { return string(a) }
