package ui

import (
	"context"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// showRequest is the page of one card.
func showRequest(_ context.Context, v *visit) (any, error) {
	id := v.Request.PathValue("request_id")
	c := v.book.read().find(id)
	if c == nil {
		return nil, control.Refuse(control.NotFound, "", "Nothing is known of the request %s: it was never made here, or the journal has dropped it.", id)
	}
	v.Title = "Request " + short(id)
	return v.card(c), nil
}
