package webhook

import "time"

// An Attempt is one time that a delivery was sent.
type Attempt struct {
	N       int           `json:"n"`    // from 1
	At      time.Time     `json:"at"`   // when it started, by the workspace's clock
	Wall    time.Time     `json:"wall"` // likewise, by the wall's
	Took    time.Duration `json:"took"` // from the request's last byte to the answer's headers
	Status  int           `json:"status,omitempty"`
	Outcome Outcome       `json:"outcome"`
	Why     string        `json:"why,omitempty"` // in words; empty if it was acknowledged
}

// An Outcome says how an attempt went.
type Outcome string

// The outcomes.
const (
	Acknowledged Outcome = "acknowledged" // the accepted status, in time
	Refused      Outcome = "refused"      // 400 that names the request
	BadStatus    Outcome = "status"       // an answer that is not accepted
	Redirect     Outcome = "redirect"     // 3xx, which is not followed
	TimedOut     Outcome = "timeout"      // no answer inside the window
	NoConnection Outcome = "connection"   // no connection, or one that broke
)

// Acked tells whether the subscriber acknowledged it.
func (a Attempt) Acked() bool { return a.Outcome == Acknowledged }
