package control_test

import (
	"compress/gzip"
	"io"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// Documents are packed for who takes that, and not sent twice to who has them.
func TestDocumentsLast(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{"/_mock/openapi.json": string(control.Document()), "/_mock/vendor.json": string(fixedRow)} {
		plain := ask(t, newFake(), control.HandlerConfig{Token: "t"}, "GET", url, "", "Accept-Encoding", "br, gzip;q=0")
		if plain.Code != 200 || plain.Body.String() != want || plain.Header().Get("Cache-Control") != "no-cache" || plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v %.80s", url, plain.Code, plain.Header(), plain.Body)
		}
		packed := record(t, control.Handler(newFake(), control.HandlerConfig{}), "GET", url, "Accept-Encoding", "gzip, br")
		unpacked, err := gzip.NewReader(packed.Body)
		if err != nil || packed.Header().Get("Content-Encoding") != "gzip" || packed.Header().Get("Vary") != "Accept-Encoding" {
			t.Fatalf("%s: %v, %v", url, packed.Header(), err)
		}
		if text, err := io.ReadAll(unpacked); err != nil || string(text) != want {
			t.Errorf("%s unpacks to %.80s, %v", url, text, err)
		}
		again := ask(t, newFake(), control.HandlerConfig{}, "GET", url, "", "If-None-Match", plain.Header().Get("ETag"))
		if again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("%s again: %d %.80s", url, again.Code, again.Body)
		}
		if other := ask(t, newFake(), control.HandlerConfig{}, "GET", url, "", "If-None-Match", `W/"0"`); other.Code != 200 {
			t.Errorf("%s for who has another: %d", url, other.Code)
		}
	}
}
