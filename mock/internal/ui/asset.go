package ui

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed assets
var files embed.FS

// An asset is a file that pages load.
type asset struct {
	kind   string
	text   []byte
	zipped []byte
	tag    string
}

var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	err := fs.WalkDir(files, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		if err == nil {
			all[strings.TrimPrefix(name, "assets/")] = asset{kindOf(name), text, zip(text), digest(string(text))}
		}
		return err
	})
	if err != nil {
		panic(err)
	}
	return all
})

// kindOf does not ask the system's table, which differs from machine to machine.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(path.Ext(name))
	}
}

func zip(text []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(text) // a buffer takes all
	_ = w.Close()
	return out.Bytes()
}

// assetPath is where pages find an asset; it changes with the text. An unknown
// name is a mistake in a template.
func assetPath(name string) string {
	a, there := assets()[name]
	if !there {
		panic("there is no asset " + name)
	}
	return "/assets/" + name + "?" + a.tag
}

// serveAsset answers with an asset; one that is asked for by its tag never changes.
// Modules import each other without one, and are asked about again.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	a, there := assets()[r.PathValue("name")]
	if !there {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", `"`+a.tag+`"`)
	h.Set("Cache-Control", "no-cache")
	if r.URL.RawQuery == a.tag {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), a.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		_, _ = w.Write(a.zipped) // who went away is told nothing
		return
	}
	_, _ = w.Write(a.text)
}

func takesGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

// send writes a page, compressed for those who can read it.
func send(w http.ResponseWriter, r *http.Request, status int, text []byte) {
	if takesGzip(r) && len(text) > 1024 {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Add("Vary", "Accept-Encoding")
		text = zip(text)
	}
	w.WriteHeader(status)
	_, _ = w.Write(text) // who went away is told nothing
}
