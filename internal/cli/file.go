package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// readSettings reads a YAML file whose keys are the names of flags.
func readSettings(path string) (map[string]setting, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	parsed, err := parseYAML(text)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", path, err)
	}
	set := map[string]setting{}
	for _, doc := range parsed.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		values, ok := valuesOf(doc.Body)
		if !ok {
			return nil, fmt.Errorf("%s:%s: the file is not an object whose keys are flags", path, placeOf(startOf(doc.Body)))
		}
		for _, v := range values {
			key := v.Key.GetToken()
			if first, twice := set[key.Value]; twice {
				return nil, fmt.Errorf("%s:%s: %s is there already, at %s", path, placeOf(key), key.Value, first.key)
			}
			s := settingOf(v.Value)
			s.key = path + ":" + placeOf(key)
			s.place = path + ":" + placeOf(startOf(v.Value))
			set[key.Value] = s
		}
	}
	return set, nil
}

// parseYAML makes an error, which begins with line and column, also of a panic:
// the library has some for YAML that is odd enough.
func parseYAML(text []byte) (parsed *ast.File, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("1:1: cannot be read as YAML: %v", value)
		}
	}()
	parsed, err = parser.ParseBytes(text, 0)
	if located, ok := errors.AsType[yaml.Error](err); ok {
		return nil, fmt.Errorf("%s: %s", placeOf(located.GetToken()), located.GetMessage())
	}
	if err != nil {
		return nil, fmt.Errorf("1:1: %w", err)
	}
	return parsed, nil
}

// settingOf reads one value, or a list of such.
func settingOf(node ast.Node) setting {
	items, ok := node.(*ast.SequenceNode)
	if !ok {
		text, wrong := scalar(node)
		return setting{text: text, wrong: wrong}
	}
	list := []string{}
	for _, item := range items.Values {
		text, wrong := scalar(item)
		if wrong != "" {
			return setting{wrong: "has an item that " + wrong}
		}
		list = append(list, text)
	}
	return setting{list: list}
}

// scalar is the text of a value, since flags are texts; or why it has none.
func scalar(node ast.Node) (text, wrong string) {
	switch n := node.(type) {
	case *ast.NullNode:
		return "", "has no value"
	case *ast.LiteralNode:
		return n.Value.Value, ""
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, ""
	case *ast.SequenceNode:
		return "", "is a list where one value belongs"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "", "is an object where a value belongs"
	default:
		return "", "is not a plain value"
	}
}

// valuesOf are the keys and values of an object.
func valuesOf(node ast.Node) (values []*ast.MappingValueNode, ok bool) {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}, true
	default:
		return nil, false
	}
}

// startOf is the token with which a node begins: of an object its first key.
func startOf(node ast.Node) *token.Token {
	if values, _ := valuesOf(node); len(values) > 0 {
		return values[0].Key.GetToken()
	}
	return node.GetToken()
}

func placeOf(t *token.Token) string {
	if t == nil || t.Position == nil {
		return "1:1"
	}
	return fmt.Sprintf("%d:%d", t.Position.Line, t.Position.Column)
}
