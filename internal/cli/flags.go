package cli

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
)

// serve are the flags of the command that serves. A default that depends on the
// edition, or that the provider knows, is named in the help alone.
type serve struct {
	Addr           string `help:"Where to listen; port 0 picks a free one (127.0.0.1:8080). PORT sets the port when this is absent." placeholder:"HOST:PORT"`
	ControlAddr    string `help:"Listen here for the control API, which then is not on --addr." placeholder:"HOST:PORT"`
	SecretID       string `help:"Secret id of the default workspace (11111111-1111-4111-8111-111111111111)." placeholder:"ID"`
	SecretPassword string `help:"Its password (mock-secret-password)." placeholder:"PASSWORD"`
	AnyCredentials bool   `help:"Let an unknown secret pair open a workspace of its own."`
	MaxWorkspaces  count  `help:"How many workspaces there may be (1000)." placeholder:"N"`

	WebhookURL         string  `name:"webhook-url" help:"Who is told; without it nobody is." placeholder:"URL"`
	WebhookAuth        string  `help:"Authorization header of webhooks, verbatim." placeholder:"VALUE"`
	AllowPublicTargets bool    `help:"Let webhooks go to public addresses."`
	Edition            string  `help:"Whose contract holds: guide, 2023 or 2026 (guide)." placeholder:"EDITION"`
	Ack                string  `help:"Which answer acknowledges a webhook: 202, 200 or 2xx (the edition's)." placeholder:"STATUS"`
	AckTimeout         window  `help:"How long to wait for it (5s)." placeholder:"DURATION"`
	Retry              *gaps   `help:"Waits before the second attempt, the third and so on; empty is none (10s,20s,30s,40s,50s)." placeholder:"DURATIONS"`
	Async              string  `help:"Which POSTs honour the async header: transactions, documented or every (the edition's)." placeholder:"WHICH"`
	TransactionsCode   string  `help:"webhook_code after an async POST of transactions (the edition's)." placeholder:"CODE"`
	Refused            string  `help:"What follows a 400 that names the request: retry or stop (retry)." placeholder:"WHAT"`
	Latency            *period `help:"How long the bank takes; 0 is no time (1s)." placeholder:"DURATION"`
	Limits             bool    `help:"Hold callers to the vendor's limits: deletions, requests, synchronous POSTs and monthly quotas."`
	Width              count   `help:"Deliveries at once in a workspace (1024)." placeholder:"N"`

	Seed           *seed     `help:"What data and ids are derived from; drawn and printed when absent." placeholder:"N"`
	Scenario       string    `help:"What the default workspace begins with: a bundled scenario by its name (happy-path, slow-bank, flaky-receiver, mfa, expiring-consent, chaos), or a file." placeholder:"NAME|FILE"`
	Fixtures       string    `help:"Folder with institutions.yaml or personas.yaml, laid over the bundled ones." placeholder:"DIR"`
	StateDir       string    `help:"Folder that keeps workspaces from one start to the next; without it nothing is written anywhere." placeholder:"DIR"`
	PublicURL      string    `name:"public-url" help:"What links in answers begin with, if not with how the request came." placeholder:"URL"`
	CheckResponses bool      `help:"Hold every answer against the contract, and log what breaks it."`
	JournalEntries count     `help:"Journal entries that a workspace keeps (10000)." placeholder:"N"`
	JournalBytes   size      `help:"Memory for them (32MiB)." placeholder:"SIZE"`
	ControlToken   string    `help:"Bearer token that the control API asks for." placeholder:"TOKEN"`
	AllowOrigin    []string  `help:"Web page that may call the control API; may be given more than once." placeholder:"ORIGIN"`
	ReadOnly       bool      `help:"Refuse calls of the control API that change something, for hosts that are shared."`
	LogFormat      logFormat `help:"text or json (text)." placeholder:"FORMAT"`

	TLS     bool     `name:"tls" help:"Speak https on --addr, as one of the vendor's hosts, by a local CA that is made at the first use."`
	TLSName []string `name:"tls-name" help:"Host name or address that the certificate is for too; may be given more than once." placeholder:"NAME"`
}

const (
	defaultHost = "127.0.0.1"
	defaultPort = "8080"
)

// address is where to listen, and who says so.
func address(addr string, s *settings) (flag, hostPort string) {
	if port := s.env["PORT"]; addr == "" && port != "" {
		return "PORT", defaultHost + ":" + port
	}
	return "--addr", cmp.Or(addr, defaultHost+":"+defaultPort)
}

// config is what the flags make of a provider.
func (s *serve) config(log *slog.Logger) mock.Config {
	cfg := mock.Config{
		SecretID: s.SecretID, SecretPassword: s.SecretPassword, AnyCredentials: s.AnyCredentials, MaxWorkspaces: int(s.MaxWorkspaces),
		WebhookURL: s.WebhookURL, WebhookAuth: s.WebhookAuth, AllowPublicTargets: s.AllowPublicTargets,
		Edition: s.Edition, Ack: s.Ack, AckTimeout: time.Duration(s.AckTimeout), Async: s.Async, TransactionsCode: s.TransactionsCode,
		Refused: s.Refused, Limits: s.Limits, Width: int(s.Width), PublicURL: s.PublicURL, StateDir: s.StateDir,
		JournalEntries: int(s.JournalEntries), JournalBytes: int64(s.JournalBytes),
		ControlToken: s.ControlToken, AllowOrigins: s.AllowOrigin, ReadOnly: s.ReadOnly, Log: log, Version: ownVersion(),
	}
	if s.Retry != nil {
		cfg.Retry = append([]time.Duration{}, *s.Retry...)
	}
	if s.Latency != nil {
		cfg.Latency = cmp.Or(time.Duration(*s.Latency), mock.AtOnce)
	}
	if s.Seed == nil {
		cfg.Seed = mock.DrawSeed()
	} else {
		cfg.Seed = uint64(*s.Seed)
	}
	if s.Fixtures != "" {
		cfg.Fixtures = os.DirFS(s.Fixtures)
	}
	if s.CheckResponses {
		cfg.Violation = func(err error) {
			log.Error("an answer breaks the contract, which is a bug in belvo-mock", "error", err)
		}
	}
	return cfg
}

// problems are what a provider refuses of its Config: a line each, with the
// flag and where its value stands.
func (s *serve) problems(set *settings, err error) error {
	var all []error
	for _, one := range parts(err) {
		if wrong, ok := errors.AsType[*mock.ConfigError](one); ok {
			all = append(all, set.placed(fmt.Errorf("--%w", wrong)))
			continue
		}
		if !strings.HasPrefix(one.Error(), "fixtures: ") {
			all = append(all, one)
			continue
		}
		for _, wrong := range parts(errors.Unwrap(one)) {
			all = append(all, set.placed(fmt.Errorf("--fixtures: %s: %w", s.Fixtures, wrong)))
		}
	}
	return &usageError{errors.Join(all...)}
}

// parts are the errors that were joined, or the only one.
func parts(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, parts(one)...)
	}
	return all
}
