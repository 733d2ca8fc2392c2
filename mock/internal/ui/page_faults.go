package ui

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// A faultPage is what goes wrong in a workspace, and what can be made to.
type faultPage struct {
	Rules  []rule
	Clear  action
	Export action // the rules as YAML, as a curl
	YAML   string // in the form of a scenario; empty: there is no rule
	Groups []faultGroup
	Form   *ruleForm // nil while no fault is chosen
	First  action    // a rule that shows something at once, where there is none
}

// A rule is one that is active, as it is told.
type rule struct {
	fault.Active
	Summary string
	Words   []string
	Spent   bool // it has happened as often as it may
	Remove  action
}

// A faultGroup is part of the catalogue.
type faultGroup struct {
	Title  string
	Faults []faultRow
}

// A faultRow is a row of the catalogue, and the page on which it is chosen.
type faultRow struct {
	fault.Fault
	Path   string
	Chosen bool
}

// showFaults is the page of what goes wrong.
func showFaults(ctx context.Context, v *visit) (any, error) {
	p, err := v.faults(ctx)
	if err != nil {
		return nil, err
	}
	p.Groups = v.faultGroups(fault.Catalogue())
	p.Form, err = v.ruleForm(ctx)
	return p, err
}

// faultsPieces are the rules with how often they have happened.
func faultsPieces(ctx context.Context, v *visit, _ uint64) ([]piece, error) {
	if err := v.refresh(ctx); err != nil {
		return nil, err
	}
	p, err := v.faults(ctx)
	if err != nil {
		return nil, err
	}
	return v.parts(p, "banner", "rules")
}

// faults are the rules that are active.
func (v *visit) faults(ctx context.Context) (faultPage, error) {
	active, err := v.Workspace.Faults(ctx)
	if err != nil {
		return faultPage{}, err
	}
	p := faultPage{Clear: v.act("Remove all", "DELETE", "/faults", nil), Export: v.act("Export", "GET", "/faults", nil)}
	p.Clear.Tone, p.Clear.Said, p.Clear.Confirm = "danger", "Nothing goes wrong any more.", "Remove all rules?"
	p.Export.Accept = "application/yaml"
	p.First = v.act("Lose one acknowledgement", "POST", "/faults", fault.Rule{Fault: "lost_ack", Times: 1})
	p.First.Tone, p.First.Said = "primary", "The next acknowledgement will be lost."
	if len(active) > 0 {
		p.YAML = control.FaultsYAML(active)
	}
	for _, a := range active {
		p.Rules = append(p.Rules, v.rule(a))
	}
	return p, nil
}

// rowsOf reads a catalogue.
func rowsOf[Row any](ctx context.Context, h control.Host, what string) ([]Row, error) {
	texts, err := h.Catalogue(ctx, what)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal(text, &rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (v *visit) rule(a fault.Active) rule {
	f, _ := faultCalled(a.Fault)
	r := rule{Active: a, Summary: f.Summary, Words: ruleWords(a.Rule), Spent: a.Times > 0 && a.Hits >= a.Times}
	r.Remove = v.act("Remove", "DELETE", "/faults/"+url.PathEscape(a.ID), nil)
	r.Remove.Said = "The rule is gone."
	return r
}

// faultGroups are the catalogue in the parts in which people think of it.
func (v *visit) faultGroups(catalogue []fault.Fault) []faultGroup {
	var groups []faultGroup
	for _, f := range catalogue {
		title := groupOf(f)
		if n := len(groups); n == 0 || groups[n-1].Title != title {
			groups = append(groups, faultGroup{Title: title})
		}
		last := &groups[len(groups)-1]
		path := v.At("faults") + "?" + url.Values{"fault": {f.ID}}.Encode() + "#rule"
		last.Faults = append(last.Faults, faultRow{f, path, f.ID == v.Query("fault")})
	}
	return groups
}

func groupOf(f fault.Fault) string {
	switch {
	case f.Also != "":
		return "What clients have to bear"
	case f.Seam == fault.Request:
		return "A request"
	case f.Seam == fault.Response:
		return "An answer"
	case f.Seam == fault.Job:
		return "The bank"
	default:
		return "A webhook"
	}
}

func faultCalled(id string) (fault.Fault, bool) {
	all := fault.Catalogue()
	i := slices.IndexFunc(all, func(f fault.Fault) bool { return f.ID == id })
	if i < 0 {
		return fault.Fault{}, false
	}
	return all[i], true
}
