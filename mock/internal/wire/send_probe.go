package wire

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// A Step is one thing that must work for a webhook to arrive.
type Step struct {
	Name   string `json:"name"` // url resolve connect tls answer
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what was found, or what is wrong and what to look at
}

// Probe tries whether webhooks could be sent to a URL, step by step, up to the
// first step that fails; each may take as long as a window. Nothing is posted:
// the last step is a HEAD, and any answer to it is good.
func (s *Sender) Probe(ctx context.Context, rawURL string) []Step {
	p := probe{sender: s}
	u, err := url.Parse(rawURL)
	if invalid := CheckTarget(rawURL, s.dialer.allowPublic); invalid != nil || err != nil {
		return append(p.steps, Step{Name: "url", Detail: cmp.Or(invalid, err).Error()})
	}
	p.url = u
	p.add("url", redactedURL(rawURL), nil)
	for _, try := range []func(context.Context){p.resolve, p.connect, p.handshake, p.answer} {
		bounded, cancel := context.WithTimeoutCause(ctx, defaultWindow, errUnsent)
		try(bounded)
		cancel()
		if !p.steps[len(p.steps)-1].OK {
			break
		}
	}
	if p.conn != nil {
		_ = p.conn.Close() // nothing was written that could be lost
	}
	return p.steps
}

// A probe is one Probe as far as it has come.
type probe struct {
	sender *Sender
	url    *url.URL
	conn   net.Conn
	steps  []Step
}

func (p *probe) add(name, found string, err error) {
	if err != nil {
		_, found = explain(err, p.url.Hostname(), defaultWindow)
	}
	p.steps = append(p.steps, Step{Name: name, OK: err == nil, Detail: found})
}

func (p *probe) resolve(ctx context.Context) {
	host := p.url.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || p.sender.dialer.resolver == nil {
		return
	}
	addresses, err := p.sender.dialer.resolver.LookupHost(ctx, host)
	p.add("resolve", host+" is "+strings.Join(addresses, ", "), ended(ctx, err))
}

func (p *probe) connect(ctx context.Context) {
	port := cmp.Or(p.url.Port(), map[string]string{"http": "80", "https": "443"}[p.url.Scheme])
	conn, err := p.sender.dialer.DialContext(ctx, "tcp", net.JoinHostPort(p.url.Hostname(), port))
	if err != nil {
		p.add("connect", "", ended(ctx, err))
		return
	}
	p.conn = conn
	p.add("connect", "connected to "+conn.RemoteAddr().String(), nil)
}

func (p *probe) handshake(ctx context.Context) {
	if p.url.Scheme != "https" {
		return
	}
	config := p.sender.transport.TLSClientConfig.Clone()
	config.ServerName = p.url.Hostname()
	conn := tls.Client(p.conn, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		p.add("tls", "", ended(ctx, err))
		return
	}
	p.add("tls", tls.VersionName(conn.ConnectionState().Version)+", the certificate is trusted", nil)
}

// answer asks on a connection of its own, as an attempt would.
func (p *probe) answer(ctx context.Context) {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, p.url.String(), nil)
	if err != nil {
		p.add("answer", "", err)
		return
	}
	request.Header.Set("User-Agent", p.sender.userAgent)
	answer, err := p.sender.transport.RoundTrip(request)
	if err != nil {
		if err = ended(ctx, err); errors.Is(err, errUnsent) {
			err = errUnanswered
		}
		p.add("answer", "", err)
		return
	}
	_ = answer.Body.Close() // a HEAD has none
	p.add("answer", fmt.Sprintf("HEAD is answered %d, so webhooks will be answered too", answer.StatusCode), nil)
}

// ended is why ctx ended, if that is what err is about.
func ended(ctx context.Context, err error) error {
	if err != nil && context.Cause(ctx) != nil {
		return context.Cause(ctx)
	}
	return err
}
