// Package widget is the Connect widget as a person sees it: the script that
// applications load, and the pages that it shows, over control.Host alone.
package widget

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// Config is what the widget stands on.
type Config struct {
	Host control.Host
	// PublicURL is how people reach the server, without a path; empty: as each
	// request says.
	PublicURL string
	// Pair is the secret pair that the explanation may show, as id:password; empty:
	// none.
	Pair string
	// Kept waits until what an act has changed is kept; nil: nothing is.
	Kept func(context.Context) error
}

// ScriptPath is where the vendor's script is.
const ScriptPath = "/belvo-widget-1-stable.js"

// Owns tells whether a path is the widget's.
func Owns(path string) bool {
	return path == ScriptPath || path == "/widget" || strings.HasPrefix(path, "/widget/")
}

type widget struct{ Config }

// Handler serves the paths that the widget Owns. Forms of other sites are refused.
func Handler(cfg Config) http.Handler {
	w := widget{cfg}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+ScriptPath, w.script)
	mux.HandleFunc("GET /widget", w.open)
	mux.HandleFunc("GET /widget/{$}", w.open)
	mux.HandleFunc("GET /widget/visits/{id}", w.show)
	mux.HandleFunc("GET /widget/visits/{id}/leave", w.leave)
	mux.HandleFunc("POST /widget/visits/{id}", w.act)
	mux.HandleFunc("GET /widget/assets/{name}", w.asset)
	mux.HandleFunc("/widget/", w.nothing)
	return guarded(http.NewCrossOriginProtection().Handler(mux))
}

// policy lets pages load what is ours and nothing else, and any application
// hold them in a frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors * file: capacitor: ionic:"

// maxForm is the largest form that is read, in bytes. Our choice.
const maxForm = 1 << 16

func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
}

//go:embed assets
var assets embed.FS

func (widget) script(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	serve(w, r, path.Base(ScriptPath))
}

func (widget) asset(w http.ResponseWriter, r *http.Request) { serve(w, r, r.PathValue("name")) }

// serve writes an asset, which a browser keeps but asks for whether it is new.
func serve(w http.ResponseWriter, r *http.Request, name string) {
	text, err := assets.ReadFile("assets/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	sum := sha256.Sum256(text)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(text))
}

// refusalOf is err as a refusal; what is none is a bug of ours.
func refusalOf(err error) *control.Error {
	if refused, ok := errors.AsType[*control.Error](err); ok {
		return refused
	}
	return &control.Error{Code: control.Internal, Message: err.Error()}
}
