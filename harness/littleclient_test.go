package harness_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/belvo-mock/belvo-mock/harness"
)

// The test binary is also a little client, of the manners that its environment
// names; and a harness that crashes.
func TestLittleClient(t *testing.T) {
	manners := os.Getenv("LITTLE_CLIENT")
	if manners == "" {
		return // this process is none
	}
	c := &littleClient{asked: map[string]string{}}
	for manner := range strings.SplitSeq(manners, " ") {
		does, known := littleManners[manner]
		if !known {
			t.Fatalf("a little client does not know how to be %q", manner)
		}
		does(c)
	}
	os.Exit(0)
}

type littleClient struct {
	mu    sync.Mutex
	asked map[string]string // what it was asked for → how
}

// littleManners are what a little client does, one after another.
var littleManners = map[string]func(*littleClient){
	"talks": func(*littleClient) { fmt.Println("listening soon, with", os.Getenv("SECRET"), "and no t0ken") },
	"dies": func(*littleClient) {
		fmt.Fprintln(os.Stderr, "no settings,\n\nso no client")
		os.Exit(3)
	},
	"floods": func(*littleClient) {
		for i := range 200_000 {
			fmt.Printf("line %d of a flood that nobody reads\n", i)
		}
		fmt.Println("the flood is over")
	},
	"tattles":  func(*littleClient) { tattle() },
	"stubborn": func(*littleClient) { beStubborn() },
	"parent":   func(*littleClient) { bear("tattles waits") },
	"orphan": func(*littleClient) {
		bear("tattles waits")
		_, _ = tattle().Read(make([]byte, 1)) // the child has begun
		os.Exit(0)
	},
	"waits": func(*littleClient) { select {} },
	"serves": func(c *littleClient) {
		l, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(4)
		}
		_ = http.Serve(l, c)
	},
	"once": func(*littleClient) {
		if os.Mkdir("was-here", 0o700) != nil {
			tattle()
			select {}
		}
	},
	"crashes": func(*littleClient) { crash() },
}

// tattle opens a connection that tells by its end that the process has ended.
func tattle() net.Conn {
	connection, err := net.Dial("tcp", os.Getenv("TATTLE"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(5)
	}
	fmt.Fprintln(connection, "here")
	return connection
}

// beStubborn does not end when asked to, but says that it was asked.
func beStubborn() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM)
	connection := tattle()
	go func() {
		for range asked {
			fmt.Fprintln(connection, "asked to end")
		}
	}()
}

// bear starts a child.
func bear(manners string) {
	child := exec.CommandContext(context.Background(), os.Args[0], "-test.run=^TestLittleClient$")
	child.Env = append(os.Environ(), "LITTLE_CLIENT="+manners)
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(6)
	}
}

// crash brings a client under way, and is killed before it can stop it.
func crash() {
	f, err := harness.ParseClient("crash.yaml", []byte(littleFile("tattles parent serves", "")))
	if err == nil {
		_, err = f.Make(context.Background(), harness.Whereabouts{})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(7)
	}
	_, _ = tattle().Read(make([]byte, 1)) // the client and its child have begun
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
}

// ServeHTTP answers as the little client's trigger and probe.
func (c *littleClient) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/sync", "/held":
		c.serve(w, r)
	case "/env":
		folder, _ := os.Getwd()
		_ = json.NewEncoder(w).Encode([]string{folder, os.Getenv("PORT"), os.Getenv("BASE"), os.Getenv("ID"), os.Getenv("SECRET")})
	case "/says":
		_, _ = io.WriteString(w, os.Getenv("SAYS"))
	case "/refuse":
		http.Error(w, "no such bank,\nand the secret is "+os.Getenv("SECRET"), http.StatusConflict)
	case "/die":
		fmt.Println("panic: out of cheese, and of", os.Getenv("SECRET"))
		os.Exit(7)
	case "/hang":
		<-r.Context().Done()
	}
}

// serve answers an order.
func (c *littleClient) serve(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch r.URL.Path {
	case "/sync":
		body, _ := io.ReadAll(r.Body)
		var asked map[string]string
		if err := json.Unmarshal(body, &asked); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		c.asked[asked["link"]] = fmt.Sprint(asked, " ", r.Header.Get("Authorization"))
	case "/held":
		asked, known := c.asked[r.URL.Query().Get("link")]
		if !known {
			http.NotFound(w, r)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"status": "ready", "items": []any{map[string]string{"id": asked}}})
	}
}

// littleFile is the client file of a little client with manners, and more lines.
func littleFile(manners, more string) string {
	binary, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`
name: little
start:
  exec: [%q, -test.run=^TestLittleClient$]
  env: {PATH: "", GORACE: atexit_sleep_ms=0, LITTLE_CLIENT: %q, PORT: "{port}", BASE: "{base_url}", ID: "{secret_id}", SECRET: "{secret_password}"}
  ready: http://127.0.0.1:{port}/healthz
callback: http://127.0.0.1:{port}/webhooks/belvo
%s`, binary, manners, more)
}
