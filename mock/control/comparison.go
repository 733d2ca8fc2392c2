package control

import (
	"context"
	"net/http"
)

// A Comparison holds what was sent for a delivery against the vendor's contract.
// It is made of the journal: secrets count as the text ***.
type Comparison struct {
	// Items are the differences, attempt by attempt, sorted by their pointers.
	Items []Difference `json:"items"`
	// Compared are the attempts whose bodies were held against the contract. Those
	// are missing that the journal does not keep any more, or not whole.
	Compared []int `json:"compared"`
}

// A Difference is one place at which a body is not as the contract says.
type Difference struct {
	Attempt int    `json:"attempt"` // from 1; 0 is the event itself, where there is no attempt yet
	Pointer string `json:"pointer"` // JSON pointer; the whole body is "/"
	Message string `json:"message"` // for people
}

func compare(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	c, err := w.Compare(ctx, r.PathValue("id"))
	c.Items, c.Compared = *present(c.Items), *present(c.Compared)
	return okay(c, err)
}

func (f far) Compare(ctx context.Context, id string) (Comparison, error) {
	return get[Comparison](ctx, f, "deliveries", id, "contract")
}
