package harness

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

// A clientReader reads the nodes of a client file and remembers what is wrong
// with them.
type clientReader struct {
	starts   bool // the file has start
	problems []misread
}

// read fills f from a file's text.
func (f *ClientFile) read(name string, text []byte) error {
	root, err := parseClientYAML(text)
	if err != nil {
		return fmt.Errorf("%s:%w", name, err)
	}
	r := &clientReader{}
	if ast.Walk(r, root); len(r.problems) == 0 {
		r.file(root, f)
	}
	slices.SortStableFunc(r.problems, func(a, b misread) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	var all []error
	for _, p := range r.problems {
		all = append(all, fmt.Errorf("%s:%d:%d: %s", name, p.line, p.column, p.text))
	}
	return errors.Join(all...)
}

func (r *clientReader) file(root ast.Node, f *ClientFile) {
	for _, v := range entriesOf(root) {
		r.starts = r.starts || keyOf(v) == "start"
	}
	r.object(root, "", map[string]reading{
		"name":     r.name(&f.name),
		"start":    r.start(&f.start),
		"callback": r.url(&f.callback, false),
		"trigger":  r.order(&f.trigger, http.MethodPost, true),
		"probe":    r.order(&f.probe, http.MethodGet, true),
		"restart":  r.restart(&f.restart),
		"declares": func(node ast.Node, field string) { r.declares(node, field, &f.declared) },
	}, "name", "callback")
	at := slices.IndexFunc(entriesOf(root), func(v *ast.MappingValueNode) bool { return keyOf(v) == "callback" })
	if f.callback.uses("port") && f.start != nil && !f.start.told("port") {
		r.problem(entriesOf(root)[at].Value, "callback", "{port} is neither in exec nor in env of start, so that the client cannot know it")
	}
}

func (r *clientReader) name(into *string) reading {
	return func(node ast.Node, field string) {
		if r.text(node, field, into) && strings.TrimSpace(*into) == "" {
			r.problem(node, field, "want a name for the report")
		}
	}
}

func (r *clientReader) start(into **starting) reading {
	return func(node ast.Node, field string) {
		s := &starting{}
		*into = s
		r.object(node, field, map[string]reading{
			"exec":  r.exec(&s.exec, false),
			"env":   r.entries(&s.env, false, environmentName),
			"ready": r.url(&s.ready, false),
		}, "exec")
	}
}

// environmentName says what is wrong with the name of a variable.
func environmentName(name string) string {
	if name == "" || strings.ContainsAny(name, "=\x00") {
		return "is no name of a variable"
	}
	return ""
}

// order reads {http: …} or {exec: …}.
func (r *clientReader) order(into **order, method string, asking bool) reading {
	return func(node ast.Node, field string) {
		o := &order{method: method}
		*into = o
		r.object(node, field, map[string]reading{
			"exec": r.exec(&o.exec, asking),
			"http": func(node ast.Node, field string) {
				r.object(node, field, map[string]reading{
					"method":  r.method(&o.method),
					"url":     r.url(&o.url, asking),
					"headers": r.entries(&o.headers, asking, headerName),
					"json":    r.json(&o.body, asking),
				}, "url")
			},
		})
		if entries := entriesOf(node); len(entries) != 1 {
			r.problem(node, field, "want either http or exec")
		}
	}
}

func (r *clientReader) restart(into **order) reading {
	read := r.order(into, http.MethodPost, false)
	return func(node ast.Node, field string) {
		if read(node, field); r.starts {
			r.problem(node, field, "start knows already how to restart the client; want only one of both")
		}
	}
}

func (r *clientReader) method(into *string) reading {
	methods := []string{http.MethodDelete, http.MethodGet, http.MethodPatch, http.MethodPost, http.MethodPut}
	return func(node ast.Node, field string) {
		if r.text(node, field, into) && !slices.Contains(methods, *into) {
			r.problem(node, field, "%q is no method; want %s", *into, strings.Join(methods, ", "))
		}
	}
}

// headerName says what is wrong with the name of a header field.
func headerName(name string) string {
	if name == "" || strings.Trim(name, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "is no name of a header field"
	}
	return ""
}

func (r *clientReader) declares(node ast.Node, field string, into *declared) {
	r.object(node, field, map[string]reading{
		"webhook_authorization": func(node ast.Node, field string) {
			if r.text(node, field, &into.authorization) && strings.ContainsFunc(into.authorization, isControl) {
				r.problem(node, field, "%q cannot stand in a header", into.authorization)
			}
		},
		"polls_within": func(node ast.Node, field string) {
			var text string
			if !r.text(node, field, &text) {
				return
			}
			d, err := duration.Parse(text)
			if err != nil || d <= 0 {
				r.problem(node, field, "%q is not a duration such as 90s, 2m or 1d", text)
			}
			into.pollsWithin = d
		},
		"logs_request_id": func(node ast.Node, field string) {
			answer, ok := node.(*ast.BoolNode)
			if !ok {
				r.problem(node, field, "want true or false")
				return
			}
			into.logsRequestID = answer.Value
		},
	})
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f }

// exec reads a command as a list of its arguments.
func (r *clientReader) exec(into *[]template, asking bool) reading {
	return func(node ast.Node, field string) {
		list, ok := node.(*ast.SequenceNode)
		if !ok || len(list.Values) == 0 {
			r.problem(node, field, "want a list of a program and its arguments, such as [node, server.js]")
			return
		}
		*into = make([]template, len(list.Values))
		for i, item := range list.Values {
			r.template(item, field+"["+strconv.Itoa(i)+"]", &(*into)[i], asking)
		}
	}
}

// entries reads an object of texts, in the order of their names.
func (r *clientReader) entries(into *[]named, asking bool, wrong func(name string) string) reading {
	return func(node ast.Node, field string) {
		if !r.isObject(node, field) {
			return
		}
		for _, v := range entriesOf(node) {
			e := named{name: keyOf(v)}
			if text := wrong(e.name); text != "" {
				r.problem(v, field, "%q %s", e.name, text)
				continue
			}
			r.template(v.Value, inField(field, e.name), &e.value, asking)
			*into = append(*into, e)
		}
		slices.SortFunc(*into, func(a, b named) int { return cmp.Compare(a.name, b.name) })
	}
}

// url reads an absolute URL of http or https.
func (r *clientReader) url(into *template, asking bool) reading {
	return func(node ast.Node, field string) {
		if !r.template(node, field, into, asking) {
			return
		}
		sample := fillings{"base_url": "http://localhost", "port": "80"}
		u, err := url.Parse(into.fillURL(sample))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			r.problem(node, field, "%q is no URL such as http://127.0.0.1:{port}/path", string(*into))
		}
	}
}

