package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed templates/*.html
var sources embed.FS

// templates are all pages, by name; each has the frame and the blocks beside
// its own.
var templates = sync.OnceValue(func() map[string]*template.Template {
	names, err := sources.ReadDir("templates")
	if err != nil {
		panic(err)
	}
	all := map[string]*template.Template{}
	for _, file := range names {
		name := strings.TrimSuffix(file.Name(), ".html")
		if name == "frame" || strings.HasPrefix(name, "block_") {
			continue
		}
		t := template.New(name).Funcs(functions())
		all[name] = template.Must(t.ParseFS(sources, "templates/frame.html", "templates/block_*.html", path.Join("templates", file.Name())))
	}
	return all
})

// functions are what templates can call.
func functions() template.FuncMap {
	return template.FuncMap{
		"asset":  assetPath,
		"clock":  func(t time.Time) string { return t.UTC().Format("15:04:05.000") },
		"moment": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
		"day":    func(t time.Time) string { return t.UTC().Format(time.DateOnly) },
		"money":  money,
		"inc":    func(n int) int { return n + 1 },
		"iso":    func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) },
		"span":   span,
		"short":  short,
		"words":  func(id string) string { return strings.ReplaceAll(id, "_", " ") },
		"plural": plural,
	}
}

// A sheet is what a template is given.
type sheet struct {
	Visit *visit
	Data  any
}

// write answers with a page.
func (s *server) write(w http.ResponseWriter, status int, v *visit, name string, data any) {
	var text bytes.Buffer
	if err := templates()[name].ExecuteTemplate(&text, "frame", sheet{v, data}); err != nil {
		http.Error(w, "the page "+name+" cannot be made: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	send(w, v.Request, status, text.Bytes())
}

// fragment makes one part of a page.
func fragment(v *visit, part string, data any) (string, error) {
	var text bytes.Buffer
	err := templates()[v.page.name].ExecuteTemplate(&text, part, sheet{v, data})
	return text.String(), err
}

// digest tells one text from another.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}
