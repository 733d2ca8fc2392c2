// Package mock is an asynchronous open-finance provider as a library: the API,
// the webhooks with their retries, and the control of both.
package mock

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/internal/wire"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// The secret pair of the default workspace, unless Config says otherwise.
const (
	DefaultSecretID       = "11111111-1111-4111-8111-111111111111"
	DefaultSecretPassword = "mock-secret-password"
)

// Defaults of Config.
const (
	DefaultLatency       = time.Second
	DefaultWidth         = 1024
	DefaultMaxWorkspaces = 1000
)

// MaxSeed is the largest seed.
const MaxSeed = seeded.MaxSeed

// AtOnce is the Latency of a bank that takes no time.
const AtOnce = -1 * time.Nanosecond

// Version is what a provider says it is when nothing else was built in.
const Version = "dev"

// Config says what a provider is like. The zero value is a provider of the
// edition guide with one workspace, whose webhooks go nowhere.
type Config struct {
	// SecretID and SecretPassword open the default workspace.
	SecretID, SecretPassword string
	// AnyCredentials lets an unknown pair open a workspace of its own, of which
	// there are at most MaxWorkspaces (0: DefaultMaxWorkspaces).
	AnyCredentials bool
	MaxWorkspaces  int

	// Seed is what identifiers and data are derived from: 0 to 2^53-1.
	Seed uint64
	// Start is the workspace time to begin with; zero is the wall's. A frozen
	// workspace stays there until it is advanced.
	Start  time.Time
	Frozen bool

	// WebhookURL is who is told; WebhookAuth is sent as Authorization, verbatim.
	WebhookURL, WebhookAuth string

	// Edition is guide (the default), 2023 or 2026. The fields after it
	// override one answer of it each.
	Edition          string
	Ack              string          // 202, 200 or 2xx
	AckTimeout       time.Duration   // 0: the edition's
	Retry            []time.Duration // waits before the second attempt, the third …; nil: the edition's; empty: none
	Async            string          // transactions, documented or every
	TransactionsCode string          // webhook_code after an async POST of transactions
	Refused          string          // retry (the default) or stop: what a 400 that names the request does

	// Latency is how long the bank takes; 0 is DefaultLatency, negative is no time.
	Latency time.Duration
	// Limits switches the vendor's limits on: five deletions a minute, 80 requests
	// in 30 seconds, five minutes for a synchronous POST, and the monthly quotas of
	// the open finance network. Ten minutes between two refreshes of a link hold in
	// any case.
	Limits bool
	// Width is how many deliveries may be open at once in one workspace; 0 is
	// DefaultWidth. With 1 everything happens one after another.
	Width int

	// StateDir is a directory that keeps the workspaces from one provider to the
	// next; it is made if it is not there. Empty: nothing is written anywhere.
	// What an HTTP answer tells of is on disk before it leaves; what is called in
	// Go is at the latest when Close returns.
	StateDir string

	// Fixtures are layered over the bundled institutions and personas.
	Fixtures fs.FS
	// Scenario is what the default workspace begins with, and those that
	// AnyCredentials opens, in place of the fields before it that it has; nil: the
	// default workspace has the guide's link. LoadScenario and OpenScenario read one.
	Scenario *fixtures.Scenario
	// PublicURL is the scheme and host that links in answers begin with; empty
	// is how each request came.
	PublicURL string
	// Violation is told when an answer of the provider breaks the contract; nil
	// leaves answers unchecked. Start checks them in any case.
	Violation func(error)

	JournalEntries int   // kept in each workspace; 0 is 10,000
	JournalBytes   int64 // likewise; 0 is 32 MiB

	// ControlToken guards the control API; empty leaves it open to whoever can
	// reach it. AllowOrigins are web pages that may call it.
	ControlToken string
	AllowOrigins []string
	// ReadOnly refuses calls of the control API over HTTP that change something. Go
	// calls of Host, and the vendor's API, are as ever.
	ReadOnly bool
	// AllowPublicTargets lets webhooks go to public addresses.
	AllowPublicTargets bool
	// Dial connects to receivers instead of sockets, and then no address is
	// refused; Listen opens the other origin of next_elsewhere. nil is sockets. For
	// tests that have a network of their own.
	Dial   func(ctx context.Context, network, address string) (net.Conn, error)
	Listen func(address string) (net.Listener, error)
	// RootCAs are who may sign the certificates of https receivers; nil are those
	// that the system trusts.
	RootCAs *x509.CertPool

	// Log is told of bugs in the provider and of what its operator should know;
	// nil is slog.Default.
	Log *slog.Logger
	// Version is what the provider says it is; empty is "dev".
	Version string
}

