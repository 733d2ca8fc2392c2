package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A chain is what one request id has caused, in the order in which it happened.
// It is made by a ledger and never changed once it has been read.
type chain struct {
	ID     string // the request id
	LinkID string
	First  uint64 // Seq of its first entry, the request's call if there was one
	Born   uint64 // Seq of the entry that first named the request; later than the call, which cannot
	Last   uint64 // Seq of its newest
	Began  time.Time
	Asked  *exchange // the request; nil where none was made, as for a refresh by the clock
	Jobs   []job
	Events []event
	Reads  []exchange // what the client has read of it, up to maxReads
	More   int        // reads that are not in Reads
	Faults []journal.FaultData
	Advice []journal.FindingData

	now   verdict  // as verdict tells it, kept since each page asks all chains
	about []string // likewise Resources
}

// maxReads is how many reads of a chain are drawn one by one.
const maxReads = 100

// An exchange is a request of the client and its answer.
type exchange struct {
	Seq    uint64 // of the call
	Answer uint64 // Seq of the answer; 0 while there is none
	At     time.Time
	Done   time.Time // of the answer
	Method string
	Path   string
	Query  string
	Status int
	TookMS int64
	LinkID string
}

// A job is work at the bank.
type job struct {
	ID       string
	Task     string
	Resource string
	Process  string
	State    string // accepted, done, stuck, put off, deleted or failed: and the code
	Accepted time.Time
	Due      time.Time
	Ended    time.Time // zero while it is not over
}

// An event is one webhook with the attempts to deliver it.
type event struct {
	DeliveryID string
	Type       string
	Code       string
	State      string // as of a control.Delivery; waiting until the journal says otherwise
	Line       string // what the journal says of its end
	At         time.Time
	Attempts   []attempt
}

// An attempt is one POST to the client.
type attempt struct {
	Seq     uint64
	N       int
	Started time.Time
	Ended   time.Time
	Status  int
	Outcome string
	Why     string
	TookMS  int64
}

func (a attempt) acknowledged() bool { return a.Outcome == "acknowledged" }

// tries are the attempts up to the one that was acknowledged; those after it were
// sent again by hand.
func (e event) tries() (tries, again []attempt) {
	i := slices.IndexFunc(e.Attempts, attempt.acknowledged)
	if i < 0 {
		return e.Attempts, nil
	}
	return e.Attempts[:i+1], e.Attempts[i+1:]
}

// heard tells whether an attempt was acknowledged.
func (e event) heard() bool { return slices.ContainsFunc(e.Attempts, attempt.acknowledged) }

// Resources are what the chain is about, as paths of the API name them.
func (c *chain) Resources() []string {
	var all []string
	for _, j := range c.Jobs {
		if j.Resource != "" {
			all = append(all, strings.TrimPrefix(j.Resource, "br_"))
		}
	}
	for _, e := range c.Events {
		all = append(all, resourceOf(e.Type))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// job adds what the journal says of one.
func (c *chain) job(e journal.Entry, d journal.JobData) {
	c.Jobs = slices.Clone(c.Jobs)
	i := slices.IndexFunc(c.Jobs, func(j job) bool { return j.ID == d.ID })
	if i < 0 {
		c.Jobs = append(c.Jobs, job{ID: d.ID, Task: d.Task, Resource: d.Resource, Process: d.Process, Accepted: e.At})
		i = len(c.Jobs) - 1
	}
	j := &c.Jobs[i]
	j.State, j.Due = d.State, d.Due
	if d.State != "accepted" && d.State != "put off" && d.State != "stuck" {
		j.Ended = e.At
	}
}

// raise adds an event.
func (c *chain) raise(e journal.Entry, d journal.EventData) {
	c.Events = append(slices.Clip(c.Events), event{DeliveryID: e.DeliveryID, Type: d.Type, Code: d.Code, State: "waiting", At: e.At})
}

// event finds one to change; nil if the journal has dropped what raised it.
func (c *chain) event(delivery string) *event {
	c.Events = slices.Clone(c.Events)
	i := slices.IndexFunc(c.Events, func(e event) bool { return e.DeliveryID == delivery })
	if i < 0 {
		return nil
	}
	return &c.Events[i]
}

func (c *chain) attempt(e journal.Entry, d journal.AttemptData) {
	about := c.event(e.DeliveryID)
	if about == nil {
		return
	}
	about.Attempts = append(slices.Clip(about.Attempts), attempt{
		Seq: e.Seq, N: d.N, Started: d.Started, Ended: e.At, Status: d.Status, Outcome: d.Outcome, Why: d.Why, TookMS: d.TookMS,
	})
	if about.State != "waiting" {
		about.State, about.Line = "waiting", "" // sent again by hand
	}
}

func (c *chain) delivery(e journal.Entry, d journal.DeliveryData) {
	if about := c.event(e.DeliveryID); about != nil {
		about.State, about.Line = d.State, e.Line
	}
}

func (c *chain) read(x exchange) {
	if len(c.Reads) == maxReads {
		c.More++
		return
	}
	c.Reads = append(slices.Clip(c.Reads), x)
}
