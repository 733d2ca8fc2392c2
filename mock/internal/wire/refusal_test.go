package wire

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// Every kind of refusal has its row on the wire, and no row is for nothing.
func TestEveryKindHasItsRow(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../sandbox/refusal.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[sandbox.Kind]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Kind" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds[sandbox.Kind(text)] = true
		}
		return true
	})
	if len(kinds) < 20 {
		t.Fatalf("only %d kinds were found", len(kinds))
	}
	for kind := range kinds {
		if row := refusals[kind]; row.status < 400 || row.code == "" {
			t.Errorf("%s has the row %+v", kind, row)
		}
	}
	for kind := range refusals {
		if !kinds[kind] {
			t.Errorf("there is a row for %s, which is no kind", kind)
		}
	}
}

// A resource says that its collection can be resumed if the contract has a
// PATCH for it.
func TestResumesIsTheContracts(t *testing.T) {
	t.Parallel()
	patched := map[string]bool{}
	for _, op := range openapi.Operations() {
		if op.Act == "resume" {
			patched[op.Resource] = true
		}
	}
	for _, op := range openapi.Operations() {
		if op.Act != "retrieve" {
			continue
		}
		if resource, _ := sandbox.ResourceNamed(op.Resource); resource.Resumes != patched[op.Resource] {
			t.Errorf("%s resumes: %v, and the contract: %v", op.Resource, resource.Resumes, patched[op.Resource])
		}
	}
}
