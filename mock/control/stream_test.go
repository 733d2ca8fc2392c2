package control_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/internal/pipenet"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

const journalURL = "/_mock/workspaces/w-1/journal"

// A live is a reader of a stream in a bubble, over a network without buffers.
type live struct {
	*bufio.Reader
	conn   *http.Response
	status int
}

// in a bubble, serveLive serves f and reads the events of a URL.
func serveLive(t *testing.T, f *fake, cfg control.HandlerConfig, url string, header ...string) live {
	t.Helper()
	var network pipenet.Network
	l, err := network.Listen("mock.test:80")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: control.Handler(f, cfg)}
	go server.Serve(l)
	transport := &http.Transport{DialContext: network.DialContext}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://mock.test"+url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return live{bufio.NewReader(answer.Body), answer, answer.StatusCode}
}

// event is the next one, up to the empty line that ends it.
func (l live) event(t *testing.T) string {
	t.Helper()
	var event strings.Builder
	for {
		line, err := l.ReadString('\n')
		if err != nil {
			t.Fatalf("after %q: %v", event.String(), err)
		}
		if line == "\n" {
			return event.String()
		}
		event.WriteString(line)
	}
}

func (f *fake) note(kind journal.Kind, line, link string) {
	f.journal.Append(journal.Entry{At: noon, Wall: noon, Kind: kind, Line: line, LinkID: link})
}

func eventOf(seq int, kind, line, link string) string {
	id := ""
	if link != "" {
		id = `"link_id":"` + link + `",`
	}
	return fmt.Sprintf("id: %d\nevent: %s\ndata: {\"seq\":%[1]d,\"at\":\"2026-03-02T12:00:00.0000005Z\",\"wall\":\"2026-03-02T12:00:00.0000005Z\",\"kind\":%[2]q,\"line\":%[3]q,%[4]s\"data\":null}\n",
		seq, kind, line, id)
}

// What is there comes at once, what comes later comes then, and in between the
// stream shows that it is alive.
func TestStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.note("call", "R&D", "")
		f.note("job", "b", "L")
		s := serveLive(t, f, control.HandlerConfig{}, journalURL)
		if s.status != 200 || s.conn.Header.Get("Content-Type") != "text/event-stream" || s.conn.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("answered %d %v", s.status, s.conn.Header)
		}
		began := time.Now()
		got := []string{s.event(t), s.event(t)}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("what was there came after %s", waited)
		}
		got = append(got, s.event(t), s.event(t))
		if waited := time.Since(began); waited != 2*control.Beat {
			t.Errorf("two beats took %s", waited)
		}
		f.note("finding", "c", "")
		got = append(got, s.event(t))
		want := []string{
			eventOf(1, "call", "R&D", ""), eventOf(2, "job", "b", "L"), ": still here\n", ": still here\n", eventOf(3, "finding", "c", ""),
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestStreamSelects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, query string
		header      []string
		want        string // lines of the entries until the last
	}{
		{"all", "", nil, "a b c d end"},
		{"kinds", "?kind=job,finding", nil, "b d end"},
		{"a link", "?link_id=L", nil, "b c end"},
		{"both", "?link_id=L&kind=job,finding", nil, "b end"},
		{"another request", "?request_id=R&kind=finding", nil, ""},
		{"another delivery", "?delivery_id=D", nil, ""},
		{"since", "?since=3", nil, "d end"},
		{"resumed", "", []string{"Last-Event-ID", "2"}, "c d end"},
		{"resumed, whatever it began with", "?since=1", []string{"Last-Event-ID", "3"}, "d end"},
		{"since what is to come", "?since=5", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				f.note("call", "a", "")
				f.note("job", "b", "L")
				f.note("call", "c", "L")
				f.note("job", "d", "M")
				f.note("finding", "end", "L")
				f.journal.Close() // so that the stream says that it ended
				s := serveLive(t, f, control.HandlerConfig{}, journalURL+tt.query, tt.header...)
				var got []string
				for {
					event := s.event(t)
					if _, line, ok := strings.Cut(event, `"line":"`); ok {
						got = append(got, line[:strings.IndexByte(line, '"')])
						continue
					}
					if !strings.HasPrefix(event, "event: error\n") || !strings.Contains(event, `{"error":{"code":"gone"`) {
						t.Errorf("it ends with %q", event)
					}
					break
				}
				if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if rest, err := io.ReadAll(s); err != nil || len(rest) > 0 {
					t.Errorf("after the end come %q, %v", rest, err)
				}
			})
		})
	}
}

func TestStreamRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url, last string
		code      control.Code
		field     string
	}{
		{journalURL + "?limit=1", "", control.Unknown, "limit"},
		{journalURL, "x", control.Invalid, "Last-Event-ID"},
		{"/_mock/workspaces/w-2/journal", "", control.NotFound, ""},
	}
	for _, tt := range tests {
		w := ask(t, newFake(), control.HandlerConfig{}, "GET", tt.url, "", "Accept", "text/event-stream", "Last-Event-ID", tt.last)
		want := control.Error{Code: tt.code, Field: tt.field}
		if diff := cmp.Diff(want, refusalIn(t, w.Body.Bytes())); diff != "" {
			t.Errorf("%s: %d (-want +got):\n%s", tt.url, w.Code, diff)
		}
	}
	if w := ask(t, newFake(), control.HandlerConfig{}, "GET", journalURL, "", "Last-Event-ID", "x"); w.Code != 200 {
		t.Errorf("no stream can be resumed: %d %s", w.Code, w.Body)
	}
}
