package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// A threshold lets connections in to a port that speaks https, and tells those
// who speak http what they have come to.
type threshold struct{ *net.TCPListener }

// Accept waits for nobody to speak: that is the matter of each connection.
func (t threshold) Accept() (net.Conn, error) {
	socket, err := t.AcceptTCP()
	if err != nil {
		return nil, err
	}
	return &visitor{TCPConn: socket}, nil
}

// A visitor is a connection whose first bytes say what it speaks. It is a
// socket in all else, so that whoever wants to reset it can.
type visitor struct {
	*net.TCPConn
	heard bool // it has spoken
}

// errHTTP ends a connection of somebody who speaks http.
var errHTTP = errors.New("the client speaks http to a port of https")

// Read reads for the TLS above.
func (v *visitor) Read(b []byte) (int, error) {
	n, err := v.TCPConn.Read(b)
	if n == 0 || v.heard {
		return n, err
	}
	v.heard = true
	if b[0] < 'A' || b[0] > 'Z' { // no method of http; TLS begins with 22
		return n, err
	}
	v.turnAway(b[:n])
	return 0, errHTTP
}

// plainText is the answer of a port to whom it does not understand.
const plainText = "text/plain; charset=utf-8"

// maxUnheard is how much of a body is read that nobody will hear: a connection
// that is closed before takes its answer with it.
const maxUnheard = 1 << 20

// turnAway answers a request of http, whose first bytes are given, with 400.
// Its time is that of a handshake.
func (v *visitor) turnAway(first []byte) {
	r, err := http.ReadRequest(bufio.NewReader(io.MultiReader(bytes.NewReader(first), v.TCPConn)))
	if err != nil {
		return // it is no http either
	}
	text := fmt.Sprintf("This port speaks https, not http: ask https://%s\n", cmp.Or(r.Host, v.LocalAddr().String()))
	answer := http.Response{
		StatusCode: http.StatusBadRequest, ProtoMajor: 1, ProtoMinor: 1, Close: true,
		Header:        http.Header{"Content-Type": {plainText}},
		ContentLength: int64(len(text)), Body: io.NopCloser(strings.NewReader(text)),
	}
	if answer.Write(v.TCPConn) != nil || v.CloseWrite() != nil {
		return // it has gone
	}
	_, _ = io.CopyN(io.Discard, r.Body, maxUnheard) // up to whatever ends it
}
