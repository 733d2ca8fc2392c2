package webhook

import (
	"encoding/json"
	"time"
)

// An Attempt is one time that a delivery was sent.
type Attempt struct {
	N       int           `json:"n"`    // from 1
	At      time.Time     `json:"at"`   // when it started, by the workspace's clock
	Wall    time.Time     `json:"wall"` // likewise, by the wall's
	Took    time.Duration `json:"-"`    // from the request's last byte to the answer's headers; took_ms in JSON
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

type attemptFields Attempt

type attemptForm struct {
	attemptFields
	TookMS int64 `json:"took_ms"`
}

// MarshalJSON gives the form of the control API, Took in whole milliseconds.
func (a Attempt) MarshalJSON() ([]byte, error) {
	return json.Marshal(attemptForm{attemptFields(a), a.Took.Milliseconds()})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Attempt) UnmarshalJSON(b []byte) error {
	var form attemptForm
	if err := json.Unmarshal(b, &form); err != nil {
		return err
	}
	*a = Attempt(form.attemptFields)
	a.Took = time.Duration(form.TookMS) * time.Millisecond
	return nil
}
