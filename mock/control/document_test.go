package control_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// document is the control API's.
var document = sync.OnceValue(func() *openapi3.T {
	doc, err := openapi3.NewLoader().LoadFromData(control.Document())
	if err != nil {
		panic(err)
	}
	return doc
})

func TestDocumentIsValid(t *testing.T) {
	t.Parallel()
	var version struct{ OpenAPI string }
	if err := json.Unmarshal(control.Document(), &version); err != nil || version.OpenAPI != "3.1.0" {
		t.Errorf("the document is of OpenAPI %q, %v", version.OpenAPI, err)
	}
	if err := document().Validate(t.Context()); err != nil {
		t.Error(err)
	}
	for name, schema := range document().Components.Schemas {
		if schema.Value.Example == nil {
			continue
		}
		if err := schema.Value.VisitJSON(schema.Value.Example); err != nil {
			t.Errorf("the example of %s: %v", name, err)
		}
	}
}

// The document that is handed out is the caller's.
func TestDocumentIsACopy(t *testing.T) {
	t.Parallel()
	mine := control.Document()
	clear(mine)
	if bytes.Equal(mine, control.Document()) {
		t.Error("somebody else's document changed")
	}
}

// Every call is in the document, and the document has no other.
func TestDocumentHasTheRoutes(t *testing.T) {
	t.Parallel()
	var documented []string
	for path, item := range document().Paths.Map() {
		for method := range item.Operations() {
			documented = append(documented, method+" "+path)
		}
	}
	slices.Sort(documented)
	if diff := cmp.Diff(control.Routes(), documented); diff != "" {
		t.Errorf("(-served +documented):\n%s", diff)
	}
}

// A schema has the keys of its type, and requires what the type always has.
func TestDocumentHasTheTypes(t *testing.T) {
	t.Parallel()
	types := map[string]any{
		"WorkspaceSpec": control.WorkspaceSpec{}, "ResetSpec": control.ResetSpec{}, "Snapshot": control.Snapshot{}, "Info": control.Info{}, "Created": control.Created{},
		"WebhookSpec": control.WebhookSpec{}, "Webhook": control.Webhook{}, "Reach": control.Reach{}, "Clock": control.Clock{},
		"Pending": control.Pending{}, "ClockSetting": control.ClockSetting{}, "Move": control.Move{}, "Run": control.Run{},
		"LinkSpec": control.LinkSpec{}, "LinkChange": control.LinkChange{}, "Link": control.Link{}, "ListedLink": control.ListedLink{}, "LinkPage": control.LinkPage{}, "LinkDetail": control.LinkDetail{}, "Consent": control.Consent{}, "TransactionSpec": control.TransactionSpec{},
		"Notice": control.Notice{}, "Notified": control.Notified{}, "Delivery": control.Delivery{}, "Comparison": control.Comparison{}, "ResendSpec": control.ResendSpec{},
		"Wait": control.Wait{}, "Entry": journal.Entry{}, "JournalPage": journal.Page{}, "SignIn": control.SignIn{}, "Row": control.Row{}, "Version": control.Version{},
		"ReportSpec": control.ReportSpec{}, "ReportCounts": control.ReportCounts{}, "ReportInfo": control.ReportInfo{}, "Report": control.Report{},
		"VisitSpec": control.VisitSpec{}, "VisitAct": control.VisitAct{}, "Visit": control.Visit{}, "Identity": control.Identity{},
		"ConsentTerms": control.ConsentTerms{}, "Challenge": control.Challenge{}, "Problem": control.Problem{},
	}
	for name, value := range types {
		schema := document().Components.Schemas[name]
		if schema == nil {
			t.Errorf("there is no schema %s", name)
			continue
		}
		sameKeys(t, name, reflect.TypeOf(value), schema.Value)
	}
	refusal := document().Components.Schemas["Refusal"].Value
	sameKeys(t, "Refusal.error", reflect.TypeFor[control.Error](), refusal.Properties["error"].Value)
	var codes []any
	for _, c := range codesInSource(t) {
		codes = append(codes, string(c.code))
	}
	if diff := cmp.Diff(codes, refusal.Properties["error"].Value.Properties["code"].Value.Enum); diff != "" {
		t.Errorf("codes (-source +document):\n%s", diff)
	}
}

// sameKeys holds a schema against a type, and those below it.
func sameKeys(t *testing.T, name string, of reflect.Type, schema *openapi3.Schema) {
	t.Helper()
	var keys, required []string
	for _, field := range reflect.VisibleFields(of) {
		key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if key == "" || key == "-" {
			continue
		}
		keys = append(keys, key)
		if options == "" {
			required = append(required, key)
		}
		below, inner := field.Type, schema.Properties[key]
		if below.Kind() == reflect.Slice && inner != nil && inner.Value.Items != nil {
			below, inner = below.Elem(), inner.Value.Items
		}
		if below.Kind() == reflect.Struct && inner != nil && len(inner.Value.Properties) > 0 {
			sameKeys(t, name+"."+key, below, inner.Value)
		}
	}
	var documented []string
	for key := range schema.Properties {
		documented = append(documented, key)
	}
	slices.Sort(keys)
	slices.Sort(documented)
	if diff := cmp.Diff(keys, documented); diff != "" {
		t.Errorf("keys of %s (-type +document):\n%s", name, diff)
	}
	slices.Sort(required)
	if diff := cmp.Diff(required, slices.Sorted(slices.Values(schema.Required))); diff != "" {
		t.Errorf("required of %s (-type +document):\n%s", name, diff)
	}
}
