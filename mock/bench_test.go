package mock_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// crowd is a provider with n links besides the guide's. Its answers are not
// held against the contract, as in serve.
func crowd(b *testing.B, n int, cfg mock.Config) (*mock.Server, control.Workspace) {
	b.Helper()
	p, err := mock.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(p.Close)
	w, err := p.Host().Open(b.Context(), "default")
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		if _, err := w.AddLink(b.Context(), control.LinkSpec{ID: crowdLink(i)}); err != nil {
			b.Fatal(err)
		}
	}
	return p, w
}

// crowdLink is the id of the ith link of a crowd.
func crowdLink(i int) string { return fmt.Sprintf("%08x-%04x-4000-8000-000000000000", i+1, i%65536) }

// A request must not cost more because there are other links.
func BenchmarkListAmongLinks(b *testing.B) {
	for _, n := range []int{1, 1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, _ := crowd(b, n-1, mock.Config{Start: start, Frozen: true})
			serve(b, p, "POST", "/api/transactions/", `{"link": "`+guideLink+`", "date_from": "2025-03-02", "date_to": "2026-03-02"}`, 201)
			for b.Loop() {
				serve(b, p, "GET", "/api/transactions/?link="+guideLink, "", 200)
			}
		})
	}
}

func BenchmarkAskAmongLinks(b *testing.B) {
	for _, n := range []int{1, 1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, _ := crowd(b, n-1, mock.Config{Start: start, Frozen: true})
			for b.Loop() {
				serve(b, p, "POST", "/api/transactions/", `{"link": "`+guideLink+`", "date_from": "2026-01-01", "date_to": "2026-01-31"}`, 202)
			}
		})
	}
}

// A page of links must cost little where there are many, and so must one link.
func BenchmarkLooksAtLinks(b *testing.B) {
	_, w := crowd(b, 100_000, mock.Config{Start: start, Frozen: true})
	for name, q := range map[string]control.LinkQuery{
		"first": {}, "middle": {After: crowdLink(50_000)}, "found": {Text: guideLink}, "not found": {Text: "nobody"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.Links(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("one", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.Link(b.Context(), crowdLink(50_000)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// What rules cost that match nothing which is asked: none at all, and some.
func BenchmarkRules(b *testing.B) {
	for _, n := range []int{0, 1, 100} {
		p, w := crowd(b, 0, mock.Config{Start: start, Frozen: true})
		serve(b, p, "POST", "/api/transactions/", `{"link": "`+guideLink+`", "date_from": "2025-03-02", "date_to": "2026-03-02"}`, 201)
		for range n {
			if _, err := w.AddFault(b.Context(), fault.Rule{Fault: "reset", On: fault.On{Link: crowdLink(1)}}); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(fmt.Sprintf("list/%d", n), func(b *testing.B) {
			for b.Loop() {
				serve(b, p, "GET", "/api/transactions/?link="+guideLink, "", 200)
			}
		})
		b.Run(fmt.Sprintf("ask/%d", n), func(b *testing.B) {
			for b.Loop() {
				serve(b, p, "POST", "/api/transactions/", `{"link": "`+guideLink+`", "date_from": "2026-01-01", "date_to": "2026-01-31"}`, 202)
			}
		})
	}
}

// serve asks without a socket; a POST that wants 202 is asynchronous.
func serve(b *testing.B, p *mock.Server, method, path, body string, want int) {
	b.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.SetBasicAuth(mock.DefaultSecretID, mock.DefaultSecretPassword)
	if want == http.StatusAccepted {
		r.Header.Set("X-Belvo-Request-Mode", "async")
	}
	answer := httptest.NewRecorder()
	p.ServeHTTP(answer, r)
	if answer.Code != want {
		b.Fatalf("%s %s is answered %d %s", method, path, answer.Code, answer.Body)
	}
}

// Memory for links that nobody has read yet.
func BenchmarkHundredThousandLinks(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		p, _ := crowd(b, 100_000, mock.Config{})
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
		runtime.KeepAlive(p)
	}
}

// Webhooks to a receiver on loopback that answers at once, journalled.
func BenchmarkDeliveries(b *testing.B) {
	var heard atomic.Int64
	all := make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		if heard.Add(1) == int64(b.N) {
			close(all)
		}
	}))
	b.Cleanup(receiver.Close)
	_, w := crowd(b, 0, mock.Config{WebhookURL: receiver.URL})
	b.ResetTimer()
	for range b.N {
		if _, err := w.Notify(b.Context(), control.Notice{LinkID: guideLink, Type: "TRANSACTIONS", Code: "new_transactions_available", Data: []byte("{}")}); err != nil {
			b.Fatal(err)
		}
	}
	<-all
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "webhooks/s")
}

// Ten thousand retries that are pending at once leave on time: how late the
// 99th percentile is.
func BenchmarkRetriesOnTime(b *testing.B) {
	const n = 10_000
	for b.Loop() {
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
		_, w := crowd(b, 0, mock.Config{WebhookURL: receiver.URL, Retry: []time.Duration{10 * time.Second}, JournalEntries: 5 * n})
		// One every millisecond, so that their retries are due one every millisecond.
		tick := time.NewTicker(time.Millisecond)
		for range n {
			if _, err := w.Notify(b.Context(), control.Notice{LinkID: guideLink, Type: "A", Code: "b", Data: []byte("{}")}); err != nil {
				b.Fatal(err)
			}
			<-tick.C
		}
		tick.Stop()
		minute := control.Duration(time.Minute)
		if _, err := w.Wait(b.Context(), control.Wait{Match: journal.Match{Kind: journal.KindDelivery}, Count: n, Timeout: minute}); err != nil {
			b.Fatal(err)
		}
		deliveries, err := w.Deliveries(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		var late []time.Duration
		for _, d := range deliveries {
			late = append(late, d.Attempts[1].At.Sub(d.Attempts[0].At)-10*time.Second)
		}
		slices.Sort(late)
		b.ReportMetric(float64(late[n*99/100].Microseconds())/1000, "p99-late-ms")
		receiver.Close()
	}
}
