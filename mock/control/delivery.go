package control

import (
	"encoding/json"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A Delivery is one event on its way to the client.
type Delivery struct {
	ID        string    `json:"id"`
	WebhookID string    `json:"webhook_id"`
	Type      string    `json:"webhook_type"`
	Code      string    `json:"webhook_code"`
	LinkID    string    `json:"link_id"`
	RequestID string    `json:"request_id"`
	State     string    `json:"state"`        // waiting sending held delivered given_up dropped no_subscriber
	Due       time.Time `json:"due,omitzero"` // of the next attempt, workspace time; absent if there is none
	Attempts  []Attempt `json:"attempts"`
}

// An Attempt is one POST to the client's URL.
type Attempt struct {
	N       int       `json:"n"`       // from 1
	At      time.Time `json:"at"`      // when it began, workspace time
	Wall    time.Time `json:"wall"`    // likewise, real time
	TookMS  int64     `json:"took_ms"` // from the request's last byte to the answer's headers
	Status  int       `json:"status"`  // 0: no answer
	Outcome string    `json:"outcome"` // acknowledged refused status redirect timeout connection
	Why     string    `json:"why"`     // in words; empty if it was acknowledged
}

// A ResendSpec says what is different about a delivery that is sent again.
type ResendSpec struct {
	Body          json.RawMessage `json:"body,omitempty"`          // sent verbatim instead of the event
	Authorization string          `json:"authorization,omitempty"` // instead of the webhook's
}

// A Wait says what to wait for in the journal.
type Wait struct {
	Match   journal.Match `json:"match"`
	Since   uint64        `json:"since,omitempty"`
	Count   int           `json:"count,omitempty"`   // 0 is 1
	Timeout Duration      `json:"timeout,omitempty"` // of wall time; 0 is DefaultWait
}

// Bounds of a Wait. Our choice.
const (
	DefaultWait = Duration(10 * time.Second)
	MaxWait     = Duration(10 * time.Minute)
)
