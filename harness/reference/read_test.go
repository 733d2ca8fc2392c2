package reference_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// When a GET is made again, and when not any more.
func TestRetries(t *testing.T) {
	t.Parallel()
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
	}
	code := func(code int, retryAfter string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if retryAfter != "" {
				w.Header().Set("Retry-After", retryAfter)
			}
			w.WriteHeader(code)
		}
	}
	good := text(onePage)
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, onePage)
		panic(http.ErrAbortHandler)
	}
	stall := func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
	const ms = time.Millisecond
	tests := []struct {
		name    string
		answers []http.HandlerFunc // the last one for ever
		want    []time.Duration
		holds   string
	}{
		{"two 503s, then fine", []http.HandlerFunc{code(503, ""), code(503, ""), good}, []time.Duration{0, 250 * ms, 750 * ms}, both},
		{"a pause in seconds", []http.HandlerFunc{code(429, "2"), good}, []time.Duration{0, 2000 * ms}, both},
		{"a pause until a moment", []http.HandlerFunc{code(429, "Sat, 01 Jan 2000 00:00:03 GMT"), good}, []time.Duration{0, 3000 * ms}, both},
		{"a pause that is shorter than the gap", []http.HandlerFunc{code(503, "0"), good}, []time.Duration{0, 250 * ms}, both},
		{"503 for ever", []http.HandlerFunc{code(503, "")}, []time.Duration{0, 250 * ms, 750 * ms, 1750 * ms, 3750 * ms}, "failed"},
		{"408", []http.HandlerFunc{code(408, ""), good}, []time.Duration{0, 250 * ms}, both},
		{"400", []http.HandlerFunc{code(400, ""), good}, []time.Duration{0}, "failed"},
		{"401", []http.HandlerFunc{code(401, ""), good}, []time.Duration{0}, "failed"},
		{"403", []http.HandlerFunc{code(403, ""), good}, []time.Duration{0}, "failed"},
		{"404", []http.HandlerFunc{code(404, ""), good}, []time.Duration{0}, "failed"},
		{"501", []http.HandlerFunc{code(501, ""), good}, []time.Duration{0}, "failed"},
		{"a redirect", []http.HandlerFunc{code(302, ""), good}, []time.Duration{0}, "failed"},
		{"a body that is cut off", []http.HandlerFunc{cut, good}, []time.Duration{0, 250 * ms}, both},
		{"JSON that breaks off", []http.HandlerFunc{text(onePage[:40]), good}, []time.Duration{0, 250 * ms}, both},
		{"JSON that is no list", []http.HandlerFunc{text(`{"count": 0}`), good}, []time.Duration{0, 250 * ms}, both},
		{"a row without an id", []http.HandlerFunc{text(`{"next": null, "results": [{"amount": 1}]}`), good}, []time.Duration{0, 250 * ms}, both},
		{"a body that stalls", []http.HandlerFunc{stall, good}, []time.Duration{0, 8250 * ms}, both},
		{"a connection that breaks", []http.HandlerFunc{func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, good}, []time.Duration{0, 250 * ms}, both},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &scene{get: func(n int, w http.ResponseWriter, r *http.Request) { tt.answers[min(n, len(tt.answers))-1](w, r) }}
			play(t, s, func(s *scene) {
				s.ask(transactions)
				s.hears(told("w-1", "request-1"))
				time.Sleep(time.Second) // which is before the first look
				for range 600 {
					time.Sleep(100 * ms)
					if got := s.holding(); got != "pending" {
						break
					}
				}
				synctest.Wait()
				var at []time.Duration
				for _, c := range s.seen("GET") {
					if c.URL != list {
						t.Errorf("reads %s", c.URL)
					}
					at = append(at, c.At)
				}
				if diff := cmp.Diff(tt.want, at); diff != "" {
					t.Errorf("reads at (-want +got):\n%s", diff)
				}
				if got := s.holding(); got != tt.holds {
					t.Errorf("holds %s, want %s\n%s", got, tt.holds, s.client.Output())
				}
			})
		})
	}
}

// A provider that is away for ten seconds is waited for, with a request as with
// a reading.
func TestOutage(t *testing.T) {
	t.Parallel()
	play(t, &scene{}, func(s *scene) {
		s.shut()
		s.ask(transactions)
		time.Sleep(10 * time.Second)
		s.open()
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if got := s.seen("POST"); len(got) != 1 {
			t.Errorf("asked %d times", len(got))
		}
		s.hears(told("w-1", "request-1"))
		s.shut()
		s.hears(told("w-2", "r", "process_type", `"recurrent_update"`))
		time.Sleep(10 * time.Second)
		s.open()
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if got := s.seen("GET"); len(got) != 3 || got[2].URL != all || s.holding() != both {
			t.Errorf("reads %v and holds %s", got, s.holding())
		}
	})
}

