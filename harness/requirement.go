package harness

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// RequirementsFile is where a folder of features says what they judge.
const RequirementsFile = "requirements.yaml"

// A Requirement is one thing that a client has to do.
type Requirement struct {
	ID       string `yaml:"id" json:"id"`             // family and number, such as ACK-01
	Level    string `yaml:"level" json:"level"`       // must, should or info
	Tier     string `yaml:"tier" json:"tier"`         // wire, trigger, probe or restart
	Sentence string `yaml:"sentence" json:"sentence"` // what is asked, in a line
	Source   string `yaml:"source" json:"source"`     // who asks it
	// Core is set for those of the core plan.
	Core bool `yaml:"core" json:"core,omitempty"`
	// NotTested says why nothing judges it; empty: a scenario does.
	NotTested string `yaml:"not_tested" json:"not_tested,omitempty"`
	// Declared is what a client file must declare for it to be judged:
	// webhook_authorization or polls_within; empty: nothing.
	Declared string `yaml:"declared" json:"declared,omitempty"`
}

// What stands in the fields of a Requirement that have a choice.
var (
	levels       = []string{"must", "should", "info"}
	tiers        = []string{"wire", "trigger", "probe", "restart"}
	declarations = []string{"", "webhook_authorization", "polls_within"}
)

// Requirements reads those of a folder of features, in the order in which they
// stand there; a folder without the file has none. An error names the file, the
// line and the column; it joins all that is wrong.
func Requirements(folder fs.FS) ([]Requirement, error) {
	text, err := fs.ReadFile(folder, RequirementsFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read the requirements: %w", err)
	}
	var file struct {
		Requirements []Requirement `yaml:"requirements"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField())
	if err := decoder.Decode(&file); err != nil {
		return nil, located(err)
	}
	rows, err := rowsOf(text)
	if err != nil {
		return nil, located(err)
	}
	var wrong []error
	seen := map[string]bool{}
	for i, r := range file.Requirements {
		for _, w := range r.check(seen[r.ID]) {
			wrong = append(wrong, fmt.Errorf("%s: requirement %s: %s: %s", placeOf(rows[i], w.field), r.ID, w.field, w.reason))
		}
		seen[r.ID] = true
	}
	return file.Requirements, errors.Join(wrong...)
}

// A wrongField is a field of a requirement that cannot be used.
type wrongField struct{ field, reason string }

var requirementID = regexp.MustCompile(`^[A-Z]{3}-\d\d$`)

// check is what is wrong with r; taken tells that its id stands there already.
func (r Requirement) check(taken bool) (wrong []wrongField) {
	refuse := func(bad bool, field, format string, args ...any) {
		if bad {
			wrong = append(wrong, wrongField{field, fmt.Sprintf(format, args...)})
		}
	}
	refuse(!requirementID.MatchString(r.ID), "id", "%q is not three capitals, a dash and two digits", r.ID)
	refuse(taken, "id", "stands there already")
	refuse(!slices.Contains(levels, r.Level), "level", "%q is none of %s", r.Level, strings.Join(levels, ", "))
	refuse(!slices.Contains(tiers, r.Tier), "tier", "%q is none of %s", r.Tier, strings.Join(tiers, ", "))
	refuse(!slices.Contains(declarations, r.Declared), "declared", "%q is none of %s", r.Declared, strings.Join(declarations[1:], ", "))
	refuse(strings.TrimSpace(r.Sentence) == "", "sentence", "is missing")
	refuse(strings.TrimSpace(r.Source) == "", "source", "is missing")
	return wrong
}

// rowsOf are the nodes of the requirements.
func rowsOf(text []byte) ([]ast.Node, error) {
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, err
	}
	path, err := yaml.PathString("$.requirements")
	if err != nil {
		return nil, err
	}
	node, err := path.FilterFile(parsed)
	if err != nil {
		return nil, err
	}
	switch list := node.(type) {
	case *ast.SequenceNode:
		return list.Values, nil
	case *ast.NullNode:
		return nil, nil
	default:
		return nil, errors.New("requirements is not a list that is written out")
	}
}

// placeOf is where a field of a row stands, or the row if it is missing there.
func placeOf(row ast.Node, field string) string {
	at := row.GetToken()
	if object, ok := row.(*ast.MappingNode); ok {
		if len(object.Values) > 0 {
			at = object.Values[0].Key.GetToken()
		}
		for _, value := range object.Values {
			if value.Key.GetToken().Value == field {
				at = value.Value.GetToken()
			}
		}
	}
	return place(at)
}

func place(t *token.Token) string {
	return fmt.Sprintf("%s:%d:%d", RequirementsFile, t.Position.Line, t.Position.Column)
}

// located is an error of the library with its place.
func located(err error) error {
	if found, ok := errors.AsType[yaml.Error](err); ok && found.GetToken() != nil {
		return fmt.Errorf("%s: %s", place(found.GetToken()), found.GetMessage())
	}
	return fmt.Errorf("%s: %w", RequirementsFile, err)
}
