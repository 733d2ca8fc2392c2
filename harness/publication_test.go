package harness_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
	"github.com/belvo-mock/belvo-mock/harness/report"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A reader is a Host that writes down what it is told of a run, and refuses
// what it is told to.
type reader struct {
	control.Host
	refuses map[string]error // the name of a call → with what, each time
	mu      sync.Mutex
	heard   []string
}

func (r *reader) hear(call string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heard = append(r.heard, call)
	return r.refuses[call]
}

func (r *reader) AddReport(ctx context.Context, spec control.ReportSpec) (control.ReportInfo, error) {
	if err := r.hear("begin"); err != nil {
		return control.ReportInfo{}, err
	}
	return r.Host.AddReport(ctx, spec)
}

func (r *reader) AddVerdict(ctx context.Context, id string, verdict json.RawMessage) (control.ReportInfo, error) {
	if err := r.hear("verdict"); err != nil {
		return control.ReportInfo{}, err
	}
	return r.Host.AddVerdict(ctx, id, verdict)
}

func (r *reader) SetReport(ctx context.Context, id string, spec control.ReportSpec) (control.ReportInfo, error) {
	call := "end"
	if strings.Contains(string(spec.Verdicts[0]), `"timeline":[]`) {
		call = "brief end"
	}
	if err := r.hear(call); err != nil {
		return control.ReportInfo{}, err
	}
	return r.Host.SetReport(ctx, id, spec)
}

// throughAServer judges the reference client by two scenarios, in virtual time,
// through a server that runs already.
func throughAServer(t *testing.T, refuses map[string]error, look func(*reader, report.Report)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network := inside()
		server, err := mock.New(mock.Config{Frozen: true, Dial: network.Dial, Listen: network.Listen})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		l, err := network.Listen("")
		if err != nil {
			t.Fatal(err)
		}
		web := &http.Server{Handler: server}
		go func() { _ = web.Serve(l) }()
		defer func() { _ = web.Close() }()
		host := &reader{Host: server.Host(), refuses: refuses}
		found, err := harness.Check(t.Context(), harness.Config{
			Client: reference.New(reference.Options{Network: network}), Network: network, Seed: 7, Plan: "TOL-01", Only: []string{"TOL-01"},
			Provider: &harness.Provider{Host: host, BaseURL: "http://" + l.Addr().String(), SecretID: mock.DefaultSecretID, SecretPassword: mock.DefaultSecretPassword},
		})
		if err != nil || found.Exit != 0 {
			t.Fatalf("exit %d, %v, %+v", found.Exit, err, found.Counts)
		}
		look(host, found)
	})
}

// A run through a server is told to it from its beginning to its end; then the
// server has what report.json has.
func TestARunIsPublished(t *testing.T) {
	t.Parallel()
	throughAServer(t, nil, func(host *reader, found report.Report) {
		all, err := host.Reports(t.Context())
		if err != nil || len(all) != 1 || all[0].State != control.ReportDone {
			t.Fatalf("%v: %+v", err, all)
		}
		want := append(append([]string{"begin"}, slicesOf("verdict", len(found.Verdicts))...), "end")
		if diff := cmp.Diff(want, host.heard); diff != "" {
			t.Errorf("it heard (-want +got):\n%s", diff)
		}
		got, err := host.Report(t.Context(), all[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := report.JSON(&text, found); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(objectOf(t, text.Bytes()), objectOf(t, textOf(t, got), "id", "state", "updated")); diff != "" {
			t.Errorf("(-report.json +told):\n%s", diff)
		}
	})
}

func slicesOf(word string, n int) (all []string) {
	for range n {
		all = append(all, word)
	}
	return all
}

func textOf(t *testing.T, r control.Report) []byte {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// objectOf is an object but for some keys, and how long it took.
func objectOf(t *testing.T, text []byte, keys ...string) (object map[string]any) {
	t.Helper()
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	for _, key := range append(keys, "took_ms") {
		delete(object, key)
	}
	return object
}

// A server that does not take a report is warned of, and no verdict changes.
func TestWhatIsNotPublishedIsAWarning(t *testing.T) {
	t.Parallel()
	old := control.Refuse(control.NotFound, "", "There is nothing at /_mock/reports.")
	large := control.Refuse(control.TooLarge, "", "It is too large.")
	tests := []struct {
		name    string
		refuses map[string]error
		warning string
		heard   []string
		states  []string
	}{
		{"an old server", map[string]error{"begin": old}, "nothing at /_mock/reports", []string{"begin"}, nil},
		{"a lost verdict", map[string]error{"verdict": errors.New("reset")}, "", []string{"begin", "verdict", "end"}, []string{"done"}},
		{"too much", map[string]error{"end": large}, "too large", append(append([]string{"begin"}, slicesOf("verdict", 2)...), "end", "brief end"), []string{"done"}},
		{"a lost end", map[string]error{"verdict": large, "end": errors.New("reset")}, "reset", []string{"begin", "verdict", "end"}, []string{"running"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			throughAServer(t, tt.refuses, func(host *reader, found report.Report) {
				if len(found.Warnings) != min(1, len(tt.warning)) || !strings.Contains(strings.Join(found.Warnings, ""), tt.warning) {
					t.Errorf("warnings are %q, want %q", found.Warnings, tt.warning)
				}
				if diff := cmp.Diff(tt.heard, host.heard); diff != "" {
					t.Errorf("it heard (-want +got):\n%s", diff)
				}
				all, err := host.Reports(t.Context())
				var states []string
				for _, info := range all {
					states = append(states, info.State)
				}
				if diff := cmp.Diff(tt.states, states); err != nil || diff != "" {
					t.Errorf("%v: states (-want +got):\n%s", err, diff)
				}
			})
		})
	}
}
