package wire

import (
	"net"
	"net/http"
)

// resetConnection ends a connection without another word: a reset where it is
// TCP. It is false where the connection cannot be had.
func resetConnection(w http.ResponseWriter) bool {
	hijacker, ok := w.(http.Hijacker)
	if outer, wraps := w.(interface{ Unwrap() http.ResponseWriter }); wraps {
		_, inner := outer.Unwrap().(http.Hijacker)
		ok = ok && inner // gin's panics where there is none
	}
	if !ok {
		return false
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		return false
	}
	breakOff(conn)
	return true
}

// breakOff closes a connection by a reset.
func breakOff(conn net.Conn) {
	inner := conn
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		inner = wrapped.NetConn()
	}
	if tcp, ok := inner.(interface{ SetLinger(seconds int) error }); ok {
		_ = tcp.SetLinger(0) // then it is closed by an end, which is as good
	}
	_ = inner.Close() // nothing more is wanted of it
}
