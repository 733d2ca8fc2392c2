package openapi

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/goccy/go-yaml"
)

func BenchmarkIndex(b *testing.B) {
	text, err := fs.ReadFile(files, "index.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			if _, err := newContract(files); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("library", func(b *testing.B) {
		var rows any
		for b.Loop() {
			if err := yaml.Unmarshal(text, &rows); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// What the first request of a tag pays, and what the published document costs.
func BenchmarkFirstUse(b *testing.B) {
	b.Run("transactions", func(b *testing.B) {
		for b.Loop() {
			c, _ := newContract(files)
			if _, err := c.documents["transactions"](); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("published", func(b *testing.B) {
		for b.Loop() {
			c, _ := newContract(files)
			if _, err := c.published(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkList(b *testing.B) {
	r := httptest.NewRequest(http.MethodGet, "/api/transactions/?link="+aLink+"&page=2&page_size=100&amount__gte=10.5", nil)
	benchmarkRequest(b, "ListTransactions", r, nil)
}

func BenchmarkPost(b *testing.B) {
	r := httptest.NewRequest(http.MethodPost, "/api/transactions/", nil)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Belvo-Request-Mode", "async")
	body := []byte(`{"link": "` + aLink + `", "date_from": "2026-01-01", "date_to": "2026-01-31", "save_data": true}`)
	benchmarkRequest(b, "RetrieveTransactions", r, body)
}

// benchmarkRequest compares our check with kin's request filter on the same document.
func benchmarkRequest(b *testing.B, id string, r *http.Request, body []byte) {
	b.Helper()
	o, found := Find(id)
	if !found {
		b.Fatalf("no operation %s", id)
	}
	doc, err := vendor().documents[o.Tag]()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if problems, err := o.CheckRequest(r, nil, body, "2026"); err != nil || problems != nil {
				b.Fatal(problems, err)
			}
		}
	})
	b.Run("unknown", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			o.Unknown(r, body)
		}
	})
	b.Run("kin", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := askKin(doc, o, r, body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
