package control_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve is a client of a Handler of h; what crosses is held against the
// document.
func serve(t *testing.T, h control.Host, cfg control.HandlerConfig) (*control.Client, *inspector) {
	t.Helper()
	s := httptest.NewServer(control.Handler(h, cfg))
	t.Cleanup(s.Close)
	i := &inspector{t: t, next: s.Client().Transport}
	return clientOf(t, s.URL, i, cfg.Token), i
}

func clientOf(t *testing.T, url string, transport http.RoundTripper, token string) *control.Client {
	t.Helper()
	c, err := control.NewClient(control.ClientConfig{URL: url, Token: token, HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// open is the workspace of a fake.
func open(t *testing.T, h control.Host) control.Workspace {
	t.Helper()
	w, err := h.Open(t.Context(), "default")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// written is a journal of a call, a job and a finding.
func (f *fake) written() *fake {
	f.journal.Append(journal.Entry{At: noon, Wall: noon, Kind: journal.KindCall, Line: "call", Data: journal.NewCall("POST", "/api/links/", "", nil, []byte(`{"a":1}`))})
	f.journal.Append(journal.Entry{At: noon, Wall: noon, Kind: journal.KindJob, Line: "job", LinkID: "0", RequestID: odd, DeliveryID: "d", Data: journal.JobData{ID: "j-1", State: "done"}})
	f.journal.Append(journal.Entry{At: noon, Wall: noon, Kind: journal.KindFinding, Line: "finding", Data: journal.FindingData{Code: "c", Message: "<&>"}})
	return f
}

func TestFarIsAsNear(t *testing.T) {
	t.Parallel()
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			near, behind := newFake().written(), newFake().written()
			far, inspector := serve(t, behind, control.HandlerConfig{Token: "t0ken"})
			want, err := m.do(t.Context(), near)
			if err != nil {
				t.Fatal(err)
			}
			got, err := m.do(t.Context(), far)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%v (-near +far):\n%s", err, diff)
			}
			heard := slices.DeleteFunc(behind.heardAll(), func(call string) bool { return call == "Info []" && m.name != "Info" })
			if m.name == "Info" {
				heard = heard[1:] // Open asks for it as well
			}
			if diff := cmp.Diff(near.heardAll(), heard); diff != "" {
				t.Errorf("what the host was asked (-near +far):\n%s", diff)
			}
			if last := inspector.calls[len(inspector.calls)-1]; last != m.call {
				t.Errorf("the call was %s, want %s", last, m.call)
			}
		})
	}
}

// The table above misses no call but the document's own and those that are for
// browsers alone, and no method but three.
func TestTheMethodsAreAll(t *testing.T) {
	t.Parallel()
	calls, names := []string{"GET /_mock/openapi.json", "POST /_mock/session", "DELETE /_mock/session"}, []string{"Open", "Follow", "FollowReports"}
	for _, m := range methods() {
		calls, names = append(calls, m.call), append(names, m.name)
	}
	slices.Sort(calls)
	if diff := cmp.Diff(control.Routes(), slices.Compact(calls)); diff != "" {
		t.Errorf("calls (-served +tested):\n%s", diff)
	}
	var all []string
	for _, of := range []reflect.Type{reflect.TypeFor[control.Host](), reflect.TypeFor[control.Workspace]()} {
		for i := range of.NumMethod() {
			all = append(all, of.Method(i).Name)
		}
	}
	slices.Sort(all)
	slices.Sort(names)
	if diff := cmp.Diff(all, names); diff != "" {
		t.Errorf("methods (-there +tested):\n%s", diff)
	}
}

// A refusal comes back whole, whatever its code.
func TestFarRefusesAsNear(t *testing.T) {
	t.Parallel()
	seen := newFake().written()
	page, err := seen.journal.List(journal.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range codesInSource(t) {
		for _, want := range []*control.Error{
			{Code: c.code, Message: "No <b>way</b>."},
			{Code: c.code, Message: "No.", Field: "webhook.url", Pending: fixedPending, Seen: page.Items},
		} {
			if c.code != control.NotSettling {
				want.Pending = nil
			} else if want.Pending == nil {
				want.Pending = []control.Pending{}
			}
			if c.code != control.TimedOut {
				want.Seen = nil
			}
			f := newFake()
			f.fail = want
			s := httptest.NewServer(control.Handler(f, control.HandlerConfig{}))
			w := open(t, openable{clientOf(t, s.URL, s.Client().Transport, "")})
			_, err := w.Settle(t.Context())
			got, ok := errors.AsType[*control.Error](err)
			if diff := cmp.Diff(want, got); !ok || diff != "" {
				t.Errorf("%s: %v (-near +far):\n%s", c.code, err, diff)
			}
			s.Close()
		}
	}
}

// openable opens the fake's workspace while Info, which Open asks for, fails.
type openable struct{ *control.Client }

func (o openable) Open(c ctx, id string) (workspace, error) {
	return control.Far(o.Client, "w-1"), nil
}

// What no Host should return is told as a bug, and nothing crashes.
func TestOtherErrorsAreBugs(t *testing.T) {
	t.Parallel()
	for _, m := range methods() {
		if m.name == "ID" {
			continue // it asks nothing
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			f.fail = errors.New("boom")
			far, _ := serve(t, f, control.HandlerConfig{})
			_, err := m.do(t.Context(), openable{far})
			want := &control.Error{Code: control.Internal, Message: "boom"}
			got, _ := errors.AsType[*control.Error](err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
	f := newFake()
	f.fail = &control.Error{Code: "new", Message: "m"}
	answer := record(t, control.Handler(f, control.HandlerConfig{}), "GET", "/_mock/version")
	if answer.Code != 500 || !strings.Contains(answer.Body.String(), `"new"`) {
		t.Errorf("an unknown code is answered with %d %s", answer.Code, answer.Body)
	}
}

func TestOpenFindsNothing(t *testing.T) {
	t.Parallel()
	far, _ := serve(t, newFake(), control.HandlerConfig{})
	for _, id := range []string{"", ".", "..", "w-2", odd, "w-1/clock", "../w-1"} {
		_, err := far.Open(t.Context(), id)
		if e, ok := errors.AsType[*control.Error](err); !ok || e.Code != control.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestNewClientRefuses(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "localhost:8080", "ftp://a", "http://", "/x", "http://a/?b", "http://a/#b", "http://a:b:c"} {
		if c, err := control.NewClient(control.ClientConfig{URL: url}); err == nil || !strings.Contains(err.Error(), url) {
			t.Errorf("%q: %v, %v", url, c, err)
		}
	}
}

// A server that is no belvo-mock is no reason to guess.
func TestAnotherServer(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"404": http.NotFound,
		"200": func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>")) },
	} {
		s := httptest.NewServer(handler)
		far := clientOf(t, s.URL+"/", s.Client().Transport, "")
		_, err := far.Open(t.Context(), "w-1")
		var streamed error
		for _, streamed = range control.Far(far, "w-1").Follow(t.Context(), 0) {
		}
		for _, err := range []error{err, streamed} {
			if _, ours := errors.AsType[*control.Error](err); err == nil || ours {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.Close()
	}
}
