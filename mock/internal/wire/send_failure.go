package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// explain says in words why there was no answer from host, and what to look at.
func explain(err error, host string, window time.Duration) (webhook.Failure, string) {
	switch {
	case errors.Is(err, errUnanswered):
		return webhook.Timeout, fmt.Sprintf("no answer within %s of sending: acknowledge first, then do the work", window)
	case errors.Is(err, errUnsent):
		return webhook.NotConnected, fmt.Sprintf("could not connect and send within %s: does a firewall drop packets, is the address right?", window)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return webhook.NotConnected, "the attempt was cancelled before an answer came"
	}
	for _, words := range []func(error, string) string{explainTarget, explainCertificate, explainConnection, explainAnswer} {
		if why := words(err, host); why != "" {
			return webhook.NotConnected, why
		}
	}
	return webhook.NotConnected, unwrapped(err).Error()
}

// explainTarget is about finding the receiver.
func explainTarget(err error, host string) string {
	if refused, ok := errors.AsType[*targetError](err); ok {
		return refused.Error()
	}
	lookup, ok := errors.AsType[*net.DNSError](err)
	switch {
	case !ok:
		return ""
	case !lookup.IsNotFound:
		return fmt.Sprintf("the name %s could not be looked up: %s", host, lookup.Err)
	case host == "host.docker.internal":
		return "no such host host.docker.internal: start the container with --add-host=host.docker.internal:host-gateway"
	default:
		return fmt.Sprintf("no such host %s: is it spelt right, and known where belvo-mock runs (in a container, on the same network)?", host)
	}
}

// explainCertificate is about TLS.
func explainCertificate(err error, host string) string {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "the receiver's TLS certificate is signed by nobody that is trusted here: add its CA to the system's, or use http"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "the receiver's TLS certificate is not for " + host + ": make one that names it, or call the receiver by a name in it"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if invalid.Reason == x509.Expired {
			return "the receiver's TLS certificate has expired, or is not valid yet: renew it, or look at the clock of this machine"
		}
		return "the receiver's TLS certificate is not valid: " + invalid.Error()
	}
	if errors.Is(err, http.ErrSchemeMismatch) {
		return speaksPlain
	}
	if header, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		if string(header.RecordHeader[:]) == "HTTP/" {
			return speaksPlain
		}
		return "the receiver does not speak TLS: is https in the URL right?"
	}
	if alert, ok := errors.AsType[tls.AlertError](err); ok {
		return "the receiver broke the TLS handshake off: " + alert.Error() + ". Does it ask for a client certificate, or for another name or version?"
	}
	return ""
}

const speaksPlain = "the receiver speaks http, not https: begin the URL with http://"

// explainConnection is about the connection.
func explainConnection(err error, host string) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused: is the port published, does the app listen on 0.0.0.0?" + localHint(host)
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		return "the receiver reset the connection before it answered: did it crash or restart, does a proxy before it cut in? Its own log says more"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), closedIdle(err):
		return "the receiver closed the connection before it answered: did its handler end without an answer, is this the right port? Its own log says more"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no way to " + host + " from here: is it on a network that belvo-mock is on?"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT):
		return "the connection timed out: does a firewall drop packets, is the address right?"
	default:
		return ""
	}
}

// closedIdle tells whether a connection that had been kept open was closed just
// when it was used; net/http has no value for that.
func closedIdle(err error) bool {
	return strings.Contains(err.Error(), "server closed idle connection")
}

// localHint is for those who reach for their machine from inside a container.
func localHint(host string) string {
	ip, err := netip.ParseAddr(host)
	if host == "localhost" || err == nil && (ip.Unmap().IsLoopback() || ip.IsUnspecified()) {
		return " If belvo-mock runs in a container, " + host + " is that container: use host.docker.internal."
	}
	return ""
}

// explainAnswer is about what came back.
func explainAnswer(err error, _ string) string {
	text := err.Error()
	switch {
	case strings.Contains(text, `malformed HTTP response "\x15`):
		return "the receiver speaks https, not http: begin the URL with https://"
	case strings.Contains(text, "exceeded") && strings.Contains(text, "header"):
		return fmt.Sprintf("the answer's headers are larger than %d bytes: send fewer or shorter ones", maxAnswer)
	case strings.Contains(text, "malformed"), strings.Contains(text, "transport connection broken"), strings.Contains(text, "transfer encoding"):
		return "the answer is not HTTP: is this the port of a web server? " + strings.TrimPrefix(text, "net/http: HTTP/1.x transport connection broken: ")
	default:
		return ""
	}
}