// How pages are followed.
func TestPages(t *testing.T) {
	t.Parallel()
	page := func(next string, ids ...string) string {
		rows := make([]string, 0, len(ids))
		for _, id := range ids {
			rows = append(rows, `{"id": "`+id+`", "amount": 1}`)
		}
		return fmt.Sprintf(`{"next": %s, "results": [%s]}`, next, strings.Join(rows, ","))
	}
	tests := []struct {
		name  string
		pages map[string]string // by URL
		reads []string
		holds string
	}{
		{
			"next is followed as it is given, to null, however few rows a page has",
			map[string]string{
				list:                                   page(`"http://bank.test/api/transactions/?z=%2F&cursor=b&&a"`, "1"),
				"/api/transactions/?z=%2F&cursor=b&&a": page(`"/api/transactions/?last"`),
				"/api/transactions/?last":              page(`null`, "3"),
			},
			[]string{list, "/api/transactions/?z=%2F&cursor=b&&a", "/api/transactions/?last"}, "ready 1=1 3=1",
		},
		{
			"pages that overlap double nothing",
			map[string]string{list: page(`"/2"`, "1", "2"), "/2": page(`null`, "2", "3")},
			[]string{list, "/2"}, "ready 1=1 2=1 3=1",
		},
		{"a circle ends", map[string]string{list: page(`"/2"`, "1"), "/2": page(`"/2"`, "2")}, []string{list, "/2"}, "failed 1=1 2=1"},
		{"another host is not asked", map[string]string{list: page(`"http://canary.test/2"`, "1")}, []string{list}, "failed 1=1"},
		{"another port is another host", map[string]string{list: page(`"http://bank.test:81/2"`, "1")}, []string{list}, "failed 1=1"},
		{"another scheme is another host", map[string]string{list: page(`"https://bank.test/2"`, "1")}, []string{list}, "failed 1=1"},
		{"a host without a scheme is another host", map[string]string{list: page(`"//canary.test/2"`, "1")}, []string{list}, "failed 1=1"},
		{"nothing is a result", map[string]string{list: page(`null`)}, []string{list}, "ready"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &scene{get: func(_ int, w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, tt.pages[r.URL.RequestURI()])
			}}
			play(t, s, func(s *scene) {
				canary, err := s.network.Listen("canary.test:80")
				if err != nil {
					t.Fatal(err)
				}
				go func() {
					if c, err := canary.Accept(); err == nil {
						t.Error("the canary was called")
						_ = c.Close()
					}
				}()
				s.ask(transactions)
				s.hears(told("w-1", "request-1"))
				var reads []string
				for _, c := range s.seen("GET") {
					reads = append(reads, c.URL)
				}
				if diff := cmp.Diff(tt.reads, reads); diff != "" {
					t.Errorf("reads (-want +got):\n%s", diff)
				}
				if got := s.holding(); got != tt.holds {
					t.Errorf("holds %s, want %s", got, tt.holds)
				}
				_ = canary.Close()
			})
		})
	}
}

// What changed is read, what vanished is dropped, and an answer that comes late
// with old data changes nothing.
func TestNewestDataWins(t *testing.T) {
	t.Parallel()
	state := func(amount, at string) string {
		return fmt.Sprintf(`{"next": null, "results": [{"id": "t-1", "amount": %s, "collected_at": %q}]}`, amount, at)
	}
	s := &scene{get: func(n int, w http.ResponseWriter, _ *http.Request) {
		switch n {
		case 1: // what stood there when it was asked
			time.Sleep(time.Second)
			_, _ = io.WriteString(w, `{"next": null, "results": [{"id": "t-1", "amount": 1, "collected_at": "2026-03-02T12:00:00Z"}, {"id": "t-2", "amount": 5}]}`)
		case 2:
			_, _ = io.WriteString(w, state("2", "2026-03-02T09:00:00.001-03:00"))
		default:
			_, _ = io.WriteString(w, state("2", "2026-03-02T12:00:00.001000Z"))
		}
	}}
	play(t, s, func(s *scene) {
		s.ask(transactions)
		s.hears(told("w-1", "request-1"))
		s.hears(told("w-2", "r", "webhook_code", `"transactions_updated"`, "process_type", `"recurrent_update"`, "data", `{"transactions": ["t-1"]}`))
		s.hears(told("w-3", "r", "webhook_code", `"transactions_deleted"`, "process_type", `"recurrent_update"`, "data", `{"transactions": ["t-2"]}`))
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if got := s.holding(); got != "ready t-1=2" {
			t.Errorf("holds %s, want what was newest", got)
		}
		for _, c := range s.seen("GET")[1:] {
			if c.URL != all {
				t.Errorf("reads %s, want %s", c.URL, all)
			}
		}
	})
}
