package wire

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A targetError refuses to send to a public address.
type targetError struct {
	address string
}

func (e *targetError) Error() string {
	return e.address + " is a public address: webhooks go to loopback and private addresses, and to names without a dot " +
		"or ending in .internal, .local or .test, unless --allow-public-targets is set"
}

// CheckTarget refuses a webhook URL that nothing can be sent to. What a name
// resolves to is not looked at: that is the matter of every attempt.
//
// Source: our choice, as is the whole rule about targets.
func CheckTarget(rawURL string, allowPublic bool) error {
	u, err := url.Parse(rawURL)
	if err != nil {
		return fmt.Errorf("%q is not a URL: %w", redactedURL(rawURL), unwrapped(err))
	}
	host := u.Hostname()
	switch {
	case u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "":
		return fmt.Errorf("%q is not an http or https URL, such as http://localhost:3000/webhooks", redactedURL(rawURL))
	case host == "":
		return fmt.Errorf("%q has no host", redactedURL(rawURL))
	case u.User != nil:
		return errors.New("a URL with a name or password in it is not supported: set the Authorization value instead")
	case u.Fragment != "" || strings.HasSuffix(rawURL, "#"):
		return errors.New("a fragment (#) is never sent: leave it out of the URL")
	}
	if port, err := strconv.Atoi(cmp.Or(u.Port(), "80")); err != nil || port < 1 || port > 65535 {
		return fmt.Errorf("port %s is not from 1 to 65535", u.Port())
	}
	return checkHost(host, allowPublic)
}

// CheckAuthorization refuses a value that no header can carry.
func CheckAuthorization(value string) error {
	if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return errors.New("the Authorization value has a line break or another control character in it")
	}
	return nil
}

// checkHost refuses a public address.
func checkHost(host string, allowPublic bool) error {
	if ip, err := netip.ParseAddr(host); err == nil && !allowPublic && !near(ip) {
		return &targetError{host}
	}
	return nil
}

// redactedURL is as much of a URL as an error may show.
func redactedURL(raw string) string {
	front, _, _ := strings.Cut(raw, "?")
	if at := strings.LastIndexByte(front, '@'); at >= 0 {
		return "…" + front[at:]
	}
	return front
}

// unwrapped is what is wrong, without the URL that it is wrong with.
func unwrapped(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// near tells whether an address is of this machine or of a private network.
func near(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
}

// nearName tells whether a name can only be one of a private network, whatever
// address it has there. A number is none: resolvers read it as an address.
func nearName(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "" || strings.Contains(host, ":") {
		return false
	}
	if !strings.Contains(host, ".") {
		return host[0] < '0' || host[0] > '9'
	}
	for _, end := range []string{".internal", ".local", ".test"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}

// A dialFunc connects, like net.Dialer.DialContext.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// A dialer connects to webhook targets by the rule about them.
type dialer struct {
	plain       dialFunc // to any address
	guarded     dialFunc // refuses an address that is not near, before anything is sent
	allowPublic bool
	resolver    *net.Resolver // nil if names are not looked up
}

// newDialer dials sockets.
func newDialer(allowPublic bool, resolver *net.Resolver) dialer {
	guarded := net.Dialer{Resolver: resolver, Control: refusePublic}
	plain := net.Dialer{Resolver: resolver}
	return dialer{plain: plain.DialContext, guarded: guarded.DialContext, allowPublic: allowPublic, resolver: resolver}
}

// refusePublic is asked with every resolved address, before it is connected to.
func refusePublic(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return err
	}
	if !near(ip) {
		return &targetError{host}
	}
	return nil
}

// boundKey is the key of how long a dial may take, as a context's value: a
// transport keeps the values of a request's context for its dial, and not its
// end.
type boundKey struct{}

// dialGrace is how much longer than its attempt a dial may take, so that the
// attempt ends for its own reason.
const dialGrace = time.Second

// DialContext connects to a host and port.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if bound, ok := ctx.Value(boundKey{}).(time.Duration); ok {
		bounded, cancel := context.WithTimeout(ctx, bound+dialGrace)
		defer cancel()
		ctx = bounded
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if d.allowPublic || nearName(host) {
		return d.plain(ctx, network, address)
	}
	return d.guarded(ctx, network, address)
}
