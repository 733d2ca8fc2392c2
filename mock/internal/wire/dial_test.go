package wire

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

func TestCheckTarget(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, url   string
		allowPublic bool
		want        string // a part of the refusal; empty: fine
	}{
		{"localhost", "http://localhost:3000/webhooks?a=b", false, ""},
		{"https", "https://app.internal/hook", false, ""},
		{"no path", "http://app", false, ""},
		{"an odd port", "http://app:1", false, ""},
		{"a private address", "http://10.1.2.3:8080/", false, ""},
		{"IPv6", "http://[::1]:3000/", false, ""},
		{"a public name is for the attempt to judge", "http://app.example/", false, ""},
		{"a public address", "http://93.184.216.34/", false, "--allow-public-targets"},
		{"a public IPv6 address", "http://[2606:2800:220:1::1]/", false, "--allow-public-targets"},
		{"a public address in IPv6 clothes", "http://[::ffff:93.184.216.34]/", false, "--allow-public-targets"},
		{"allowed", "http://93.184.216.34/", true, ""},
		{"empty", "", false, "not an http or https URL"},
		{"no scheme", "localhost:3000/hook", false, "not an http or https URL"},
		{"only a path", "/hook", false, "not an http or https URL"},
		{"another scheme", "ftp://app/", false, "not an http or https URL"},
		{"opaque", "http:app", false, "not an http or https URL"},
		{"no host", "http:///hook", false, "no host"},
		{"only a port", "http://:3000/", false, "no host"},
		{"a password", "http://ana:s3cret@app/", false, "Authorization"},
		{"a fragment", "http://app/#top", false, "fragment"},
		{"an empty fragment", "http://app/#", false, "fragment"},
		{"port 0", "http://app:0/", false, "port 0 "},
		{"a port that is too large", "http://app:65536/", false, "port 65536"},
		{"no number as port", "http://app:x/?token=s3cret", false, "is not a URL"},
		{"a space", "http://a b/", false, "is not a URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := CheckTarget(tt.url, tt.allowPublic)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v, want something of %q", err, tt.want)
			case err != nil && strings.Contains(err.Error(), "s3cret"):
				t.Errorf("the secret of the URL is in %q", err)
			}
		})
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"127.0.0.1": true, "127.255.0.1": true, "::1": true, "0.0.0.0": true, "::": true,
		"10.0.0.1": true, "172.16.0.1": true, "172.31.255.255": true, "192.168.1.1": true,
		"169.254.1.1": true, "fe80::1": true, "fd00::1": true, "::ffff:10.0.0.1": true,
		"172.32.0.1": false, "192.169.0.1": false, "8.8.8.8": false, "100.64.0.1": false,
		"224.0.0.1": false, "2001:db8::1": false, "::ffff:8.8.8.8": false,
	} {
		if got := near(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: got %v", address, got)
		}
	}
}

func TestNearName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"app": true, "localhost": true, "my-app.internal": true, "host.docker.internal": true, "APP.Local": true, "a.test.": true, "app.": true,
		"app.example": false, "internal.example": false, "notinternal": true, "a.notlocal": false,
		"134744072": false, "0x08080808": false, "8.8.8.8": false, "::1": false, "": false, ".": false,
	} {
		if got := nearName(name); got != want {
			t.Errorf("%q: got %v", name, got)
		}
	}
}

// The rule is about the address that is dialled, whatever its name looked like
// when it was set.
func TestPublicTargetIsRefusedWhenDialled(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
	t.Cleanup(server.Close)
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	tests := []struct {
		name, host string
		address    [4]byte // that the host's name has
		want       string
	}{
		{"a public address", "93.184.216.34", [4]byte{}, "93.184.216.34 is a public address"},
		{"a name of a public address", "app.example", [4]byte{93, 184, 216, 34}, "93.184.216.34 is a public address"},
		{"a public name of a near address", "app.example", [4]byte{127, 0, 0, 1}, ""},
		{"a private name", "app.test", [4]byte{127, 0, 0, 1}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSender(t, SenderConfig{})
			s.dialer = newDialer(false, resolver(tt.address))
			got := s.Send(t.Context(), webhook.Request{URL: "http://" + tt.host + port, Window: time.Minute})
			if tt.want == "" && got.Status != 202 || !strings.HasPrefix(got.Why, tt.want) {
				t.Errorf("got %+v", got)
			}
			if tt.want != "" && (got.Failure != webhook.NotConnected || !strings.Contains(got.Why, "--allow-public-targets")) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestPublicTargetMayBeAllowed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, address string
		allowPublic   bool
		want          string
	}{
		{"an address", "93.184.216.34:80", false, "guarded"},
		{"a name", "app.example:80", false, "guarded"},
		{"a near name", "app.internal:80", false, "plain"},
		{"allowed", "93.184.216.34:80", true, "plain"},
	} {
		taken := ""
		take := func(name string) dialFunc {
			return func(context.Context, string, string) (net.Conn, error) {
				taken = name
				return nil, io.EOF
			}
		}
		d := dialer{plain: take("plain"), guarded: take("guarded"), allowPublic: tt.allowPublic}
		if _, err := d.DialContext(t.Context(), "tcp", tt.address); !errors.Is(err, io.EOF) || taken != tt.want {
			t.Errorf("%s: %s, %v; want %s", tt.name, taken, err, tt.want)
		}
	}
}

func TestSendExplainsWhereItCannotGo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, url, want string
		dial            error // nil: real sockets
	}{
		{"nobody listens", "http://127.0.0.1:" + freePort(t), "connection refused: is the port published, does the app listen on 0.0.0.0? If belvo-mock runs in a container, 127.0.0.1 is that container", nil},
		{"unknown", "http://nobody.test/", "no such host nobody.test", &net.DNSError{IsNotFound: true}},
		{"the way out of a container", "http://host.docker.internal/", "no such host host.docker.internal: start the container with --add-host", &net.DNSError{IsNotFound: true}},
		{"no answer about a name", "http://app.test/", "the name app.test could not be looked up: server misbehaving", &net.DNSError{Err: "server misbehaving", IsTemporary: true}},
		{"something else", "http://app.test/", "out of paper", errors.New("out of paper")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := SenderConfig{}
			if tt.dial != nil {
				cfg.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, tt.dial }
			}
			got := newSender(t, cfg).Send(t.Context(), webhook.Request{URL: tt.url, Window: time.Minute})
			if got.Failure != webhook.NotConnected || got.Took != 0 || !strings.HasPrefix(got.Why, tt.want) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// resolver knows one IPv4 address for every name, without any network.
func resolver(address [4]byte) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			answerName(far, address)
		}()
		return near, nil
	}}
}

// answerName answers the question of one DNS message over a stream, where each
// has its length in front. See RFC 1035, section 4.
func answerName(conn net.Conn, address [4]byte) {
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return
	}
	query := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(conn, query); err != nil {
		return
	}
	end := 12
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	end += 5 // the root label, type and class
	answer := append([]byte(nil), query[:end]...)
	answer[2], answer[3] = 0x81, 0x80                             // an answer, without error
	binary.BigEndian.PutUint64(answer[4:], 0x0001_0000_0000_0000) // one question, nothing else
	if isA := query[end-3] == 1; isA {
		answer[7] = 1
		answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4)
		answer = append(answer, address[:]...)
	}
	message := binary.BigEndian.AppendUint16(nil, uint16(len(answer)))
	_, _ = conn.Write(append(message, answer...))
}
