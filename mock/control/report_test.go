package control_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

const reportEvent = "event: report\n" +
	`data: {"id":"p-1","state":"running","updated":"2026-03-02T12:00:00.0000005Z","planned":3,"client":"a <b> & c","version":"1",` +
	`"edition":"guide","seed":9007199254740991,"plan":"core","started":"2026-03-02T12:00:00.0000005Z","took_ms":7,"exit":0,` +
	`"counts":{"pass":1,"fail":2,"warn":3,"inconclusive":4,"not_applicable":5,"disabled":6,"error":7}}` + "\n"

// Reports come as they are and as they change, and in between the stream shows
// that it is alive; a shutdown ends it.
func TestStreamOfReports(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shutdown := make(chan struct{})
		s := serveLive(t, newFake(), control.HandlerConfig{Shutdown: shutdown}, "/_mock/reports")
		if s.status != 200 || s.conn.Header.Get("Content-Type") != "text/event-stream" {
			t.Fatalf("answered %d %v", s.status, s.conn.Header)
		}
		got := []string{s.event(t), s.event(t), s.event(t)}
		if diff := cmp.Diff([]string{reportEvent, reportEvent, ": still here\n"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		synctest.Wait()
		close(shutdown)
		if rest, err := io.ReadAll(s); err != nil || len(rest) > 0 {
			t.Errorf("the stream ends with %q, %v", rest, err)
		}
	})
}

func TestStreamOfReportsRefuses(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	close(over)
	tests := []struct {
		name, url string
		cfg       control.HandlerConfig
		fail      error
		status    int
		code      control.Code
	}{
		{"a parameter", "/_mock/reports?since=1", control.HandlerConfig{}, nil, 400, control.Unknown},
		{"without the token", "/_mock/reports", control.HandlerConfig{Token: "t"}, nil, 401, control.Unauthorized},
		{"after the end", "/_mock/reports", control.HandlerConfig{Shutdown: over}, context.Canceled, 410, control.Gone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			f.fail = tt.fail
			w := ask(t, f, tt.cfg, "GET", tt.url, "", "Accept", "text/event-stream")
			if got := refusalIn(t, w.Body.Bytes()).Code; w.Code != tt.status || got != tt.code {
				t.Errorf("answered %d %s, want %d %s", w.Code, got, tt.status, tt.code)
			}
		})
	}
}

// Who follows from afar is told what the host tells, and anew after the stream
// broke off, until it is refused.
func TestFollowReports(t *testing.T) {
	t.Parallel()
	far, _ := serve(t, newFake(), control.HandlerConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for info, err := range far.FollowReports(ctx) {
		if n++; n < 3 {
			if diff := cmp.Diff(fixedReport, info); err != nil || diff != "" {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
		} else if !errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v", err)
		}
		if n == 2 {
			cancel()
		}
	}
	stream := reportEvent + "\n"
	again := clientOf(t, "http://mock.test", &canned{streams: []string{stream, stream + "event: error\ndata: {\"error\":{\"code\":\"gone\",\"message\":\"m\"}}\n\n"}}, "")
	var ids []string
	var end error
	for info, err := range again.FollowReports(t.Context()) {
		ids, end = append(ids, info.ID), err
	}
	told, _ := errors.AsType[*control.Error](end)
	if diff := cmp.Diff([]string{"p-1", "p-1", ""}, ids); diff != "" || told == nil || told.Code != control.Gone {
		t.Errorf("it ends with %v (-want +got):\n%s", end, diff)
	}
}

// A report may be larger than other bodies, up to a limit of its own.
func TestReportsMayBeLarge(t *testing.T) {
	t.Parallel()
	verdict := func(size int) string {
		return `{"id":"A","verdict":"pass","output":"` + strings.Repeat("x", size) + `"}`
	}
	for _, call := range []struct{ method, url, form string }{
		{"POST", "/_mock/reports", `{"client":"c","verdicts":[%s]}`},
		{"PUT", "/_mock/reports/p", `{"client":"c","verdicts":[%s]}`},
		{"POST", "/_mock/reports/p/verdicts", `%s`},
	} {
		w := ask(t, newFake(), control.HandlerConfig{}, call.method, call.url, fmt.Sprintf(call.form, verdict(1<<20)))
		if w.Code >= 300 {
			t.Errorf("%s %s is answered with %d %s", call.method, call.url, w.Code, w.Body)
		}
		w = ask(t, newFake(), control.HandlerConfig{}, call.method, call.url, fmt.Sprintf(call.form, verdict(control.MaxReport)))
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s %s is answered with %d", call.method, call.url, w.Code)
		}
	}
}

func TestVerdictsAreJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", "<html>"} {
		f := newFake()
		w := ask(t, f, control.HandlerConfig{}, "POST", "/_mock/reports/p/verdicts", body)
		if got := refusalIn(t, w.Body.Bytes()).Code; got != control.Invalid || len(f.heardAll()) > 0 {
			t.Errorf("%q is answered with %d %s", body, w.Code, got)
		}
	}
}
