package sandbox

import "errors"

// logIn tries credentials: the link is there, or its institution asks for a
// token, or refuses.
func (w *Workspace) logIn(v *Visit, fields map[string]string) error {
	if w.step(*v) != CredentialsStep {
		return wrongStep("login", "No credentials are asked for at the step %s.", w.step(*v))
	}
	return w.connect(v, fields)
}

// approve is what the person says on the page of an open finance institution.
func (w *Workspace) approve(v *Visit, yes bool) error {
	if w.step(*v) != BankStep {
		return wrongStep("approve", "No bank asks for an approval at the step %s.", w.step(*v))
	}
	if !yes {
		v.Institution = v.kept()
		w.meet(v, &Error{Kind: ConsentRejected, Detail: "The consent was rejected at the institution."})
		return nil
	}
	return w.connect(v, map[string]string{"username": v.Identity.Number})
}

// kept is the institution that a visit cannot leave; empty: none.
func (v Visit) kept() string {
	if v.Grant.LinkID != "" {
		return v.Institution
	}
	return ""
}

// connect makes the visit's link, or updates it.
func (w *Workspace) connect(v *Visit, fields map[string]string) error {
	var link LinkRecord
	var err error
	if v.Grant.LinkID != "" {
		link, err = w.update(nil, v.Grant.LinkID, fields["password"], fields["token"])
	} else {
		link, err = w.register(nil, v.Grant.Fill(v.registration(fields)))
	}
	var refused *Error
	switch {
	case err == nil:
		w.arrive(v, link.ID)
		return nil
	case errors.As(err, &refused) && refused.Session != nil:
		v.Session, v.Link = refused.Session.ID, refused.Session.Link
		return nil
	default:
		return w.meetAny(v, err)
	}
}

func (v Visit) registration(fields map[string]string) Registration {
	return Registration{
		Institution: v.Institution, Login: fields, AccessMode: v.Wish.AccessMode, ExternalID: v.Wish.ExternalID, FetchResources: v.Wish.Resources,
	}
}

// prove sends the token that a login waits for.
func (w *Workspace) prove(v *Visit, token string) error {
	if w.step(*v) != TokenStep {
		return wrongStep("token", "No token is asked for at the step %s.", w.step(*v))
	}
	if _, err := w.goOn(nil, "", v.Session, v.Link, token); err != nil {
		return w.meetAny(v, err)
	}
	w.arrive(v, v.Link)
	return nil
}

func (w *Workspace) arrive(v *Visit, link string) {
	v.Link, v.Session, v.Done = link, "", true
	w.spend(v.Grant)
}

// meetAny keeps a refusal as the visit's problem; another error stays one.
func (w *Workspace) meetAny(v *Visit, err error) error {
	if one, ok := errors.AsType[*Error](err); ok {
		w.meet(v, one)
		return nil
	}
	if several, ok := errors.AsType[Refusals](err); ok {
		w.meet(v, several[0])
		return nil
	}
	return err
}

func (w *Workspace) meet(v *Visit, e *Error) {
	w.apply(counted{Counts{Answers: 1}})
	v.Problem = &Problem{
		Code: string(e.Kind), Message: e.Detail, Field: e.Field, RequestID: w.path.At("answer").Number(w.state.Counts.Answers).Hex(),
	}
	v.Last = v.Problem
}
