package mock

import (
	"context"
	"errors"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/openapi"
)

func (w workspace) Faults(context.Context) ([]fault.Active, error) {
	world, err := w.world()
	if err != nil {
		return nil, err
	}
	return world.Faults(), nil
}

func (w workspace) AddFault(_ context.Context, rule fault.Rule) (fault.Active, error) {
	world, err := w.world()
	if err != nil {
		return fault.Active{}, err
	}
	if err := checkRule(rule); err != nil {
		return fault.Active{}, err
	}
	active, err := world.AddFault(rule)
	if err != nil {
		return active, told(err)
	}
	record(world, "fault.add", active.ID, rule.On.Link, rule)
	return active, nil
}

// checkRule refuses a rule that cannot be used.
func checkRule(rule fault.Rule) error {
	err := FaultWorld().Check(rule)
	if wrong, ok := errors.AsType[*fault.Error](err); ok {
		return control.Refuse(control.Invalid, wrong.Field, "%s", wrong.Reason)
	}
	return err
}

func (w workspace) RemoveFault(_ context.Context, id string) error {
	world, err := w.world()
	if err != nil {
		return err
	}
	if err := world.RemoveFault(id); err != nil {
		return told(err)
	}
	record(world, "fault.remove", id, "", struct{}{})
	return nil
}

func (w workspace) ClearFaults(context.Context) error {
	world, err := w.world()
	if err != nil {
		return err
	}
	world.ClearFaults()
	record(world, "fault.clear", "", "", struct{}{})
	return nil
}

func (w workspace) Release(context.Context) ([]control.Delivery, error) {
	world, err := w.world()
	if err != nil {
		return nil, err
	}
	record(world, "delivery.release", "", "", struct{}{})
	return deliveriesOf(world.Release()), nil
}

// FaultWorld is what rules are checked against: the operations of the API that
// are emulated, and the resources that are collected.
func FaultWorld() fault.World { return fault.World{Serves: serves, TypeOf: sandbox.TypeOf} }

func serves(on fault.On) bool {
	for _, op := range openapi.Operations() {
		if (on.Method == "" || on.Method == op.Method) &&
			(on.Path == "" || fault.PathMatches(on.Path, op.Path)) &&
			(on.Resource == "" || on.Resource == op.Noun()) &&
			(on.Page == 0 || strings.HasPrefix(op.Act, "list")) {
			return true
		}
	}
	return false
}