// template reads a text with placeholders, and tells whether it is one.
func (r *clientReader) template(node ast.Node, field string, into *template, asking bool) bool {
	if !r.text(node, field, (*string)(into)) {
		return false
	}
	wrong := into.wrong(asking, r.starts)
	if strings.ContainsRune(string(*into), 0) {
		wrong = append(wrong, "has a zero byte")
	}
	for _, text := range wrong {
		r.problem(node, field, "%s", text)
	}
	return len(wrong) == 0
}

// json reads any value that JSON knows.
func (r *clientReader) json(into *document, asking bool) reading {
	return func(node ast.Node, field string) { *into = r.document(node, field, asking) }
}

func (r *clientReader) document(node ast.Node, field string, asking bool) document {
	switch n := node.(type) {
	case *ast.NullNode:
		return nil
	case *ast.BoolNode:
		return n.Value
	case *ast.IntegerNode:
		return json.Number(fmt.Sprint(n.Value))
	case *ast.FloatNode:
		return json.Number(strconv.FormatFloat(n.Value, 'g', -1, 64))
	case *ast.SequenceNode:
		list := make([]document, len(n.Values))
		for i, item := range n.Values {
			list[i] = r.document(item, field+"["+strconv.Itoa(i)+"]", asking)
		}
		return list
	case *ast.MappingNode, *ast.MappingValueNode:
		if name, unquoted := placeholderOf(node); unquoted {
			r.problem(node, field, `want "{%s}" in quotes: without, it is an object`, name)
		}
		object := map[string]document{}
		for _, v := range entriesOf(node) {
			object[keyOf(v)] = r.document(v.Value, inField(field, keyOf(v)), asking)
		}
		return object
	default:
		var text template
		r.template(node, field, &text, asking)
		return text
	}
}
