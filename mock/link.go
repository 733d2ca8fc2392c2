package mock

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
)

func (w workspace) AddLink(_ context.Context, spec control.LinkSpec) (control.Link, error) {
	world, err := w.world()
	if err != nil {
		return control.Link{}, err
	}
	rows := make([]sandbox.MovementChange, len(spec.Transactions))
	for i, row := range spec.Transactions {
		rows[i] = changeOf(row)
	}
	link, err := world.Prepare(sandbox.Registration{
		ID: spec.ID, Institution: spec.Institution, Persona: spec.Persona, AccessMode: sandbox.AccessMode(spec.AccessMode),
		ExternalID: spec.ExternalID, FetchResources: spec.FetchResources, RefreshRate: spec.RefreshRate, Movements: rows,
	})
	if err != nil {
		return control.Link{}, told(err)
	}
	record(world, "link.add", link.ID, link.ID, spec)
	return linkOf(link), nil
}

// linkOf is a link in the vendor's form, which both sides write alike.
func linkOf(r sandbox.LinkRecord) control.Link {
	var link control.Link
	text, err := json.Marshal(r)
	if err == nil {
		err = json.Unmarshal(text, &link)
	}
	if err != nil {
		panic("a link cannot be read back: " + err.Error())
	}
	return link
}

func (w workspace) ChangeLink(_ context.Context, id string, change control.LinkChange) (control.Link, error) {
	world, err := w.world()
	if err != nil {
		return control.Link{}, err
	}
	c := sandbox.LinkChange{Consent: change.Consent, RefreshRate: change.RefreshRate}
	if change.Status != nil {
		status := sandbox.LinkStatus(*change.Status)
		if !slices.Contains(sandbox.LinkStatuses(), status) {
			return control.Link{}, control.Refuse(control.Invalid, "status", "%q is none of %v.", status, sandbox.LinkStatuses())
		}
		c.Status = &status
	}
	if change.AccessMode != nil {
		mode := sandbox.AccessMode(*change.AccessMode)
		if mode != sandbox.Single && mode != sandbox.Recurrent {
			return control.Link{}, control.Refuse(control.Invalid, "access_mode", "%q is neither single nor recurrent.", mode)
		}
		c.AccessMode = &mode
	}
	link, err := world.Modify(nil, id, c)
	if err != nil {
		return control.Link{}, told(err)
	}
	record(world, "link.change", id, id, change)
	return linkOf(link), nil
}

func (w workspace) RefreshLink(_ context.Context, id string) (string, error) {
	world, err := w.world()
	if err != nil {
		return "", err
	}
	record(world, "link.refresh", id, id, struct{}{})
	requestID, err := world.Refresh(nil, id, nil)
	return requestID, told(err)
}

// changeOf is a row of the bank as the sandbox reads it.
func changeOf(spec control.TransactionSpec) sandbox.MovementChange {
	c := sandbox.MovementChange{
		Account: spec.Account, ValueDate: spec.ValueDate, Type: spec.Type, Status: spec.Status,
		Description: spec.Description, Merchant: spec.Merchant, Category: spec.Category, Reference: spec.Reference,
	}
	if spec.Amount != "" {
		amount := spec.Amount.String()
		c.Amount = &amount
	}
	return c
}

func (w workspace) Transactions(_ context.Context, link string) ([]json.RawMessage, error) {
	world, err := w.world()
	if err != nil {
		return nil, err
	}
	rows, err := world.AtBank(link)
	if err != nil {
		return nil, told(err)
	}
	all := make([]json.RawMessage, len(rows))
	for i, row := range rows {
		all[i] = row.JSON
	}
	return all, nil
}

func (w workspace) AddTransaction(_ context.Context, link string, spec control.TransactionSpec) (json.RawMessage, error) {
	world, err := w.world()
	if err != nil {
		return nil, err
	}
	row, err := world.AddMovement(link, changeOf(spec))
	if err != nil {
		return nil, told(err)
	}
	record(world, "transaction.add", row.ID, link, spec)
	return row.JSON, nil
}

func (w workspace) ChangeTransaction(_ context.Context, link, id string, spec control.TransactionSpec) (json.RawMessage, error) {
	world, err := w.world()
	if err != nil {
		return nil, err
	}
	row, err := world.ChangeMovement(link, id, changeOf(spec))
	if err != nil {
		return nil, told(err)
	}
	record(world, "transaction.change", id, link, spec)
	return row.JSON, nil
}

func (w workspace) DeleteTransaction(_ context.Context, link, id string) error {
	world, err := w.world()
	if err != nil {
		return err
	}
	if err := world.RemoveMovement(link, id); err != nil {
		return told(err)
	}
	record(world, "transaction.delete", id, link, struct{}{})
	return nil
}
