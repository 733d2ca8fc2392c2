package control_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

type sourceCode struct {
	code   control.Code
	status int // in the comment beside it
}

// codesInSource are the constants of type Code, with the statuses that they
// are said to have.
func codesInSource(t *testing.T) (all []sourceCode) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "error.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for node := range ast.Preorder(file) {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			continue
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "Code" {
			continue
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		number, _, _ := strings.Cut(strings.TrimSpace(spec.Comment.Text()), ":")
		status, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("%s says no status: %v", code, err)
		}
		all = append(all, sourceCode{control.Code(code), status})
	}
	return all
}

func TestEveryCodeHasItsStatus(t *testing.T) {
	t.Parallel()
	codes := codesInSource(t)
	if len(codes) < 12 {
		t.Errorf("only %d codes were found", len(codes))
	}
	for _, c := range codes {
		if got := control.Status(c.code); got != c.status {
			t.Errorf("%s has the status %d, want %d", c.code, got, c.status)
		}
	}
}
