package widget

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// act does what a form says. Where it went well, the visit's page follows by a
// redirect, so that a reload sends nothing twice; where not, the form comes again
// with what was typed in.
func (s widget) act(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, control.Refuse(control.Invalid, "", "The form cannot be read: %v.", err))
		return
	}
	id := r.PathValue("id")
	act, err := s.actOf(r, id)
	var visit control.Visit
	if err == nil {
		visit, err = s.Host.ActInVisit(r.Context(), id, act)
	}
	if err == nil {
		err = s.kept(r)
	}
	switch {
	case err != nil && refusalOf(err).Code != control.Conflict:
		s.refuse(w, r, err)
	case err == nil && visit.Problem != nil && act.Outcome == "":
		s.render(w, r, visit, r.PostForm)
	default: // a Conflict is a page that is older than the visit
		http.Redirect(w, r, visitPath(id), http.StatusSeeOther)
	}
}

// fieldPrefix marks what the form of an institution asks for.
const fieldPrefix = "f."

// actOf reads a form.
func (s widget) actOf(r *http.Request, id string) (control.VisitAct, error) {
	form := r.PostForm
	text := func(name string) *string { value := form.Get(name); return &value }
	switch form.Get("act") {
	case "institution":
		return control.VisitAct{Institution: text("institution")}, nil
	case "login":
		return control.VisitAct{Login: loginOf(form)}, nil
	case "consent":
		who, err := s.identityOf(r, id)
		return control.VisitAct{Consent: &who}, err
	case "token":
		return control.VisitAct{Token: text("token")}, nil
	case "approve":
		yes := form.Get("approve") == "true"
		return control.VisitAct{Approve: &yes}, nil
	case "exit":
		return control.VisitAct{Exit: text("reason")}, nil
	case "outcome":
		return control.VisitAct{Outcome: form.Get("outcome")}, nil
	default:
		return control.VisitAct{}, control.Refuse(control.Invalid, "act", "%q is nothing that a visitor does.", form.Get("act"))
	}
}

func loginOf(form url.Values) map[string]string {
	fields := map[string]string{}
	for name := range form {
		if field, ok := strings.CutPrefix(name, fieldPrefix); ok {
			fields[field] = form.Get(name)
		}
	}
	return fields
}

// identityOf is the document that was chosen among the known ones, or typed in.
func (s widget) identityOf(r *http.Request, id string) (control.Identity, error) {
	form := r.PostForm
	if !form.Has("known") {
		return control.Identity{Type: form.Get("type"), Number: strings.TrimSpace(form.Get("number"))}, nil
	}
	visit, err := s.Host.Visit(r.Context(), id)
	if err != nil {
		return control.Identity{}, err
	}
	n, err := strconv.Atoi(form.Get("known"))
	if err != nil || n < 0 || n >= len(visit.Consent.Identification) {
		return control.Identity{}, control.Refuse(control.Invalid, "known", "%q is none of the documents.", form.Get("known"))
	}
	return visit.Consent.Identification[n], nil
}
