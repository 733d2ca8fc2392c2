// Package cli is the command line: one file a command. It alone reads the
// environment.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	good   = 0
	failed = 1 // doctor and health: no
	usage  = 2 // a flag, an argument or a file that cannot be used
	bug    = 4 // our own fault
)

// commands are what can be called, with the flags that all of them have.
type commands struct {
	Version kong.VersionFlag `help:"Print the version and exit."`
	Config  string           `help:"YAML file with flags: its keys are their names." placeholder:"FILE"`

	Serve     serve     `cmd:"" default:"withargs" help:"Serve the provider and its control API on one port; the default command."`
	Check     check     `cmd:"" help:"Judge a client by Gherkin scenarios; without one, the bundled reference client."`
	Doctor    doctor    `cmd:"" help:"Say whether a webhook URL can be reached from here, and if not, why."`
	Health    health    `cmd:"" help:"Ask a running server whether it is ready."`
	Catalogue catalogue `cmd:"" help:"List operations, editions, personas, institutions, users, faults, requirements or steps."`
	Export    export    `cmd:"" help:"Write the bundled contract, fixtures, features and scenarios to a folder."`
}

// BeforeResolve reads the file of flags, once the parser knows which.
func (c *commands) BeforeResolve(parsed *kong.Context, s *settings) error { return s.load(parsed) }

// A call is what a command may touch.
type call struct {
	ctx            context.Context
	settings       *settings
	stdout, stderr io.Writer
}

// A usageError is something that the caller has to change. Every line of it is
// one problem.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func misuse(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// errNo ends a command that has printed that its answer is no.
var errNo = errors.New("no")

// exiting is thrown when the parser has printed help or the version.
type exiting int

// Main runs a command and returns its exit code.
func Main(args, environ []string, stdout, stderr io.Writer) int {
	return run(context.Background(), args, environ, stdout, stderr)
}

// run is Main until ctx ends, which is for serve what a signal is.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case exiting:
			code = int(thrown)
		default:
			code = bug
			_, _ = fmt.Fprintf(stderr, "belvo-mock: this is a bug in belvo-mock: %v\n%s", thrown, debug.Stack())
		}
	}()
	err := parse(args, &call{ctx: ctx, settings: newSettings(environ), stdout: stdout, stderr: stderr})
	switch {
	case err == nil:
		return good
	case errors.Is(err, errNo):
		return failed
	}
	if exit, ok := errors.AsType[exitError](err); ok {
		return int(exit)
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		_, _ = fmt.Fprintln(stderr, "belvo-mock:", line) // when stderr is gone nobody can be told
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return usage
	}
	return bug
}

// parse reads the arguments and runs the command that they name.
func parse(args []string, c *call) error {
	parser, err := kong.New(&commands{},
		kong.Name("belvo-mock"),
		kong.Description("An asynchronous open-finance provider for laptops and CI. "+
			"Every flag can be set by the environment too: --webhook-url is "+variable("webhook-url")+"."),
		kong.Vars{"version": "belvo-mock " + ownVersion()},
		kong.Writers(c.stdout, c.stderr),
		kong.Exit(func(code int) { panic(exiting(code)) }),
		kong.Resolvers(c.settings),
		kong.Bind(c, c.settings),
	)
	if err != nil {
		return fmt.Errorf("declare commands: %w", err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return &usageError{c.settings.placed(plainly(err))}
	}
	return command.Run()
}

// ended is how the parser says that the arguments ended where a value belongs.
var ended = regexp.MustCompile(`expected \w+ value but got "EOL" \(<EOL>\)`)

// plainly is the parser's error in words for people.
func plainly(err error) error {
	return errors.New(ended.ReplaceAllString(err.Error(), "its value is missing"))
}
