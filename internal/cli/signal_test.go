package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// A process is a serve of its own.
type process struct {
	*running
	command *exec.Cmd
	errs    *bufio.Scanner
}

// spawn starts belvo-mock as a process on a free port.
func spawn(t *testing.T, args ...string) process {
	t.Helper()
	command := exec.CommandContext(t.Context(), "belvo-mock", append([]string{"--addr", "127.0.0.1:0"}, args...)...)
	out, outErr := command.StdoutPipe()
	errs, errsErr := command.StderrPipe()
	if err := errors.Join(outErr, errsErr, command.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() })
	p := process{&running{}, command, bufio.NewScanner(errs)}
	for lines := bufio.NewScanner(out); p.url == "" && lines.Scan(); {
		p.url = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text())
	}
	if p.url == "" {
		p.errs.Scan()
		t.Fatalf("no address is printed: %s", p.errs.Text())
	}
	p.control = p.url
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return p
}

// signal sends one, and waits until the process says that it is stopping.
func (p process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := p.command.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	for p.errs.Scan() {
		if strings.Contains(p.errs.Text(), "stopping") {
			return
		}
	}
	t.Fatal("the signal is not heeded")
}

// A slow receiver says when it has a webhook, and answers when it may.
func slowReceiver(t *testing.T) (url string, heard <-chan string, may chan<- struct{}) {
	t.Helper()
	arrived, release := make(chan string), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var sent struct {
			Code string `json:"webhook_code"`
		}
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &sent)
		arrived <- sent.Code
		select {
		case <-release:
			w.WriteHeader(http.StatusAccepted)
			arrived <- "answered"
		case <-r.Context().Done():
			arrived <- "cancelled"
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, arrived, release
}

// A signal lets a delivery that is open end, and starts no other.
func TestSignalDrains(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			url, heard, may := slowReceiver(t)
			p := spawn(t, "--webhook-url", url, "--latency", "0", "--ack-timeout", "1h", "--log-format", "json")
			stream := follow(t, p.running)
			status(t, 202, askTransactions(t, p.running, "transactions"))
			if code := <-heard; code != "new_transactions_updated" {
				t.Fatalf("the webhook is %q", code)
			}
			p.signal(t, s)
			if line := p.errs.Text(); !strings.HasPrefix(line, `{"time":`) {
				t.Errorf("the log is no JSON: %s", line)
			}
			_, _ = io.Copy(io.Discard, stream) // it ends, though the delivery is open; one in the middle of a write is broken
			may <- struct{}{}
			if how := <-heard; how != "answered" {
				t.Errorf("the open delivery is %s", how)
			}
			if err := p.command.Wait(); err != nil {
				t.Errorf("after %s: %v", s, err)
			}
		})
	}
}

// follow is the live journal, which has begun.
func follow(t *testing.T, r *running) io.Reader {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.control+"/_mock/workspaces/default/journal", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	if kind := answer.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
		t.Fatalf("the live journal is %s", kind)
	}
	return answer.Body
}

// Nobody waits for the bound who does not want to.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	url, heard, _ := slowReceiver(t)
	p := spawn(t, "--webhook-url", url, "--latency", "0", "--ack-timeout", "1h")
	status(t, 202, askTransactions(t, p.running, "transactions"))
	<-heard
	p.signal(t, syscall.SIGTERM)
	if line := p.errs.Text(); !regexp.MustCompile(`^\d\d:\d\d:\d\d INF stopping`).MatchString(line) {
		t.Errorf("the log is not plain: %q", line)
	}
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := p.command.Wait()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("it ends with %v", err)
	}
	if how := <-heard; how != "cancelled" {
		t.Errorf("the open delivery is %s", how)
	}
}

// Neither a receiver that never answers nor a client that never ends its
// request keeps the process.
func TestDrainIsBounded(t *testing.T) {
	t.Parallel()
	url, heard, _ := slowReceiver(t)
	p := spawn(t, "--webhook-url", url, "--latency", "0", "--ack-timeout", "1h")
	client, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := io.WriteString(client, "POST /_mock/workspaces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	status(t, 202, askTransactions(t, p.running, "transactions"))
	<-heard
	p.signal(t, syscall.SIGTERM)
	if how := <-heard; how != "cancelled" {
		t.Errorf("the open delivery is %s", how)
	}
	if err := p.command.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}
