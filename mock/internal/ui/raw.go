package ui

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A raw is one message as it was kept: its first line, header and body.
type raw struct {
	Title  string
	Line   string // the request's or the answer's first line
	Fields []field
	Body   text
}

// A field is one of a header.
type field struct{ Name, Value string }

func fieldsOf(h journal.Header) []field {
	var all []field
	for _, name := range slices.Sorted(maps.Keys(h)) {
		all = append(all, field{name, h[name]})
	}
	return all
}

// A text is a body to be read by people.
type text struct {
	Size   int
	Cut    bool   // only its head was kept
	SHA256 string // of all of it, where it is cut
	Pretty string // as JSON is written for people; empty: it is no JSON, or not whole
	Raw    string
	// Where it stops being JSON: what stands before and after the place, and why.
	Before, After string
	Fault         string
}

func textOf(b journal.Body) text {
	t := text{Size: b.Size, Cut: b.Cut, SHA256: b.SHA256, Raw: strings.ToValidUTF8(string(b.Text), "\uFFFD")}
	if len(b.Text) == 0 || b.Cut {
		return t
	}
	at, wrong := journal.FindSyntaxError(b.Text)
	if wrong {
		t.Before, t.After = cutAt(b.Text, at.Offset)
		t.Fault = "line " + strconv.Itoa(at.Line) + ", column " + strconv.Itoa(at.Column) + ": " + at.Message
		return t
	}
	t.Pretty = pretty(b.Text)
	return t
}

func cutAt(b []byte, offset int) (before, after string) {
	return strings.ToValidUTF8(string(b[:offset]), "\uFFFD"), strings.ToValidUTF8(string(b[offset:]), "\uFFFD")
}

// pretty is JSON with white space; what is none stays as it is.
func pretty(b []byte) string {
	var out bytes.Buffer
	if json.Indent(&out, b, "", "  ") != nil {
		return string(b)
	}
	return out.String()
}
