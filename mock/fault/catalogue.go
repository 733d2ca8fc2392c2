package fault

import "slices"

// A Seam is where a fault does its work.
type Seam string

// The seams.
const (
	Request  Seam = "request"  // before anything was done for a request
	Response Seam = "response" // after it was done, in the answer
	Job      Seam = "job"      // when the bank is read
	Webhook  Seam = "delivery" // on the way to the client
)

// A Fault is one thing that can go wrong: a row of the catalogue.
type Fault struct {
	ID      string  `json:"id"`
	Summary string  `json:"summary"`
	Seam    Seam    `json:"seam"`
	Also    Seam    `json:"also,omitempty"` // where it works too
	Params  []Param `json:"with"`
	Example Rule    `json:"example"`

	draws  bool   // its edits draw
	moment Moment // of deliveries: when it is asked
	check  func(Rule) error

	answer     func(*Answer, Rule, Chance) bool
	page       func(*Page, Rule) bool
	collection func(*Collection, Rule) bool
	delivery   func(*Delivery, Rule, Chance) bool
}

// A Param is one of a fault's parameters.
type Param struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"` // duration integer string
	Required bool     `json:"required,omitempty"`
	Default  string   `json:"default,omitempty"` // in words, if it is not required
	Choices  []string `json:"choices,omitempty"` // nil: any value of the type
	Summary  string   `json:"summary"`
}

// catalogue is all that can go wrong, in the order in which people read it.
var catalogue = []*Fault{
	&latency, &hang, &throttle, &firewall, &refusal, &reset,
	&truncatedJSON, &invalidJSON, &closeMidBody, &stall, &slowBody, &lostAnswer,
	&emptyPage, &overlappingPages, &nextCycle, &nextElsewhere, &dataShifts,
	&jobFails, &jobSlow, &jobNeverEnds, &jobPartial,
	&beforeAnswer, &duplicate, &delay, &drop, &reorder, &hold,
	&lostAck, &resetBeforeAck, &noAuthorization, &wrongAuthorization, &otherScheme,
	&truncatedBody, &invalidBody, &wrongContentType, &unknownType, &unknownCode, &unknownFields,
	&missingField, &nullData, &otherRequestID, &otherLink, &oversizedBody, &slowSend,
	&newFields, &keyOrder, &fractions, &zoneSpelling, &longStrings, &newEnumValues,
}

// known finds the rows by their ids.
var known = func() map[string]*Fault {
	rows := map[string]*Fault{}
	for _, f := range catalogue {
		rows[f.ID] = f
	}
	return rows
}()

// Catalogue is all that can go wrong.
func Catalogue() []Fault {
	rows := make([]Fault, len(catalogue))
	for i, f := range catalogue {
		rows[i] = *f
	}
	return rows
}

// ids are those of the catalogue.
func ids() []string {
	all := make([]string, len(catalogue))
	for i, f := range catalogue {
		all[i] = f.ID
	}
	slices.Sort(all)
	return all
}
