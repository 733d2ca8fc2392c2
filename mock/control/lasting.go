package control

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// A lasting answer is JSON that is the same for as long as the server runs, so a
// reader who has it is told that and no more.
type lasting []byte

func (text lasting) answer(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256(text)
	tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
	w.Header().Set("Cache-Control", "no-cache") // which is: ask whether it is still so
	w.Header().Set("ETag", tag)
	w.Header().Add("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if !acceptsGzip(r) {
		_, _ = w.Write(text) // who went away is told nothing
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	packed := gzip.NewWriter(w)
	_, _ = packed.Write(text)
	_ = packed.Close()
}

// acceptsGzip tells whether a reader takes gzip; one that refuses it by q=0 does not.
func acceptsGzip(r *http.Request) bool {
	for one := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(one, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(strings.TrimPrefix(quality, "q="), "0.") != "" || quality == ""
		}
	}
	return false
}

func published(context.Context, Host, *http.Request) (int, any, error) {
	return okay(lasting(document()), nil)
}

func contract(ctx context.Context, h Host, _ *http.Request) (int, any, error) {
	text, err := h.Contract(ctx)
	return okay(lasting(text), err)
}
