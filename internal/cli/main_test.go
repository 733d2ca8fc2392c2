package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// The test binary is belvo-mock as well, for scripts and for signals.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"belvo-mock": func() { os.Exit(Main(os.Args[1:], os.Environ(), os.Stdout, os.Stderr)) },
	})
}

// A running is a serve in this process.
type running struct {
	url, control string // of the API and of its control
	banner       string
	logs         *text
	end          func() int // stops it, and returns its exit code
}

// begin starts serve on a port that is free.
func begin(environ []string, args ...string) (*running, error) {
	ctx, cancel := context.WithCancel(context.Background())
	printed, code, logs := make(firstText, 1), make(chan int, 1), &text{}
	go func() {
		code <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), environ, printed, logs)
	}()
	r := &running{logs: logs, end: sync.OnceValue(func() int { cancel(); return <-code })}
	select {
	case <-code:
		cancel()
		return nil, errors.New(logs.String())
	case r.banner = <-printed:
	}
	urls := regexp.MustCompile(`https?://127\.0\.0\.1:\d+`).FindAllString(r.banner, 2)
	r.url, r.control = urls[0], urls[1]
	return r, nil
}

// start is begin for a test, which ends it.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startIn(t, nil, args...)
}

// startIn is start with an environment.
func startIn(t *testing.T, environ []string, args ...string) *running {
	t.Helper()
	r, err := begin(environ, args...)
	if err != nil {
		t.Fatalf("serve %v: %v", args, err)
	}
	t.Cleanup(func() {
		if code := r.end(); code != good {
			t.Errorf("serve %v ends with %d: %s", args, code, r.logs)
		}
	})
	return r
}

// A firstText hands over what is written to it first, such as the banner.
type firstText chan string

func (f firstText) Write(b []byte) (int, error) {
	select {
	case f <- string(b):
	default:
	}
	return len(b), nil
}

// A text is what was written, for many at once.
type text struct {
	mu   sync.Mutex
	text strings.Builder
}

func (t *text) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(b)
}

func (t *text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// called runs a command in this process.
func called(environ []string, args ...string) (code int, stdout, stderr string) {
	var out, errs text
	code = run(context.Background(), args, environ, &out, &errs)
	return code, out.String(), errs.String()
}

// patience is how long a script may hang.
const patience = 3 * time.Minute

// The scripts have commands of their own:
//
//	exits CODE PROGRAM ARG…   runs a program that ends with exactly CODE
//	provider ARG…             starts serve on a free port: $URL, $ADDRESS and its $NUMBER
//	taken                     listens on a port: $TAKEN and its number $TAKENPORT
//	vacant                    keeps a port on which nobody listens: $VACANT
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		RequireUniqueNames: true,
		Deadline:           wall.Now().Add(patience),
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0") // the race detector would sleep a second in every process
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "provider": provider, "taken": taken, "vacant": vacant,
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		ended, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = ended.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code is %d, want %d", got, want)
	}
}

func provider(ts *testscript.TestScript, _ bool, args []string) {
	r, err := begin([]string{"XDG_CACHE_HOME=" + ts.Getenv("XDG_CACHE_HOME")}, args...)
	ts.Check(err)
	ts.Defer(func() { r.end() })
	ts.Setenv("URL", r.url)
	ts.Setenv("ADDRESS", r.url[strings.LastIndex(r.url, "/")+1:])
	ts.Setenv("NUMBER", r.url[strings.LastIndex(r.url, ":")+1:])
}

func taken(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv("TAKEN", l.Addr().String())
	ts.Setenv("TAKENPORT", strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
}

// vacant binds a port without listening there, so that nobody else can.
func vacant(ts *testscript.TestScript, _ bool, _ []string) {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	ts.Check(err)
	ts.Defer(func() { _ = syscall.Close(socket) })
	ts.Check(syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	bound, err := syscall.Getsockname(socket)
	ts.Check(err)
	ts.Setenv("VACANT", fmt.Sprintf("127.0.0.1:%d", bound.(*syscall.SockaddrInet4).Port))
}
