// Package fault is what can be made to go wrong, by rules. A fault edits what
// is about to happen, an act; it never performs it. Whoever performs acts asks
// a Plan first.
package fault

import (
	"github.com/belvo-mock/belvo-mock/internal/duration"
)

// A Rule makes one fault happen, to all that it is on. It is the same in Go, in
// the control API and in scenario files.
type Rule struct {
	// ID names the rule in the journal; empty: one is made.
	ID string `json:"id,omitempty"`
	// Fault is an id of the Catalogue.
	Fault string `json:"fault"`
	// On says what the fault happens to; empty: to all that it can.
	On On `json:"on,omitzero"`
	// After lets so many matches pass first.
	After int `json:"after,omitempty"`
	// Times is how often it happens at most; 0: without limit.
	Times int `json:"times,omitempty"`
	// Chance is how likely it is at each match, above 0 to 1; nil: certain. It is
	// drawn from the workspace's seed, the rule and what is matched, so that the
	// same things meet the same fate in any order.
	Chance *float64 `json:"chance,omitempty"`
	// With are the parameters; which ones a fault takes its Params say.
	With With `json:"with,omitzero"`
}

// On is what a rule matches: all that is set must be so.
type On struct {
	// Method is that of a request, such as POST.
	Method string `json:"method,omitempty"`
	// Path is that of a request, with or without the slash at its end. A part in
	// braces is any part, as in /api/links/{id}/, and a star at the end anything.
	Path string `json:"path,omitempty"`
	// Resource is a word such as accounts or br-balances: of a request, a job or
	// the type of a webhook.
	Resource string `json:"resource,omitempty"`
	// Link is the id of the link that it is about.
	Link string `json:"link,omitempty"`
	// Page is that of a list, from 1.
	Page int `json:"page,omitempty"`
	// WebhookType and WebhookCode are those of a webhook.
	WebhookType string `json:"webhook_type,omitempty"`
	WebhookCode string `json:"webhook_code,omitempty"`
	// Nth is the one match that is meant, from 1.
	Nth int `json:"nth,omitempty"`
}

// With are the parameters of all faults. What is zero is absent.
type With struct {
	By             duration.Duration `json:"by,omitempty"`
	Jitter         duration.Duration `json:"jitter,omitempty"`
	Distribution   string            `json:"distribution,omitempty"`
	For            duration.Duration `json:"for,omitempty"`
	RetryAfter     duration.Duration `json:"retry_after,omitempty"`
	Code           string            `json:"code,omitempty"`
	BytesPerSecond int               `json:"bytes_per_second,omitempty"`
	Rows           int               `json:"rows,omitempty"`
	Copies         int               `json:"copies,omitempty"`
	Gap            duration.Duration `json:"gap,omitempty"`
	Order          string            `json:"order,omitempty"`
	Of             int               `json:"of,omitempty"`
	Within         duration.Duration `json:"within,omitempty"`
	Value          string            `json:"value,omitempty"`
	Link           string            `json:"link,omitempty"`
	Field          string            `json:"field,omitempty"`
	Bytes          int               `json:"bytes,omitempty"`
}

// An Error is why a rule cannot be used.
type Error struct {
	Field  string // JSON name of what is at fault, such as with.by
	Reason string // a sentence for people
}

func (e *Error) Error() string { return e.Field + ": " + e.Reason }
