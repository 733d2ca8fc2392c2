package sandbox

import (
	"slices"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A VisitAct is one thing that a person does in the widget: the first of its
// fields that is set.
type VisitAct struct {
	Institution *string // name; empty: back to the list
	Consent     *Identity
	Login       map[string]string // the form's fields by name
	Token       *string           // empty where nothing is typed in
	Approve     *bool             // on the bank's own page
	Exit        *string           // the reason; empty: none
	Outcome     string            // a short cut, see Outcomes
}

// Visit is a visit as it is now.
func (w *Workspace) Visit(id string) (VisitView, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, there := w.state.Visits[id]
	if !there {
		return VisitView{}, refuse(NotFound, "", "There is no visit %s.", id)
	}
	return w.viewed(v), nil
}

// ActInVisit does what a person does. That the bank refuses it is no error, but
// the visit's Problem; an act that has no place at this step is one, as is a
// token that is over.
func (w *Workspace) ActInVisit(id string, act VisitAct) (VisitView, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, there := w.state.Visits[id]
	if !there {
		return VisitView{}, refuse(NotFound, "", "There is no visit %s.", id)
	}
	if step := w.step(v); step == DoneStep || step == ExitedStep {
		return VisitView{}, wrongStep("", "This visit is over.")
	}
	if act.Exit == nil {
		if err := w.usableGrant(v.Grant); err != nil {
			return VisitView{}, err
		}
	}
	v.Problem = nil
	if err := w.perform(&v, act); err != nil {
		return VisitView{}, err
	}
	w.apply(visitSet{v})
	return w.viewed(v), nil
}

func wrongStep(field, format string, args ...any) error {
	return refuse(WrongStep, field, format, args...)
}

func (w *Workspace) perform(v *Visit, act VisitAct) error {
	switch {
	case act.Institution != nil:
		return w.choose(v, *act.Institution)
	case act.Consent != nil:
		return w.consent(v, *act.Consent)
	case act.Login != nil:
		return w.logIn(v, act.Login)
	case act.Token != nil:
		return w.prove(v, *act.Token)
	case act.Approve != nil:
		return w.approve(v, *act.Approve)
	case act.Exit != nil:
		w.exit(v, *act.Exit)
		return nil
	case act.Outcome != "":
		return w.shortCut(v, act.Outcome)
	default:
		return refuse(Required, "", "Name one act: institution, consent, login, token, approve, exit or outcome.")
	}
}

// choose picks an institution, or goes back to the list. A login that waits is
// given up.
func (w *Workspace) choose(v *Visit, name string) error {
	offered, _ := w.offered(*v)
	if name == "" && v.Grant.LinkID != "" {
		return wrongStep("institution", "The token updates a link at %s.", v.Institution)
	}
	if name != "" && !slices.ContainsFunc(offered, func(i fixtures.Institution) bool { return i.Name == name }) {
		return refuse(DoesNotExist, "institution", "%q is not offered in this visit.", name)
	}
	w.giveUp(v)
	v.Institution = name
	return nil
}

func (w *Workspace) giveUp(v *Visit) {
	if _, waits := w.state.Sessions[v.Session]; waits {
		w.apply(sessionClosed{v.Session})
	}
	v.Session = ""
}

// consent takes a person's document and their agreement.
func (w *Workspace) consent(v *Visit, who Identity) error {
	if w.step(*v) != ConsentStep {
		return wrongStep("consent", "No consent is asked for at the step %s.", w.step(*v))
	}
	if problem := who.problem(); problem != nil {
		w.meet(v, problem)
		return nil
	}
	v.Identity = &who
	return nil
}

// exit ends a visit without a link.
func (w *Workspace) exit(v *Visit, reason string) {
	v.Exit = &Exit{Step: string(w.step(*v)), Reason: reason}
	if reason != "" {
		v.Exit.Step = surveyStep
	}
	w.giveUp(v)
}
