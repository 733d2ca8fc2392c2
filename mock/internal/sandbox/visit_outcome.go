package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// An Outcome is a short cut through the widget, for tests and for people in a
// hurry. Our choice.
type Outcome struct {
	Name    string // as it is asked for
	Summary string

	username string // who logs in; empty: the person leaves
}

// Outcomes are all of them.
func Outcomes() []Outcome {
	all := []Outcome{
		{"success", "the link is made", "bnk100"},
		{"exit", "the person leaves at once", ""},
	}
	for _, u := range users {
		switch {
		case u.token != "" && !u.late:
			all = append(all, Outcome{"mfa:" + string(u.token), u.Summary, u.ID})
		case u.refusal != "" && string(u.refusal) == u.ID:
			all = append(all, Outcome{"error:" + u.ID, u.Summary, u.ID})
		}
	}
	return all
}

// shortCut goes the way that an outcome names, through all steps that are left.
func (w *Workspace) shortCut(v *Visit, name string) error {
	outcomes := Outcomes()
	i := slices.IndexFunc(outcomes, func(o Outcome) bool { return o.Name == name })
	if i < 0 {
		return refuse(InvalidChoice, "outcome", "%q is no outcome: success, exit, error:<code> or mfa:<kind>.", name)
	}
	who := outcomes[i].username
	if who == "" {
		w.exit(v, "")
		return nil
	}
	w.giveUp(v)
	if v.Grant.LinkID != "" {
		return w.updateBy(v, name)
	}
	who += "+" + strconv.Itoa(v.Ordinal) // nobody else is logged in as that
	if v.Institution == "" {
		if err := w.chooseFirst(v); err != nil {
			return err
		}
	}
	institution, _ := w.fixtures.Institution(v.Institution)
	if institution.IntegrationType != openFinance {
		return w.connect(v, answers(institution, who))
	}
	if v.Identity == nil {
		v.Identity = w.somebody(*v)
	}
	return w.connect(v, map[string]string{"username": v.outcomeName(who)})
}

// updateBy is the short cut of a visit that updates a link, whose person is known
// already.
func (w *Workspace) updateBy(v *Visit, name string) error {
	password := map[string]string{"success": "right", "error:login_error": WrongPassword}[name]
	if password == "" {
		return wrongStep("outcome", "A visit that updates a link has the outcomes success, exit and error:login_error alone.")
	}
	if v.Identity == nil {
		v.Identity = w.somebody(*v)
	}
	return w.connect(v, map[string]string{"password": password, "token": "123456"})
}

func (w *Workspace) chooseFirst(v *Visit) error {
	offered, _ := w.offered(*v)
	if len(offered) == 0 {
		return wrongStep("outcome", "No institution is offered in this visit.")
	}
	v.Institution = offered[0].Name
	return nil
}

// somebody is who gives a consent that nobody was asked for.
func (w *Workspace) somebody(v Visit) *Identity {
	if known := v.Grant.Widget.Consent.Identification; len(known) > 0 {
		return &known[0]
	}
	return &Identity{Type: "CPF", Number: "76109277673"}
}

// outcomeName is the username with which an outcome comes about at an open
// finance institution: that of a success is the document's.
func (v Visit) outcomeName(who string) string {
	if userOf(who).token != "" || userOf(who).refusal != "" {
		return who
	}
	return v.Identity.Number
}

// answers fill in an institution's form: the username, and what fits the rest.
// A second factor is known beforehand, unless the username is about it.
func answers(i fixtures.Institution, username string) map[string]string {
	filled := map[string]string{"username": username, "password": "right"}
	if userOf(username).token == "" {
		filled["token"] = "123456"
	}
	for _, field := range i.FormFields {
		if len(field.Values) > 0 {
			filled[field.Name] = cmp.Or(filled[field.Name], field.Values[0].Code)
		}
		for _, answer := range []string{"right", "", "0000", strings.Repeat("0", 11), strings.Repeat("0", 14)} {
			if slices.ContainsFunc(i.CheckLogin(filled), func(p fixtures.FieldProblem) bool { return p.Field == field.Name }) {
				filled[field.Name] = answer
			}
		}
	}
	return filled
}
