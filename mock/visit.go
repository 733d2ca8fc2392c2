package mock

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// tokenField is the key of a visit's access token.
const tokenField = "access_token"

func (h host) OpenVisit(_ context.Context, spec control.VisitSpec) (control.Visit, error) {
	organization, ok := sandbox.TokenOrganization(spec.AccessToken)
	world, known := h.server.organization(organization)
	if !ok || !known {
		return control.Visit{}, control.Refuse(control.Invalid, tokenField, "It is no access token of this server.")
	}
	view, err := world.OpenVisit(spec.AccessToken, wishOf(spec))
	if err != nil {
		return control.Visit{}, tokenRefused(err)
	}
	spec.AccessToken = ""
	recordVisit(world, "widget.open", view, spec)
	return visitOf(world, view), nil
}

// tokenRefused is why a token does not open the widget, or does not go on with
// it.
func tokenRefused(err error) error {
	refused, ok := errors.AsType[*sandbox.Error](err)
	if !ok {
		return told(err)
	}
	switch refused.Kind {
	case sandbox.AuthenticationFailed:
		return control.Refuse(control.Invalid, tokenField, "%s", refused.Detail)
	case sandbox.PermissionDenied:
		return control.Refuse(control.Forbidden, tokenField, "%s", refused.Detail)
	case sandbox.TokenOver:
		return &control.Error{
			Code: control.Gone, Field: tokenField, Message: refused.Detail, Return: sandbox.RefusedToken(refused.Event, refused.Detail),
		}
	default:
		return told(err)
	}
}

// visitor finds the world of a visit, whose id begins with the organization.
func (h host) visitor(id string) (*sandbox.Workspace, error) {
	organization, _, _ := strings.Cut(id, ".")
	world, known := h.server.organization(organization)
	if !known {
		return nil, control.Refuse(control.NotFound, "", "There is no visit %s.", id)
	}
	return world, nil
}

func (h host) Visit(_ context.Context, id string) (control.Visit, error) {
	world, err := h.visitor(id)
	if err != nil {
		return control.Visit{}, err
	}
	view, err := world.Visit(id)
	if err != nil {
		return control.Visit{}, told(err)
	}
	return visitOf(world, view), nil
}

func (h host) ActInVisit(_ context.Context, id string, act control.VisitAct) (control.Visit, error) {
	world, err := h.visitor(id)
	if err != nil {
		return control.Visit{}, err
	}
	name, err := nameOf(act)
	if err != nil {
		return control.Visit{}, err
	}
	done := sandbox.VisitAct{
		Institution: act.Institution, Login: act.Login, Token: act.Token, Approve: act.Approve, Exit: act.Exit, Outcome: act.Outcome,
	}
	if act.Consent != nil {
		done.Consent = &sandbox.Identity{Type: act.Consent.Type, Number: act.Consent.Number, Name: act.Consent.Name}
	}
	view, err := world.ActInVisit(id, done)
	if err != nil {
		return control.Visit{}, tokenRefused(err)
	}
	recordVisit(world, "widget."+name, view, act)
	return visitOf(world, view), nil
}

// nameOf is the one key that an act has.
func nameOf(act control.VisitAct) (string, error) {
	text, err := json.Marshal(act)
	var keys map[string]json.RawMessage
	if err = errors.Join(err, json.Unmarshal(text, &keys)); err != nil {
		return "", err
	}
	for name := range keys {
		if len(keys) == 1 {
			return name, nil
		}
	}
	return "", control.Refuse(control.Invalid, "", "An act has exactly one of institution, consent, login, token, approve, exit and outcome, not %d.", len(keys))
}

// recordVisit journals what a person did in the widget, and what came of it.
func recordVisit(world *sandbox.Workspace, action string, view sandbox.VisitView, asked any) {
	text, err := json.Marshal(asked)
	if err != nil {
		panic("what was asked cannot be written: " + err.Error())
	}
	line := action + ": " + string(view.Step)
	if view.Problem != nil {
		line += ", " + view.Problem.Code
	}
	world.Note(journal.Entry{
		Kind: journal.KindControl, Line: line, LinkID: view.Link,
		Data: journal.ControlData{Action: action, Target: view.ID, Body: journal.NewBody(text)},
	})
}

func wishOf(spec control.VisitSpec) sandbox.Wish {
	return sandbox.Wish{
		Locale: spec.Locale, AccessMode: sandbox.AccessMode(spec.AccessMode), ExternalID: spec.ExternalID, Institutions: spec.Institutions,
		InstitutionTypes: spec.InstitutionTypes, IntegrationType: spec.IntegrationType, Countries: spec.CountryCodes, Resources: spec.Resources,
		CompanyName: spec.CompanyName, CompanyIcon: spec.CompanyIcon, CloseDialog: spec.CloseDialog, AbandonSurvey: spec.AbandonSurvey,
		Parent: spec.Parent,
	}
}
