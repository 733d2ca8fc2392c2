package sandbox

import (
	"time"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

// state is all that a workspace remembers: the fold of its changes. Only
// Workspace.apply writes it. What can be derived from it is not in it, but for
// the indexes Links and Prefixes. All of it is data: it is written as JSON and
// read back the same.
type state struct {
	Clock      agenda.Base // of the time that the clock was set last, or of the World that this is
	Subscriber Subscriber
	Links      map[string]*Link  `json:"-"` // by id
	Order      []*Link           // in order of creation; the links themselves are never written
	Prefixes   map[string]string `json:"-"` // the 12 digits of a record's id → its link
	Made       map[string]int    // how many links of one path there have been
	Jobs       map[string]Job
	Sessions   map[string]Session
	Deliveries map[string]*webhook.Delivery
	Ended      []string // deliveries that are over, oldest first; bounded
	Faults     fault.Plan
	Groups     map[string]Group  // of deliveries that leave in another order
	Grouped    map[string]int    // how many groups of a rule there have been
	Scenario   Title             // of the scenario that is played
	Names      map[string]string // of the scenario's links → their ids
	Acts       map[string]PlannedAct
	Spent      map[string]time.Time // access tokens that made their link → when they expire
	Visits     map[string]Visit     // of the widget, by id; bounded
	Counts     Counts
	Limits     Limits
	Recent     Recent // what the limits count
}

// Counts are the ordinals of what has no path of its own, and what a person
// wants to know of a workspace at a glance.
type Counts struct {
	Links      int // ever made
	Jobs       int // ever accepted
	Answers    int // refusals and other answers that carried a request_id
	Events     int
	Attempts   int
	Tokens     int
	Deliveries int
	Visits     int
}

func newState() state {
	return state{
		Links:      map[string]*Link{},
		Prefixes:   map[string]string{},
		Made:       map[string]int{},
		Jobs:       map[string]Job{},
		Sessions:   map[string]Session{},
		Deliveries: map[string]*webhook.Delivery{},
		Groups:     map[string]Group{},
		Grouped:    map[string]int{},
		Names:      map[string]string{},
		Acts:       map[string]PlannedAct{},
		Spent:      map[string]time.Time{},
		Visits:     map[string]Visit{},
	}
}

// A change is one thing that happened to a workspace, as a value.
type change interface {
	to(s *state)
}

type (
	clockSet      struct{ Clock agenda.Base }
	subscriberSet struct{ Subscriber Subscriber }

	linkMade struct {
		Link   Link
		Family string // the path without its ordinal
	}
	familyCounted struct{ Family string } // a path that was used up
	linkSet       struct{ Link Link }
	linkDeleted   struct{ ID string }
	linkCounted   struct {
		ID                     string
		Jobs, Events, Sessions int
	} // ordinals used up
	linkAccessed struct {
		ID string
		At time.Time
	}
	recordsAdded struct {
		Link string
		Rows []bank.Movement
	}
	recordReplaced struct {
		Link   string
		Before bank.Movement
		After  *bank.Movement // nil: the row is taken back
	}
	recordDeleted struct{ Link, Record string }
	collected     struct {
		Link, Resource string
		Coverage       Coverage // of one moment
	}

	jobAccepted struct{ Job Job }
	jobSet      struct{ Job Job }
	jobEnded    struct{ ID string }

	sessionOpened struct{ Session Session }
	sessionClosed struct{ ID string }

	deliverySet struct {
		Delivery webhook.Delivery
		Keep     int // how many ended ones to remember
	}

	counted    struct{ Counts Counts } // added to what there is
	tokenSpent struct {
		ID           string
		Expires, Now time.Time
	}
	visitSet struct{ Visit Visit }
)
