package harness

import (
	"context"
	"fmt"
)

// Ask gives the trigger's order. The client has taken it if it answers 2xx or
// exits with 0 within thirty seconds; anything else is an error that says what
// it did.
func (c *foreign) Ask(ctx context.Context, a Asking) error {
	if c.file.trigger == nil {
		return fmt.Errorf("trigger: %w", ErrNotOffered)
	}
	return c.obeyed(ctx, "trigger", c.file.trigger, c.known.of(a))
}

// obeyed gives an order to which the answer is that it was done.
func (c *foreign) obeyed(ctx context.Context, what string, o *order, v fillings) error {
	a, err := c.give(ctx, o, v)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if a.status/100 != 2 {
		return fmt.Errorf("%s: %s answered %d: %s; want 2xx", what, a.by, a.status, c.quote(a.body))
	}
	return nil
}

// quote is the beginning of an answer, for an error.
func (c *foreign) quote(body []byte) string {
	if len(body) == 0 {
		return "(an empty body)"
	}
	return firstWords(c.output.hide(string(body)))
}
