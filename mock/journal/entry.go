// Package journal is what happened in a workspace, one line an entry: written
// once, bounded, with secrets taken out on the way in, and read by tests, by
// the inspector and by whoever judges a client. It never asks a clock.
package journal

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Kind says what an entry is about, and so which type its Data has.
type Kind string

// The kinds. Data has the type named.
const (
	KindCall     Kind = "call"     // a request of the client: Call
	KindAnswer   Kind = "answer"   // what the provider answered to one: Answer
	KindFault    Kind = "fault"    // something was made to go wrong: FaultData
	KindJob      Kind = "job"      // work of the provider was taken on or ended: JobData
	KindEvent    Kind = "event"    // something to tell the client: EventData
	KindAttempt  Kind = "attempt"  // one try to tell it: AttemptData
	KindDelivery Kind = "delivery" // a delivery ended or changed: DeliveryData
	KindClock    Kind = "clock"    // workspace time was moved: ClockData
	KindControl  Kind = "control"  // somebody used the control API: ControlData
	KindFinding  Kind = "finding"  // something that a client's author should look at: FindingData
)

// Kinds are all kinds, in the order of an exchange.
func Kinds() []Kind {
	return []Kind{
		KindCall, KindAnswer, KindFault, KindJob, KindEvent,
		KindAttempt, KindDelivery, KindClock, KindControl, KindFinding,
	}
}

// Known tells whether k is one of the kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// An Entry is one thing that happened. It is never changed once it is in a
// Journal; neither may anybody change what its Data refers to.
type Entry struct {
	Seq  uint64    `json:"seq"`  // set by Append; 1 is the first, none is left out
	At   time.Time `json:"at"`   // workspace time
	Wall time.Time `json:"wall"` // real time
	Kind Kind      `json:"kind"`
	Line string    `json:"line"` // one sentence for people, without secrets

	LinkID     string `json:"link_id,omitempty"`
	RequestID  string `json:"request_id,omitempty"`
	DeliveryID string `json:"delivery_id,omitempty"`

	// Data is a value of the type that Kind names. It becomes JSON only when
	// somebody reads it.
	Data any `json:"data"`
}

// UnmarshalJSON reads an entry back, its Data as the type that its kind names,
// so that far entries look like near ones. Data of a kind that has no type
// stays a json.RawMessage; null is nil.
func (e *Entry) UnmarshalJSON(b []byte) error {
	type plain Entry
	read := struct {
		*plain
		Data json.RawMessage `json:"data"`
	}{plain: (*plain)(e)}
	if err := json.Unmarshal(b, &read); err != nil {
		return fmt.Errorf("read journal entry: %w", err)
	}
	data, err := e.Kind.data(read.Data)
	if err != nil {
		return fmt.Errorf("read data of journal entry %d: %w", e.Seq, err)
	}
	e.Data = data
	return nil
}

// data reads b as the type of k's data.
func (k Kind) data(b json.RawMessage) (any, error) {
	if len(b) == 0 || string(b) == "null" {
		return nil, nil
	}
	switch k {
	case KindCall:
		return as[Call](b)
	case KindAnswer:
		return as[Answer](b)
	case KindJob:
		return as[JobData](b)
	case KindEvent:
		return as[EventData](b)
	case KindAttempt:
		return as[AttemptData](b)
	case KindDelivery:
		return as[DeliveryData](b)
	case KindClock:
		return as[ClockData](b)
	case KindControl:
		return as[ControlData](b)
	case KindFault:
		return as[FaultData](b)
	case KindFinding:
		return as[FindingData](b)
	default:
		return b, nil
	}
}

func as[T any](b json.RawMessage) (any, error) {
	var v T
	err := json.Unmarshal(b, &v)
	return v, err
}
