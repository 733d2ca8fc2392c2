package mock

import (
	"cmp"
	"context"
	"encoding/json"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func (w workspace) Links(_ context.Context, q control.LinkQuery) (control.LinkPage, error) {
	world, err := w.world()
	if err != nil {
		return control.LinkPage{}, err
	}
	if q.Limit < 0 || q.Limit > control.MaxLinks {
		return control.LinkPage{}, control.Refuse(control.Invalid, "limit", "%d is not from 0 to %d.", q.Limit, control.MaxLinks)
	}
	limit := cmp.Or(q.Limit, control.DefaultLinks)
	views, more, count, err := world.LinkViews(sandbox.LinkSearch{After: q.After, Limit: limit, Text: q.Text})
	if err != nil {
		return control.LinkPage{}, told(err)
	}
	page := control.LinkPage{Items: make([]control.ListedLink, len(views)), Count: count}
	for i, v := range views {
		page.Items[i] = listedOf(v)
	}
	if more {
		page.Next = views[len(views)-1].ID
	}
	return page, nil
}

func listedOf(v sandbox.LinkView) control.ListedLink {
	listed := control.ListedLink{
		Link: linkOf(v.LinkRecord), InstitutionName: v.Bank.DisplayName, InstitutionType: v.Bank.Type,
		IntegrationType: v.Bank.IntegrationType, Persona: v.Persona,
	}
	if v.Consent != nil {
		listed.Consent = &control.Consent{ID: v.ConsentID, ExpiresAt: v.Consent.Expires, Expired: v.Consent.Over}
	}
	return listed
}

func (w workspace) Link(_ context.Context, id string) (control.LinkDetail, error) {
	world, err := w.world()
	if err != nil {
		return control.LinkDetail{}, err
	}
	d, err := world.LinkDetail(id)
	if err != nil {
		return control.LinkDetail{}, told(err)
	}
	calls, err := world.Journal().List(journal.Query{Kinds: []journal.Kind{journal.KindCall, journal.KindAnswer, journal.KindJob}})
	if err != nil {
		return control.LinkDetail{}, told(err)
	}
	detail := control.LinkDetail{ListedLink: listedOf(d.LinkView), Accounts: []control.LinkAccount{}, Collections: []control.Collection{}}
	for _, a := range d.Accounts {
		detail.Accounts = append(detail.Accounts, control.LinkAccount{
			ID: a.ID, Name: a.Name, Number: a.Number, Category: a.Category, Currency: a.Currency, Balance: json.Number(a.Balance.Current.String()),
		})
	}
	for _, c := range d.Collections {
		detail.Collections = append(detail.Collections, collectionOf(c))
	}
	detail.Reads = readsOf(id, d.Offered, detail.Collections, calls.Items)
	return detail, nil
}

func collectionOf(c sandbox.Collection) control.Collection {
	out := control.Collection{Resource: c.Resource, Account: c.Account, At: c.Times[len(c.Times)-1], Times: len(c.Times)}
	if !c.From.IsZero() {
		out.From = c.From.String()
	}
	if !c.To.IsZero() {
		out.To = c.To.String()
	}
	return out
}

func (w workspace) DeleteLink(_ context.Context, id string) error {
	world, err := w.world()
	if err != nil {
		return err
	}
	if err := world.Remove(id); err != nil {
		return told(err)
	}
	record(world, "link.delete", id, id, struct{}{})
	return nil
}
