package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
)

// Held gives the probe's order and reads the answer:
//
//	{"status": "pending|ready|failed", "items": [{"id": "…", "amount": "12.34"}]}
//
// Items may be absent unless the status is ready, and amounts may be; other keys
// are the client's affair. Status 404, or a command that prints nothing, is
// ErrNothingHeld. An answer of another form is an error that quotes it.
func (c *foreign) Held(ctx context.Context, a Asking) (Holding, error) {
	if c.file.probe == nil {
		return Holding{}, fmt.Errorf("probe: %w", ErrNotOffered)
	}
	got, err := c.give(ctx, c.file.probe, c.known.of(a))
	if err != nil {
		return Holding{}, fmt.Errorf("probe: %w", err)
	}
	empty := c.file.probe.exec != nil && len(bytes.TrimSpace(got.body)) == 0
	if got.status == http.StatusNotFound || empty {
		return Holding{}, ErrNothingHeld
	}
	if got.status/100 != 2 {
		return Holding{}, fmt.Errorf("probe: %s answered %d: %s; want 200, or 404 if nothing is held", got.by, got.status, c.quote(got.body))
	}
	held, err := readHolding(got.body)
	if err != nil {
		return Holding{}, fmt.Errorf("probe: %s answered %s: %w", got.by, c.quote(got.body), err)
	}
	return held, nil
}

// A probed is an answer to a probe.
type probed struct {
	Status string        `json:"status"`
	Items  *[]probedItem `json:"items"`
}

type probedItem struct {
	ID     string          `json:"id"`
	Amount json.RawMessage `json:"amount"`
}

// readHolding reads an answer to a probe.
func readHolding(body []byte) (Holding, error) {
	var got probed
	if err := json.Unmarshal(body, &got); err != nil {
		return Holding{}, misfit(err)
	}
	if !slices.Contains([]string{"pending", "ready", "failed"}, got.Status) {
		return Holding{}, fmt.Errorf("status is %q; want pending, ready or failed", got.Status)
	}
	held := Holding{Status: got.Status}
	if got.Items == nil {
		if got.Status == "ready" {
			return Holding{}, errors.New("items is missing; want a list, since status is ready")
		}
		return held, nil
	}
	for i, item := range *got.Items {
		amount, err := readAmount(item.Amount)
		if err != nil {
			return Holding{}, fmt.Errorf("items[%d]: %w", i, err)
		}
		if item.ID == "" {
			return Holding{}, fmt.Errorf("items[%d]: id is missing; want the provider's id of the record", i)
		}
		held.Items = append(held.Items, Held{ID: item.ID, Amount: amount})
	}
	return held, nil
}

// misfit says in words of the answer what the decoder did not like.
func misfit(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return fmt.Errorf("%s is a %s; want %s", wrong.Field, wrong.Value, map[string]string{
			"status": "a text", "items": "a list of objects", "items.id": "a text",
		}[wrong.Field])
	}
	return fmt.Errorf(`want {"status": …, "items": […]} in JSON: %w`, err)
}

// decimal is an amount as clients may tell it; the exponent is that of numbers.
var decimal = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][+-]?\d+)?$`)

// readAmount is an amount's own text, which is written as a text or a number.
func readAmount(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", nil
	}
	text := string(raw)
	if raw[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return "", err
		}
	}
	if !decimal.MatchString(text) {
		return "", fmt.Errorf("amount is %s; want a decimal such as \"12.34\"", raw)
	}
	return text, nil
}
