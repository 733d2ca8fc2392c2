package mock_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
)

// What it costs to keep what is answered: asynchronous POSTs by many at once,
// with and without a directory.
func BenchmarkAskKept(b *testing.B) {
	for name, kept := range map[string]bool{"memory": false, "kept": true} {
		b.Run(name, func(b *testing.B) {
			cfg := mock.Config{}
			if kept {
				cfg.StateDir = b.TempDir()
			}
			p, _ := crowd(b, 0, cfg)
			b.SetParallelism(32)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r := httptest.NewRequest("POST", "/api/accounts/", strings.NewReader(`{"link": "`+guideLink+`"}`))
					r.SetBasicAuth(mock.DefaultSecretID, mock.DefaultSecretPassword)
					r.Header.Set("X-Belvo-Request-Mode", "async")
					answer := httptest.NewRecorder()
					if p.ServeHTTP(answer, r); answer.Code != http.StatusAccepted {
						b.Errorf("answered %d %s", answer.Code, answer.Body)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
		})
	}
}

// How long a start takes that finds ten thousand links.
func BenchmarkRestart(b *testing.B) {
	cfg := mock.Config{StateDir: b.TempDir()}
	p, _ := crowd(b, 10_000, cfg)
	p.Close()
	b.Run("restart", func(b *testing.B) {
		for b.Loop() {
			p, err := mock.New(cfg)
			if err != nil {
				b.Fatal(err)
			}
			p.Close()
		}
	})
}
