package cli

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/belvo-mock/belvo-mock/mock"
)

// configOf is what serve makes of its arguments and its environment.
func configOf(t *testing.T, environ []string, args ...string) mock.Config {
	t.Helper()
	var c commands
	s := newSettings(environ)
	parser, err := kong.New(&c, kong.Resolvers(s), kong.Bind(s))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	cfg := c.Serve.config(slog.New(slog.NewTextHandler(io.Discard, nil)))
	cfg.Log = nil
	return cfg
}

// configs has a row for every flag that a mock.Config knows.
var configs = []struct {
	flag, value string
	want        mock.Config
}{
	{"secret-id", "me", mock.Config{SecretID: "me"}},
	{"secret-password", "pass", mock.Config{SecretPassword: "pass"}},
	{"any-credentials", "true", mock.Config{AnyCredentials: true}},
	{"max-workspaces", "3", mock.Config{MaxWorkspaces: 3}},
	{"webhook-url", "http://localhost:1/", mock.Config{WebhookURL: "http://localhost:1/"}},
	{"webhook-auth", "Bearer a, b", mock.Config{WebhookAuth: "Bearer a, b"}},
	{"allow-public-targets", "true", mock.Config{AllowPublicTargets: true}},
	{"edition", "2026", mock.Config{Edition: "2026"}},
	{"ack", "2xx", mock.Config{Ack: "2xx"}},
	{"ack-timeout", "1d", mock.Config{AckTimeout: 24 * time.Hour}},
	{"retry", "10s, 1m,2d", mock.Config{Retry: []time.Duration{10 * time.Second, time.Minute, 48 * time.Hour}}},
	{"retry", "", mock.Config{Retry: []time.Duration{}}},
	{"async", "documented", mock.Config{Async: "documented"}},
	{"transactions-code", "new_transactions_available", mock.Config{TransactionsCode: "new_transactions_available"}},
	{"refused", "stop", mock.Config{Refused: "stop"}},
	{"latency", "36h", mock.Config{Latency: 36 * time.Hour}},
	{"latency", "0", mock.Config{Latency: mock.AtOnce}},
	{"latency", "0s", mock.Config{Latency: mock.AtOnce}},
	{"limits", "true", mock.Config{Limits: true}},
	{"width", "1", mock.Config{Width: 1}},
	{"seed", "0", mock.Config{Seed: 0}},
	{"seed", "9007199254740991", mock.Config{Seed: mock.MaxSeed}},
	{"state-dir", "/var/lib/belvo", mock.Config{StateDir: "/var/lib/belvo"}},
	{"public-url", "https://belvo.example", mock.Config{PublicURL: "https://belvo.example"}},
	{"journal-entries", "5", mock.Config{JournalEntries: 5}},
	{"journal-bytes", "33554432", mock.Config{JournalBytes: 32 << 20}},
	{"journal-bytes", "32MiB", mock.Config{JournalBytes: 32 << 20}},
	{"control-token", "t", mock.Config{ControlToken: "t"}},
	{"read-only", "true", mock.Config{ReadOnly: true}},
	{"allow-origin", "http://localhost:3000", mock.Config{AllowOrigins: []string{"http://localhost:3000"}}},
}

// A flag says the same on the command line, in the environment and in a file.
func TestFlagsMakeAConfig(t *testing.T) {
	t.Parallel()
	for _, tt := range configs {
		t.Run(tt.flag+"="+tt.value, func(t *testing.T) {
			t.Parallel()
			rest := []string{"--seed=7"}
			if tt.flag == "seed" {
				rest = nil
			} else {
				tt.want.Seed = 7
			}
			tt.want.Version = "dev"
			file := filepath.Join(t.TempDir(), "flags.yaml")
			if err := os.WriteFile(file, []byte(tt.flag+": '"+tt.value+"'\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			for source, got := range map[string]mock.Config{
				"command line": configOf(t, nil, append(rest, "--"+tt.flag+"="+tt.value)...),
				"environment":  configOf(t, []string{variable(tt.flag) + "=" + tt.value}, rest...),
				"file":         configOf(t, nil, append(rest, "--config", file)...),
			} {
				if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(mock.Config{}, "Violation", "Fixtures", "Log")); diff != "" {
					t.Errorf("by the %s (-want +got):\n%s", source, diff)
				}
			}
		})
	}
}

// What no row can compare.
func TestFlagsThatAreMoreThanAValue(t *testing.T) {
	t.Parallel()
	if first, second := configOf(t, nil).Seed, configOf(t, nil).Seed; first == second {
		t.Errorf("two drawn seeds are both %d", first)
	}
	cfg := configOf(t, nil, "--allow-origin", "http://a", "--allow-origin", "http://b", "--fixtures", t.TempDir(), "--check-responses")
	if diff := cmp.Diff([]string{"http://a", "http://b"}, cfg.AllowOrigins); diff != "" {
		t.Errorf("origins (-want +got):\n%s", diff)
	}
	if cfg.Fixtures == nil || cfg.Violation == nil {
		t.Error("--fixtures or --check-responses is without effect")
	}
	if none := configOf(t, nil); none.Fixtures != nil || none.Violation != nil || none.Retry != nil || none.Latency != 0 {
		t.Errorf("without flags the config is %+v", none)
	}
}

func TestCheckResponsesLogs(t *testing.T) {
	t.Parallel()
	var logs text
	cfg := (&serve{CheckResponses: true}).config(slog.New(slog.NewTextHandler(&logs, nil)))
	cfg.Violation(errors.New("GET /api/links/: results is missing"))
	if !strings.Contains(logs.String(), "level=ERROR") || !strings.Contains(logs.String(), "results is missing") {
		t.Errorf("the log is %q", logs.String())
	}
}

// elsewhere are the flags whose effect other tests show.
var elsewhere = []string{"addr", "control-addr", "fixtures", "scenario", "check-responses", "log-format", "tls", "tls-name"}

func TestEveryFlagHasARow(t *testing.T) {
	t.Parallel()
	rows := strings.Join(elsewhere, " ") + " "
	for _, tt := range configs {
		rows += tt.flag + " "
	}
	parser, err := kong.New(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Children {
		for _, flag := range command.Flags {
			if command.Name == "serve" && !strings.Contains(rows, flag.Name+" ") {
				t.Errorf("--%s has no row in configs", flag.Name)
			}
			if flag.Help == "" {
				t.Errorf("--%s has no help", flag.Name)
			}
		}
	}
	if n := reflect.TypeFor[serve]().NumField(); n != 32 {
		t.Errorf("serve has %d flags: has each a test of its effect?", n)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, set, module string
		copied            bool
		want              string
	}{
		{"a release", "1.2.3", "v9.9.9", false, "1.2.3"},
		{"installed as a module", "dev", "v1.2.3", false, "1.2.3"},
		{"a working copy", "dev", "v0.0.0-20261125063013-bbe26b9ffaad+dirty", true, "dev"},
		{"without version control", "dev", "(devel)", false, "dev"},
		{"a test", "dev", "", false, "dev"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := versionOf(tt.set, buildInfo(tt.module, tt.copied)); got != tt.want {
				t.Errorf("version is %q, want %q", got, tt.want)
			}
		})
	}
	if got := versionOf("dev", nil); got != "dev" {
		t.Errorf("without build info it is %q", got)
	}
}
