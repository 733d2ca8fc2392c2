package harness

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A template is a text of a client file with placeholders, such as {port}.
// Braces in lower case are placeholders; {{port}} stands for the text {port},
// and so do braces around anything else for themselves.
type template string

// fillings are what stands for placeholders, by name.
type fillings map[string]string

// whereabouts are the placeholders that are known once a client is started, and
// askings those that are known when it is to ask.
var (
	whereabouts = []string{"base_url", "port", "secret_id", "secret_password"}
	askings     = []string{"date_from", "date_to", "link", "resource"}
)

var placeholder = regexp.MustCompile(`\{\{[a-z_]+\}\}|\$?\{[a-z_]+\}`)

// of are the values for an asking, beside those that were known before.
func (v fillings) of(a Asking) fillings {
	all := maps.Clone(v)
	all["link"], all["resource"], all["date_from"], all["date_to"] = a.Link, a.Resource, a.From, a.To
	return all
}

// fill puts values in.
func (t template) fill(v fillings) string {
	return t.filled(func(name, _ string) string { return v[name] })
}

// fillURL puts values into a URL, escaped for where they stand. Only a base_url
// at the beginning stays what it is.
func (t template) fillURL(v fillings) string {
	return t.filled(func(name, before string) string {
		switch {
		case before == "" && name == "base_url":
			return v[name]
		case strings.Contains(before, "?"):
			return url.QueryEscape(v[name])
		default:
			return url.PathEscape(v[name])
		}
	})
}

// filled replaces placeholders by what value gives, which also gets the text in
// front of them. Values are not looked at again.
func (t template) filled(value func(name, before string) string) string {
	var out strings.Builder
	at := 0
	for _, found := range placeholder.FindAllStringIndex(string(t), -1) {
		out.WriteString(string(t)[at:found[0]])
		at = found[1]
		text := string(t)[found[0]:found[1]]
		switch {
		case strings.HasPrefix(text, "{{"):
			out.WriteString(text[1 : len(text)-1])
		case strings.HasPrefix(text, "$"):
			out.WriteString(text)
		default:
			out.WriteString(value(text[1:len(text)-1], string(t)[:found[0]]))
		}
	}
	return out.String() + string(t)[at:]
}

// names are the placeholders of t.
func (t template) names() (names []string) {
	t.filled(func(name, _ string) string { names = append(names, name); return "" })
	return names
}

func (t template) uses(name string) bool { return slices.Contains(t.names(), name) }

// wrong says what is wrong with the placeholders of t where those of a
// whereabouts stand, and where asking is set those of an Asking too.
func (t template) wrong(asking, starts bool) (wrong []string) {
	for _, found := range placeholder.FindAllString(string(t), -1) {
		if name := strings.Trim(found, "${}"); strings.HasPrefix(found, "$") && isPlaceholder(name) {
			wrong = append(wrong, fmt.Sprintf("%s is a variable of the shell; write {%s} without the dollar sign", found, name))
		}
	}
	for _, name := range t.names() {
		switch {
		case !isPlaceholder(name):
			wrong = append(wrong, fmt.Sprintf("{%s} is no placeholder; want {%s}, or {{%s}} for the braces themselves",
				name, strings.Join(slices.Concat(whereabouts, askings), "} {"), name))
		case name == "port" && !starts:
			wrong = append(wrong, "{port} is known only of a client that is brought up by start")
		case !asking && slices.Contains(askings, name):
			wrong = append(wrong, fmt.Sprintf("{%s} is known only in trigger and probe", name))
		}
	}
	return wrong
}

func isPlaceholder(name string) bool {
	return slices.Contains(whereabouts, name) || slices.Contains(askings, name)
}

// A document is a JSON value whose texts are templates: nil, a bool, a
// json.Number, a template, a list or an object of such.
type document any

// fillJSON puts values into the texts of a document, so that it stays one
// whatever they are.
func fillJSON(d document, v fillings) any {
	switch d := d.(type) {
	case template:
		return d.fill(v)
	case []document:
		list := make([]any, len(d))
		for i, item := range d {
			list[i] = fillJSON(item, v)
		}
		return list
	case map[string]document:
		object := make(map[string]any, len(d))
		for key, value := range d {
			object[key] = fillJSON(value, v)
		}
		return object
	default:
		return d
	}
}
