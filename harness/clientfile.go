package harness

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"
)

// A ClientFile says how a client in any language is brought under way and what
// it offers. It is read from YAML:
//
//	name: my-integration
//	start: {exec: [node, server.js], env: {PORT: "{port}"}, ready: "http://127.0.0.1:{port}/healthz"}
//	callback: http://127.0.0.1:{port}/webhooks/belvo
//	trigger: {http: {method: POST, url: "http://127.0.0.1:{port}/sync", json: {link: "{link}"}}}
//	probe: {exec: [./held.sh, "{link}", "{resource}"]}
//	declares: {webhook_authorization: "Bearer s3cret", polls_within: 2m, logs_request_id: true}
//
// Only name and callback must be there. It is a Maker; get one with ReadClient
// or ParseClient.
type ClientFile struct {
	name     string
	folder   string    // where relative paths and commands begin
	start    *starting // nil: the client runs already
	callback template
	trigger  *order
	probe    *order
	restart  *order
	declared declared
	used     atomic.Uint32 // ports that processes were given so far

	came   atomic.Bool           // a client was ready once
	absent atomic.Pointer[error] // why one was not ready in all the time that it had
}

// A starting is how a process of a client is made.
type starting struct {
	exec  []template
	env   []named
	ready template // URL that answers 2xx; empty: the callback's address takes connections
}

// A named is a value under a name, such as of the environment.
type named struct {
	name  string
	value template
}

// A declared is what a client says of itself.
type declared struct {
	authorization string
	pollsWithin   time.Duration
	logsRequestID bool
}

// fixedAddress is where a client that is not told finds the provider; it is the
// default of serve.
const fixedAddress = "127.0.0.1:8080"

// maxClientFile is how many bytes a client file may have: the reader of YAML
// takes minutes for a large one that is nested deep enough.
const maxClientFile = 16 << 10

// ReadClient reads a client file. All that is wrong with it is told at once,
// each with file, line and column.
func ReadClient(path string) (*ClientFile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("client file: %w", err)
	}
	return ParseClient(path, text)
}

// ParseClient is ReadClient of a text. The name is that of the file, for errors
// and for paths in it.
func ParseClient(name string, text []byte) (*ClientFile, error) {
	folder, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > maxClientFile {
		return nil, fmt.Errorf("%s:1:1: the file has %d bytes; want at most %d", name, len(text), maxClientFile)
	}
	f := &ClientFile{folder: folder}
	if err := f.read(name, text); err != nil {
		return nil, err
	}
	return f, nil
}

// Name is what the report calls the client.
func (f *ClientFile) Name() string { return f.name }

// Offers are the client's.
func (f *ClientFile) Offers() Offers {
	o := Offers{
		Trigger: f.trigger != nil, Probe: f.probe != nil, Restart: f.start != nil || f.restart != nil,
		Isolated: f.isolated(),
		Beside:   2 * runtime.NumCPU(), Authorization: f.declared.authorization, PollsWithin: f.declared.pollsWithin, LogsRequestID: f.declared.logsRequestID,
	}
	if !f.start.told("base_url") {
		o.Address = fixedAddress
	}
	return o
}

// isolated tells whether each process has a port, a provider and a workspace of
// its own: what it is not told is the same for all of them.
func (f *ClientFile) isolated() bool {
	return f.callback.uses("port") && f.start.told("base_url") && f.start.told("secret_id") && f.start.told("secret_password")
}

// told tells whether a process is given a value by its arguments or its
// environment.
func (s *starting) told(placeholder string) bool {
	if s == nil {
		return false
	}
	for _, argument := range s.exec {
		if argument.uses(placeholder) {
			return true
		}
	}
	for _, e := range s.env {
		if e.value.uses(placeholder) {
			return true
		}
	}
	return false
}
