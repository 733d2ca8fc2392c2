package report

import (
	"fmt"
	"html/template"
	"strings"
)

// A token is one colour of the page, by day and by night. They are the only
// place for colours: the style uses them by name, and drawings also carry the
// one for the day, for readers that drop styles, as Jenkins does.
type token struct{ Name, Day, Night string }

var palette = []token{
	{"paper", "#fbfaf7", "#14161a"},
	{"card", "#ffffff", "#1c1f25"},
	{"sunk", "#f3f1eb", "#16181d"},
	{"rule", "#dedad0", "#343943"},
	{"ink", "#1d1c1a", "#ece9e2"},
	{"soft", "#5f5b53", "#a9a69e"},
	{"link", "#1f5fa8", "#8ab8f2"},
	{"pass", "#17703c", "#5fcf8b"},
	{"pass-wash", "#e4f3e8", "#16301f"},
	{"fail", "#b3261e", "#ff8a80"},
	{"fail-wash", "#fce8e6", "#3d1a18"},
	{"warn", "#875300", "#f0b849"},
	{"warn-wash", "#fbf0d9", "#36290f"},
	{"inconclusive", "#4a4fb5", "#aab0ff"},
	{"inconclusive-wash", "#eaebfb", "#22244a"},
	{"not_applicable", "#5f5b53", "#a9a69e"},
	{"not_applicable-wash", "#f0eee8", "#23262c"},
	{"disabled", "#5f5b53", "#a9a69e"},
	{"disabled-wash", "#f7f6f2", "#1a1c21"},
	{"error", "#8a1c76", "#f59be4"},
	{"error-wash", "#f9e6f5", "#391a33"},
}

// tokens are the palette as CSS.
func tokens() string {
	var day, night strings.Builder
	for _, t := range palette {
		fmt.Fprintf(&day, "  --%s: %s;\n", t.Name, t.Day)
		fmt.Fprintf(&night, "    --%s: %s;\n", t.Name, t.Night)
	}
	return ":root {\n" + day.String() + "}\n@media (prefers-color-scheme: dark) {\n  :root {\n" + night.String() + "  }\n}\n"
}

// day is a token's colour by day.
func day(name string) template.CSS {
	for _, t := range palette {
		if t.Name == name {
			return template.CSS(t.Day)
		}
	}
	panic("no colour is called " + name)
}

// strokes are the tokens in which the marks of a timeline are drawn.
var strokes = map[string]string{"plain": "ink", "good": "pass", "bad": "fail", "lost": "warn", "silence": "inconclusive"}

func stroke(mark string) template.CSS { return day(strokes[mark]) }