// A ConfigError is a value of a Config that cannot be used. Field is its name
// as the command line's flag has it, without dashes in front.
type ConfigError struct {
	Field  string
	Reason string
}

func (e *ConfigError) Error() string { return e.Field + ": " + e.Reason }

func misfit(field, format string, args ...any) error {
	return &ConfigError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// terms are the answers of the edition with what the Config overrides.
func (c Config) terms() (sandbox.Terms, error) {
	terms, err := sandbox.TermsOf(c.Edition)
	if err != nil {
		return terms, misfit("edition", "%v", err)
	}
	if c.Ack != "" {
		if terms.Policy.Ack, err = webhook.ParseAck(c.Ack); err != nil {
			return terms, misfit("ack", "%v", err)
		}
	}
	if c.AckTimeout < 0 {
		return terms, misfit("ack-timeout", "%s is negative", c.AckTimeout)
	}
	if c.AckTimeout > 0 {
		terms.Policy.Window = c.AckTimeout
	}
	if c.Retry != nil {
		terms.Policy.Gaps = c.Retry
	}
	if c.Async != "" {
		if terms.Async, err = sandbox.ParseAsyncRule(c.Async); err != nil {
			return terms, misfit("async", "%v", err)
		}
	}
	if c.TransactionsCode != "" {
		terms.TransactionsCode = c.TransactionsCode
	}
	switch c.Refused {
	case "", "retry":
	case "stop":
		terms.Policy.StopOnRefused = true
	default:
		return terms, misfit("refused", "%q is neither retry nor stop", c.Refused)
	}
	return terms, nil
}

// checkURL refuses a public URL that links cannot begin with.
func checkURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", misfit("public-url", "%q is not a URL such as https://belvo.example", text)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", misfit("public-url", "%q has more than a scheme and a host", text)
	}
	return u.Scheme + "://" + u.Host, nil
}

func (c Config) fixtures() (fixtures.Set, error) {
	if c.Fixtures == nil {
		return fixtures.Bundled(), nil
	}
	set, err := fixtures.Load(c.Fixtures)
	if err != nil {
		return set, fmt.Errorf("fixtures: %w", err)
	}
	return set, nil
}

// workspace is what the workspaces of a Config are made of.
func (c Config) workspace() (sandbox.Config, error) {
	terms, termsErr := c.terms()
	set, setErr := c.fixtures()
	targetErr := error(nil)
	if c.WebhookURL != "" {
		if err := wire.CheckTarget(c.WebhookURL, c.AllowPublicTargets); err != nil {
			targetErr = misfit("webhook-url", "%v", err)
		}
	}
	authErr := error(nil)
	if err := wire.CheckAuthorization(c.WebhookAuth); err != nil {
		authErr = misfit("webhook-auth", "%v", err)
	}
	idErr := error(nil)
	if strings.Contains(c.SecretID, ":") {
		idErr = misfit("secret-id", "%q has a colon in it, which Basic authentication cannot carry", c.SecretID)
	}
	if len(c.SecretID) > maxSecretID {
		idErr = misfit("secret-id", "it is longer than %d bytes", maxSecretID)
	}
	seedErr := error(nil)
	if c.Seed > MaxSeed {
		seedErr = misfit("seed", "%d is larger than %d", c.Seed, uint64(MaxSeed))
	}
	var limits sandbox.Limits
	if c.Limits {
		limits = sandbox.AllLimits()
	}
	return sandbox.Config{
		Limits: limits,
		Seed:   c.Seed, Terms: terms, Latency: latency(c.Latency), Width: cmp.Or(c.Width, DefaultWidth),
		Subscriber: sandbox.Subscriber{URL: c.WebhookURL, Authorization: c.WebhookAuth, Policy: terms.Policy},
		Start:      c.Start, Frozen: c.Frozen, Fixtures: set,
		Journal: journal.Limits{Entries: c.JournalEntries, Bytes: c.JournalBytes},
	}, errors.Join(termsErr, setErr, targetErr, authErr, idErr, seedErr)
}

func latency(d time.Duration) time.Duration {
	switch {
	case d == 0:
		return DefaultLatency
	case d < 0:
		return 0
	default:
		return d
	}
}
