package mock

import (
	"context"
	"fmt"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
	"github.com/belvo-mock/belvo-mock/openapi"
)

func (w workspace) Compare(ctx context.Context, id string) (control.Comparison, error) {
	world, err := w.world()
	if err != nil {
		return control.Comparison{}, err
	}
	d, err := w.Delivery(ctx, id)
	if err != nil {
		return control.Comparison{}, err
	}
	kind := journal.KindAttempt
	if len(d.Attempts) == 0 {
		kind = journal.KindEvent
	}
	page, err := world.Journal().List(journal.Query{Kinds: []journal.Kind{kind}, DeliveryID: id})
	if err != nil {
		return control.Comparison{}, told(err)
	}
	c := control.Comparison{Items: []control.Difference{}, Compared: []int{}}
	for _, e := range page.Items {
		switch data := e.Data.(type) {
		case journal.AttemptData:
			compareBody(&c, data.N, data.Request)
		case journal.EventData:
			compareBody(&c, 0, data.Body)
		}
	}
	return c, nil
}

// compareBody adds what one body differs in.
func compareBody(c *control.Comparison, attempt int, body journal.Body) {
	if body.Cut {
		return
	}
	c.Compared = append(c.Compared, attempt)
	if at, broken := journal.FindSyntaxError(body.Text); broken {
		message := fmt.Sprintf("no JSON: line %d, column %d: %s", at.Line, at.Column, at.Message)
		c.Items = append(c.Items, control.Difference{Attempt: attempt, Pointer: "/", Message: message})
		return
	}
	found, err := openapi.CompareWebhook(body.Text)
	if err != nil {
		c.Items = append(c.Items, control.Difference{Attempt: attempt, Pointer: "/", Message: err.Error()})
	}
	for _, d := range found {
		c.Items = append(c.Items, control.Difference{Attempt: attempt, Pointer: d.Pointer, Message: d.Message})
	}
}
