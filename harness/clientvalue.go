package harness

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// exec reads a command as a list of its arguments.
func (r *clientReader) exec(into *[]template, asking bool) valueReader {
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
func (r *clientReader) entries(into *[]named, asking bool, wrong func(name string) string) valueReader {
	return func(node ast.Node, field string) {
		if !r.isObject(node, field) {
			return
		}
		for _, v := range entriesOf(node) {
			e := named{name: yamlKey(v)}
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
func (r *clientReader) url(into *template, asking bool) valueReader {
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
func (r *clientReader) json(into *document, asking bool) valueReader {
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
			object[yamlKey(v)] = r.document(v.Value, inField(field, yamlKey(v)), asking)
		}
		return object
	default:
		var text template
		r.template(node, field, &text, asking)
		return text
	}
}
