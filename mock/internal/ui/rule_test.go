package ui

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

func TestRuleInWords(t *testing.T) {
	t.Parallel()
	half := 0.5
	tests := []struct {
		name string
		rule fault.Rule
		want []string
	}{
		{"on everything", fault.Rule{Fault: "drop"}, nil},
		{
			"on a request, with parameters", fault.Rule{
				Fault: "latency", On: fault.On{Method: "POST", Path: "/api/links/", Page: 2}, Times: 1,
				With: fault.With{By: control.Duration(2 * time.Second), Distribution: "normal"},
			},
			[]string{"on POST /api/links/", "on page 2", "by 2s", "distribution normal", "once at most"},
		},
		{
			"on webhooks, now and then", fault.Rule{Fault: "delay", On: fault.On{WebhookType: "ACCOUNTS", Nth: 2, Link: "0123456789"}, After: 1, Chance: &half},
			[]string{"on webhooks ACCOUNTS", "on link 01234567…", "the second match alone", "after 1 match", "50 % of the time"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, ruleWords(tt.rule)); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
		})
	}
}

// Every parameter of the catalogue is told, and every value of an example stands
// in its form.
func TestFormHasAllOfAnExample(t *testing.T) {
	t.Parallel()
	for _, f := range fault.Catalogue() {
		values := valuesOf(f.Example)
		shown := map[string]string{"fault": f.ID}
		for _, fields := range [][]formField{withFields(f.Params, values), onFields(f, values), whenFields(values)} {
			for _, field := range fields {
				if field.Value != "" {
					shown[field.Name] = field.Value
				}
			}
		}
		if diff := cmp.Diff(values, shown); diff != "" {
			t.Errorf("%s: the form lacks (-want +got):\n%s", f.ID, diff)
		}
		for _, p := range f.Params {
			if len(ruleWords(fault.Rule{With: withNamed(t, p)})) == 0 {
				t.Errorf("%s: the parameter %s is not told", f.ID, p.Name)
			}
		}
	}
}

// withNamed has one parameter alone.
func withNamed(t *testing.T, p fault.Param) fault.With {
	t.Helper()
	text := map[string]string{"duration": `"1s"`, "integer": "1", "string": `"x"`}[p.Type]
	var with fault.With
	if err := json.Unmarshal([]byte(`{"`+p.Name+`":`+text+`}`), &with); err != nil {
		t.Fatal(err)
	}
	return with
}

func TestMoneyIsReadByPeople(t *testing.T) {
	t.Parallel()
	for amount, want := range map[json.Number]string{"5": "5.00", "1727.5": "1\u202f727.50", "-1234567.89": "−1\u202f234\u202f567.89", "0": "0.00"} {
		if got := money(amount); got != want {
			t.Errorf("%s is shown as %s, want %s", amount, got, want)
		}
	}
}
