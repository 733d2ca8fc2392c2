package harness

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// A misread is what is wrong at a place of a file.
type misread struct {
	line, column int
	text         string
}

// A valueReader takes the value of a key; the field is the way to it, such as
// "start: env: PORT".
type valueReader func(node ast.Node, field string)

// parseClientYAML is the only document of a text. It makes an error, which
// begins with line and column, also of a panic: the library has some for YAML
// that is odd enough.
func parseClientYAML(text []byte) (root ast.Node, err error) {
	defer func() {
		if value := recover(); value != nil {
			root, err = nil, fmt.Errorf("1:1: cannot be read as YAML: %v", value)
		}
	}()
	parsed, err := parser.ParseBytes(text, 0)
	if located, ok := errors.AsType[yaml.Error](err); ok {
		line, column := positionOf(located.GetToken())
		return nil, fmt.Errorf("%d:%d: %s", line, column, located.GetMessage())
	}
	if err != nil {
		return nil, fmt.Errorf("1:1: %w", err)
	}
	for _, doc := range parsed.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType:
		case root != nil:
			line, column := positionOf(beginOf(doc.Body))
			return nil, fmt.Errorf("%d:%d: the file describes one client; what follows the --- is another", line, column)
		default:
			root = doc.Body
		}
	}
	if root == nil {
		return nil, errors.New("1:1: the file is empty; want at least name and callback")
	}
	return root, nil
}

// Visit takes no value that stands elsewhere: a file about one client is short
// enough without.
func (r *clientReader) Visit(n ast.Node) ast.Visitor {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		r.problem(n, "", "want the value itself; anchors, aliases and merges are not taken")
	}
	return r
}

// text reads what is written as one word, number or text, and tells whether it
// was.
func (r *clientReader) text(node ast.Node, field string, into *string) bool {
	switch n := node.(type) {
	case *ast.StringNode:
		*into = n.Value
	case *ast.LiteralNode:
		*into = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		*into = n.GetToken().Value
	case *ast.NullNode:
		r.problem(node, field, `has no value; "" is the empty text`)
		return false
	default:
		if name, unquoted := placeholderOf(node); unquoted {
			r.problem(node, field, `want "{%s}" in quotes: without, it is an object`, name)
		} else {
			r.problem(node, field, "want a text; put it in quotes if it is one")
		}
		return false
	}
	return true
}

// placeholderOf is the placeholder that was written without quotes, which YAML
// takes for an object.
func placeholderOf(node ast.Node) (name string, ok bool) {
	entries := entriesOf(node)
	if len(entries) != 1 || entries[0].Value.Type() != ast.NullType {
		return "", false
	}
	return yamlKey(entries[0]), isPlaceholder(yamlKey(entries[0]))
}

// object reads the keys of an object, of which some are required.
func (r *clientReader) object(node ast.Node, field string, known map[string]valueReader, required ...string) {
	if !r.isObject(node, field) {
		return
	}
	seen := map[string]bool{}
	for _, v := range entriesOf(node) {
		key := yamlKey(v)
		seen[key] = true
		if read, ok := known[key]; ok {
			read(v.Value, inField(field, key))
			continue
		}
		r.problem(v, field, "unknown key %q; want %s", key, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	for _, key := range required {
		if !seen[key] {
			r.problem(node, field, "%s is missing", key)
		}
	}
}

func (r *clientReader) isObject(node ast.Node, field string) bool {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	default:
		r.problem(node, field, "want an object")
		return false
	}
}

func (r *clientReader) problem(at ast.Node, field, format string, args ...any) {
	line, column := positionOf(beginOf(at))
	text := fmt.Sprintf(format, args...)
	if field != "" {
		text = field + ": " + text
	}
	r.problems = append(r.problems, misread{line, column, text})
}

func inField(field, key string) string {
	if field == "" {
		return key
	}
	return field + ": " + key
}

// entriesOf are the keys and values of an object.
func entriesOf(node ast.Node) []*ast.MappingValueNode {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}
	default:
		return nil
	}
}

func yamlKey(v *ast.MappingValueNode) string { return v.Key.GetToken().Value }

// beginOf is the token with which a node begins: of an object its first key.
func beginOf(node ast.Node) *token.Token {
	if entries := entriesOf(node); len(entries) > 0 {
		return entries[0].Key.GetToken()
	}
	return node.GetToken()
}

func positionOf(t *token.Token) (line, column int) {
	if t == nil || t.Position == nil {
		return 1, 1
	}
	return t.Position.Line, t.Position.Column
}
