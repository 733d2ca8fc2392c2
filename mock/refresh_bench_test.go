package mock_test

import (
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A day of a recurrent link: its refresh, and what that tells.
func BenchmarkRefreshByTheClock(b *testing.B) {
	s, err := mock.New(mock.Config{Start: start, Frozen: true, Latency: mock.AtOnce})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	w, err := s.Host().Open(b.Context(), "default")
	if err != nil {
		b.Fatal(err)
	}
	const links = 100
	for range links {
		if _, err := w.AddLink(b.Context(), control.LinkSpec{RefreshRate: "24h", FetchResources: []string{"ACCOUNTS", "TRANSACTIONS"}}); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := w.Settle(b.Context()); err != nil {
		b.Fatal(err)
	}
	day := control.Duration(24 * time.Hour)
	for b.Loop() {
		if _, err := w.Advance(b.Context(), control.Move{By: &day}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/links, "µs/refresh")
}
