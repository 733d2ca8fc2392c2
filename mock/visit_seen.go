package mock

import (
	"cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
)

// visitOf is a visit as the control API shows it. What the page said goes
// before what the token says.
func visitOf(world *sandbox.Workspace, v sandbox.VisitView) control.Visit {
	made := v.Grant.Fill(sandbox.Registration{
		AccessMode: v.Wish.AccessMode, ExternalID: v.Wish.ExternalID, FetchResources: v.Wish.Resources,
	})
	settings := v.Grant.Widget
	seen := control.Visit{
		ID: v.ID, SecretID: world.Owner(), Step: string(v.Step), OpenedAt: v.Opened, ExpiresAt: v.Grant.Expires, Locale: v.Wish.Locale,
		AccessMode: string(made.AccessMode), ExternalID: made.ExternalID, Resources: listed(made.FetchResources), LinkID: v.Grant.LinkID,
		Username: v.Username, Institutions: listed(v.Offered), Unavailable: listed(v.Unavailable), Institution: v.Chosen,
		Consent: consentOf(v), Problem: problemOf(v.Problem), LastProblem: problemOf(v.Last), Link: v.Link, Return: v.Return, Event: v.Warning,
		Company: control.Company{
			Name: cmp.Or(v.Wish.CompanyName, settings.Branding.Name), Icon: cmp.Or(v.Wish.CompanyIcon, settings.Branding.Icon),
			TermsURL: settings.Branding.Terms,
		},
		CloseDialog: v.Wish.CloseDialog, AbandonSurvey: v.Wish.AbandonSurvey, Parent: v.Wish.Parent,
	}
	if v.Identity != nil {
		seen.Identity = &control.Identity{Type: v.Identity.Type, Number: v.Identity.Number, Name: v.Identity.Name}
	}
	if g := v.Guide; g != nil {
		seen.Challenge = &control.Challenge{Type: string(g.Kind), Instructions: g.Instructions, Value: g.Value, ExpectsUserInput: g.Typed}
	}
	if v.Exit != nil {
		seen.Exit = &control.Exit{Step: v.Exit.Step, Reason: v.Exit.Reason}
	}
	return seen
}

// listed is all as a list that is never null.
func listed[T any](all []T) []T { return append([]T{}, all...) }

func consentOf(v sandbox.VisitView) control.ConsentTerms {
	asked := v.Grant.Widget.Consent
	terms := control.ConsentTerms{
		Purpose: asked.Purpose, TermsURL: asked.Terms, Permissions: listed(asked.Permissions), Identification: []control.Identity{}, Days: v.ConsentDays,
	}
	for _, who := range asked.Identification {
		terms.Identification = append(terms.Identification, control.Identity{Type: who.Type, Number: who.Number, Name: who.Name})
	}
	return terms
}

func problemOf(p *sandbox.Problem) *control.Problem {
	if p == nil {
		return nil
	}
	return &control.Problem{Code: p.Code, Message: p.Message, Field: p.Field, RequestID: p.RequestID}
}
