package harness

import (
	"errors"
	"net"
	"os"
	"strconv"
)

// Ports of clients are below those that systems give to outgoing connections
// (from 32768 on Linux, 49152 elsewhere), so that no such connection takes one
// before its client does, or while that is restarted.
const (
	firstPort  = 20_000
	countPorts = 10_000
)

// A port is one of loopback on which nobody listened. It is kept from other
// clients, also those of other processes, by a socket for UDP.
type port struct {
	number string
	kept   net.PacketConn
}

// takePort looks for a port. The turn says which number to begin with, so that
// what is sent too late to one client does not come to the next.
func takePort(turn int) (*port, error) {
	for i := range countPorts {
		number := strconv.Itoa(firstPort + (os.Getpid()*61+turn+i)%countPorts)
		address := net.JoinHostPort("127.0.0.1", number)
		kept, err := net.ListenPacket("udp", address) //nolint:noctx // it does not wait
		if err != nil {
			continue
		}
		if l, err := net.Listen("tcp", address); err == nil && l.Close() == nil { //nolint:noctx // it does not wait
			return &port{number, kept}, nil
		}
		_ = kept.Close()
	}
	return nil, errors.New("no port between 20000 and 29999 is free for the client")
}

// release lets others have the port. A nil one is none.
func (p *port) release() {
	if p != nil {
		_ = p.kept.Close()
	}
}
