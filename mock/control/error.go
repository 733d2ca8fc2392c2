package control

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// An Error is why a call to the control API was refused. Near and far it is
// the same.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`         // for people
	Field   string `json:"field,omitempty"` // JSON name of the key at fault; empty if it is none
	Line    int    `json:"line,omitempty"`  // of the document at fault, from 1; 0 if it is none

	// Return is where the widget sends the person with a token that is over; empty:
	// nowhere.
	Return string `json:"return,omitempty"`

	// Pending is what a Settle left: with NotSettling only.
	Pending []Pending `json:"-"`
	// Seen are the entries that did match: with TimedOut only.
	Seen []journal.Entry `json:"-"`
}

// A Code says what kind of refusal an Error is.
type Code string

// The codes, each with its status over HTTP.
const (
	Invalid      Code = "invalid"            // 400: a value that cannot be used
	Unknown      Code = "unknown"            // 400: a key or parameter that nothing knows
	Unauthorized Code = "unauthorized"       // 401: the control token is missing or wrong
	Forbidden    Code = "forbidden"          // 403: a foreign page, an unexpected host, a change where all is read only, or an access token without the scope
	NotFound     Code = "not_found"          // 404: no such workspace, link, delivery or path
	NotAllowed   Code = "method_not_allowed" // 405
	TimedOut     Code = "timeout"            // 408: what was waited for did not happen
	Conflict     Code = "conflict"           // 409: taken, or not now
	NotSettling  Code = "not_settling"       // 409: a Settle came to its limit
	Gone         Code = "gone"               // 410: journal entries were dropped, or an access token is over
	TooLarge     Code = "too_large"          // 413: a body over the limit
	Internal     Code = "internal"           // 500: a bug of ours
)

func (e *Error) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%s: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("%s: %s: %s", e.Code, e.Field, e.Message)
}

// Status is the status that e has over HTTP.
func (e *Error) Status() int { return cmp.Or(statuses[e.Code], http.StatusInternalServerError) }

// Refuse makes an *Error as an error; field may be empty.
func Refuse(code Code, field, format string, args ...any) error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, args...)}
}
