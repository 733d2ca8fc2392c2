package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
	"github.com/belvo-mock/belvo-mock/harness/report"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// check are the flags of the command that judges a client.
type check struct {
	Client   string   `help:"File that says how the client is reached; without it the bundled reference client is judged." placeholder:"FILE"`
	Plan     string   `help:"core, full, a family such as ACK, or one requirement (full)." placeholder:"PLAN"`
	Only     []string `help:"Judge this requirement alone; may be given more than once." placeholder:"ID"`
	List     bool     `help:"List what would be judged, and how long it takes, and do nothing."`
	Seed     *seed    `help:"What the data of every scenario is derived from; drawn and printed when absent." placeholder:"N"`
	Repeat   count    `help:"How often all is judged (1)." placeholder:"N"`
	Strict   bool     `help:"Let a broken SHOULD fail the run."`
	FailFast bool     `help:"End the run at the first failure."`
	Out      string   `help:"Folder for report.html, report.json, junit.xml and summary.md." placeholder:"DIR"`
	Edition  string   `help:"Whose contract holds: guide, 2023 or 2026 (guide)." placeholder:"EDITION"`
	Features string   `help:"Folder with features and requirements.yaml that judge besides the bundled ones." placeholder:"DIR"`
	Addr     string   `help:"Where check's own provider listens (a free port with start, else 127.0.0.1:8080)." placeholder:"HOST:PORT"`
	Server   string   `help:"Judge through a provider that runs already." placeholder:"URL"`
	Init     bool     `help:"Write a client file with comments to --client (client.yaml), and do nothing else."`
}

// Run judges, and ends with the exit code of the report.
func (k *check) Run(c *call) error {
	if k.Init {
		return k.init(c)
	}
	ctx, stop := signal.NotifyContext(c.ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	cfg, err := k.config(c)
	if err != nil {
		return err
	}
	if k.List {
		return k.list(c, cfg)
	}
	terminal := &report.Terminal{Out: c.stdout, Colour: c.colourful(c.stdout), Width: width(c)}
	var lost error // of what cannot be printed
	cfg.Told = func(v report.Verdict) { lost = errors.Join(lost, terminal.Verdict(v)) }
	found, err := harness.Check(ctx, cfg)
	if wrong, ok := errors.AsType[*harness.UsageError](err); ok {
		return &usageError{wrong}
	}
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if err := errors.Join(lost, terminal.Report(found), k.write(c, found)); err != nil {
		return err
	}
	if found.Exit != good {
		return exitError(found.Exit)
	}
	return nil
}

// An exitError ends a command that has printed why.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// config is what the flags say.
func (k *check) config(c *call) (harness.Config, error) {
	cfg := harness.Config{
		Plan: k.Plan, Only: k.Only, Seed: mock.DrawSeed(), Repeat: int(k.Repeat), Strict: k.Strict, FailFast: k.FailFast,
		Edition: k.Edition, Address: k.Addr, Version: ownVersion(), Command: k.command(),
	}
	if k.Seed != nil {
		cfg.Seed = uint64(*k.Seed)
	}
	if k.Features != "" {
		cfg.Features = os.DirFS(k.Features)
		if _, err := fs.Stat(cfg.Features, "."); err != nil {
			return cfg, misuse("--features: %w", err)
		}
	}
	var err error
	if cfg.Client, err = k.client(); err != nil {
		return cfg, err
	}
	if cfg.Expected, err = harness.ReadExpected(filepath.Join(filepath.Dir(k.Client), "expected.yaml")); k.Client != "" && err != nil {
		return cfg, &usageError{err}
	}
	if k.Server != "" {
		cfg.Provider, err = k.provider(c)
	}
	return cfg, err
}

// client is who is judged.
func (k *check) client() (harness.Maker, error) {
	if k.Client == "" {
		return reference.New(reference.Options{Authorization: "Bearer reference"}), nil
	}
	file, err := harness.ReadClient(k.Client)
	if err != nil {
		return nil, &usageError{err}
	}
	return file, nil
}

// provider is the one that runs already.
func (k *check) provider(c *call) (*harness.Provider, error) {
	base := strings.TrimSuffix(k.Server, "/")
	host, err := control.NewClient(control.ClientConfig{URL: base, Token: c.settings.text("control-token")})
	if err != nil {
		return nil, misuse("--server: %w", err)
	}
	w, err := host.Open(c.ctx, "default")
	if err != nil {
		return nil, misuse("--server: %w", err)
	}
	info, err := w.Info(c.ctx)
	if err != nil {
		return nil, misuse("--server: %w", err)
	}
	return &harness.Provider{
		Host: host, BaseURL: base, Edition: info.Edition, SecretID: info.SecretID,
		SecretPassword: cmp.Or(c.settings.text("secret-password"), mock.DefaultSecretPassword),
	}, nil
}

// command is how this run is written, but for what is judged and the seed.
func (k *check) command() string {
	words := []string{"belvo-mock check"}
	for _, flag := range []struct{ name, value string }{
		{"client", k.Client}, {"edition", k.Edition}, {"features", k.Features}, {"addr", k.Addr}, {"server", k.Server},
	} {
		if flag.value != "" {
			words = append(words, "--"+flag.name+" "+quoted(flag.value))
		}
	}
	return strings.Join(words, " ")
}

// list prints what would be judged.
func (k *check) list(c *call, cfg harness.Config) error {
	listed, err := harness.List(cfg)
	if err != nil {
		return &usageError{err}
	}
	for _, s := range listed {
		if _, err := fmt.Fprintf(c.stdout, "%-8s %-7s %-8s %s\n", s.ID, s.Level, s.Tier, s.Title); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(c.stdout, "%d scenarios, about %s\n", len(listed), harness.Estimate(listed, cfg))
	return err
}

// write leaves the reports where they are wanted.
func (k *check) write(c *call, r report.Report) error {
	var problems []error
	if k.Out != "" {
		if err := report.Write(k.Out, r); err != nil {
			problems = append(problems, misuse("--out: %w", err))
		}
	}
	if summary := c.settings.env["GITHUB_STEP_SUMMARY"]; summary != "" {
		problems = append(problems, report.AppendSummary(summary, r), report.Annotations(c.stdout, r))
	}
	return errors.Join(problems...)
}

// init writes a client file to begin with.
func (k *check) init(c *call) error {
	path := cmp.Or(k.Client, "client.yaml")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return misuse("--init: %s is there already", path)
	}
	if err != nil {
		return misuse("--init: %w", err)
	}
	_, err = file.Write(harness.InitialClient())
	if err = errors.Join(err, file.Close()); err != nil {
		return misuse("--init: %w", err)
	}
	_, err = fmt.Fprintf(c.stdout, "wrote %s: read it, then run belvo-mock check --client %s\n", path, path)
	return err
}
