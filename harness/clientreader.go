package harness

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
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
		r.starts = r.starts || yamlKey(v) == "start"
	}
	r.object(root, "", map[string]valueReader{
		"name":     r.name(&f.name),
		"start":    r.start(&f.start),
		"callback": r.url(&f.callback, false),
		"trigger":  r.order(&f.trigger, http.MethodPost, true),
		"probe":    r.order(&f.probe, http.MethodGet, true),
		"restart":  r.restart(&f.restart),
		"declares": func(node ast.Node, field string) { r.declares(node, field, &f.declared) },
	}, "name", "callback")
	at := slices.IndexFunc(entriesOf(root), func(v *ast.MappingValueNode) bool { return yamlKey(v) == "callback" })
	if f.callback.uses("port") && f.start != nil && !f.start.told("port") {
		r.problem(entriesOf(root)[at].Value, "callback", "{port} is neither in exec nor in env of start, so that the client cannot know it")
	}
}

func (r *clientReader) name(into *string) valueReader {
	return func(node ast.Node, field string) {
		if r.text(node, field, into) && strings.TrimSpace(*into) == "" {
			r.problem(node, field, "want a name for the report")
		}
	}
}

func (r *clientReader) start(into **starting) valueReader {
	return func(node ast.Node, field string) {
		s := &starting{}
		*into = s
		r.object(node, field, map[string]valueReader{
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
func (r *clientReader) order(into **order, method string, asking bool) valueReader {
	return func(node ast.Node, field string) {
		o := &order{method: method}
		*into = o
		r.object(node, field, map[string]valueReader{
			"exec": r.exec(&o.exec, asking),
			"http": func(node ast.Node, field string) {
				r.object(node, field, map[string]valueReader{
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

func (r *clientReader) restart(into **order) valueReader {
	read := r.order(into, http.MethodPost, false)
	return func(node ast.Node, field string) {
		if read(node, field); r.starts {
			r.problem(node, field, "start knows already how to restart the client; want only one of both")
		}
	}
}

func (r *clientReader) method(into *string) valueReader {
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
	r.object(node, field, map[string]valueReader{
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
