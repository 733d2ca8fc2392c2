package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// ruleWords tell a rule: what it is on, when, and with what.
func ruleWords(r fault.Rule) []string {
	var words []string
	tell := func(set bool, format string, args ...any) {
		if set {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	told := valuesOf(r)
	tell(r.On.Method != "" || r.On.Path != "", "on %s", strings.TrimSpace(r.On.Method+" "+r.On.Path))
	tell(r.On.Resource != "", "on %s", r.On.Resource)
	tell(r.On.WebhookType != "" || r.On.WebhookCode != "", "on webhooks %s", strings.TrimSpace(r.On.WebhookType+" "+r.On.WebhookCode))
	tell(r.On.Link != "", "on link %s", short(r.On.Link))
	tell(r.On.Page > 0, "on page %d", r.On.Page)
	tell(r.On.Nth > 0, "the %s match alone", ordinal(r.On.Nth))
	for _, name := range withNames {
		value, set := told["with."+name]
		tell(set, "%s %s", strings.ReplaceAll(name, "_", " "), value)
	}
	tell(r.After > 0, "after %s", plural(r.After, "match", "matches"))
	tell(r.Times > 0, "%s at most", times(r.Times))
	if r.Chance != nil {
		tell(true, "%s %% of the time", strconv.FormatFloat(*r.Chance*100, 'f', -1, 64))
	}
	return words
}

// withNames are the parameters in the order in which they are told.
var withNames = []string{
	"by", "jitter", "distribution", "for", "retry_after", "code", "field", "bytes_per_second", "bytes", "rows", "copies", "gap", "order", "of", "within", "value", "link",
}

// valuesOf are the fields of a rule by the names that errors give them, such as
// with.by.
func valuesOf(r fault.Rule) map[string]string {
	text, err := json.Marshal(r)
	if err != nil {
		panic("a rule cannot be written: " + err.Error())
	}
	var fields map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&fields); err != nil {
		panic("a rule cannot be read: " + err.Error())
	}
	values := map[string]string{}
	for name, value := range fields {
		inner, nested := value.(map[string]any)
		if !nested {
			values[name] = fmt.Sprint(value)
		}
		for key, value := range inner {
			values[name+"."+key] = fmt.Sprint(value)
		}
	}
	return values
}

// A ruleForm makes a rule of one fault.
type ruleForm struct {
	fault.Fault
	Add   action
	With  []formField
	On    []formField
	When  []formField
	Paths []string // that the API has
}

// ruleForm is the form of the fault that the page's query names, filled in with
// its example; nil if it names none.
func (v *visit) ruleForm(ctx context.Context) (*ruleForm, error) {
	id := v.Query("fault")
	if id == "" {
		return nil, nil
	}
	f, known := faultCalled(id)
	if !known {
		return nil, control.Refuse(control.NotFound, "fault", "There is no fault %s.", id)
	}
	form := ruleForm{Fault: f, Add: v.act("Make it happen", "POST", "/faults", nil)}
	form.Add.Said = "The rule is active."
	values := valuesOf(form.Example)
	if link := v.Query("link"); link != "" {
		values["on.link"] = link
	}
	form.With, form.On, form.When = withFields(form.Params, values), onFields(form.Fault, values), whenFields(values)
	operations, err := rowsOf[struct{ Path string }](ctx, v.server.host, "operations")
	for _, o := range operations {
		form.Paths = append(form.Paths, o.Path)
	}
	slices.Sort(form.Paths)
	form.Paths = slices.Compact(form.Paths)
	return &form, err
}

func withFields(params []fault.Param, values map[string]string) []formField {
	var all []formField
	for _, p := range params {
		f := formField{
			Name: "with." + p.Name, Label: strings.ReplaceAll(p.Name, "_", " "), Summary: p.Summary, Required: p.Required, Options: options(p.Choices...),
			Value: values["with."+p.Name],
		}
		switch p.Type {
		case "integer":
			f.Kind = "number"
		case "duration":
			f.Hint = "5s"
		}
		if p.Default != "" {
			f.Hint = p.Default
		}
		all = append(all, f)
	}
	return all
}

// onFields are those that a fault can have anything to do with.
func onFields(f fault.Fault, values map[string]string) []formField {
	is := func(seams ...fault.Seam) bool {
		return slices.Contains(seams, f.Seam) || slices.Contains(seams, f.Also)
	}
	calls, webhooks := is(fault.Request, fault.Response), is(fault.Webhook)
	var all []formField
	add := func(can bool, f formField) {
		if can {
			f.Value = values[f.Name]
			all = append(all, f)
		}
	}
	add(calls, formField{Name: "on.method", Label: "method", Options: options("GET", "POST", "PUT", "PATCH", "DELETE")})
	add(calls, formField{Name: "on.path", Label: "path", Hint: "/api/links/{id}/", Summary: "a part in braces is any part, a star at the end any rest", List: "paths"})
	add(true, formField{Name: "on.resource", Label: "resource", Hint: "transactions"})
	add(calls, formField{Name: "on.page", Label: "page", Kind: "number", Summary: "of a list, from 1"})
	add(webhooks, formField{Name: "on.webhook_type", Label: "webhook type", Hint: "TRANSACTIONS"})
	add(webhooks, formField{Name: "on.webhook_code", Label: "webhook code", Hint: "historical_update"})
	add(true, formField{Name: "on.link", Label: "link", Hint: "any", Summary: "the id of the link that it is about"})
	return all
}

func whenFields(values map[string]string) []formField {
	all := []formField{
		{Name: "times", Label: "times", Kind: "number", Hint: "without limit", Summary: "how often it happens at most"},
		{Name: "after", Label: "after", Kind: "number", Hint: "0", Summary: "so many matches pass first"},
		{Name: "on.nth", Label: "nth", Kind: "number", Hint: "any", Summary: "the one match that is meant, from 1"},
		{Name: "chance", Label: "chance", Kind: "number", Hint: "1", Summary: "above 0 to 1, drawn from the seed"},
		{Name: "id", Label: "name", Hint: "one is made", Summary: "names the rule in the journal"},
	}
	for i := range all {
		all[i].Value = values[all[i].Name]
	}
	return all
}
