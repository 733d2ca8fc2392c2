package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A pendingRow is work that is due, in words.
type pendingRow struct {
	Due  time.Time
	In   string // how long until then, of workspace time
	Late bool   // it is due, and waits for its turn
	Kind string
	What string
	Page string // path of what it is about; empty: nothing is known of that
}

// A cast is who is known by the ids of pending work.
type cast struct {
	jobs   map[string]job
	events map[string]event
	chains map[string]string // the request of each of them
}

func castOf(r reading) cast {
	c := cast{map[string]job{}, map[string]event{}, map[string]string{}}
	for _, chain := range r.chains {
		for _, j := range chain.Jobs {
			if j.Ended.IsZero() {
				c.jobs[j.ID], c.chains[j.ID] = j, chain.ID
			}
		}
		for _, e := range chain.Events {
			c.events[e.DeliveryID], c.chains[e.DeliveryID] = e, chain.ID
		}
	}
	return c
}

// pendingRow says of a piece of work what it is.
func (v *visit) pendingRow(p control.Pending, c cast) pendingRow {
	now := v.Info.Clock.Now
	row := pendingRow{Due: p.Due, In: "in " + span(p.Due.Sub(now)), Kind: p.Kind, What: p.ID}
	if row.Late = !p.Due.After(now); row.Late {
		row.In = "now"
	}
	if request := c.chains[p.ID]; request != "" {
		row.Page = v.At("requests", request)
	}
	switch p.Kind {
	case "job":
		row.What = "the bank is done " + c.jobs[p.ID].work()
	case "delivery":
		row.What = c.events[p.ID].upcoming()
	case "refresh":
		row.What, row.Page = "the link "+short(p.ID)+" is refreshed", v.At("links", p.ID)
	case "consent":
		row.What, row.Page = "the consent of the link "+short(p.ID)+" is looked at: it is about to end, or over", v.At("links", p.ID)
	case "act":
		row.What = "the scenario's timeline goes on"
	case "group":
		row.What = "webhooks that were kept together leave in another order"
	}
	return row
}

// work says what a job does.
func (j job) work() string {
	switch {
	case j.Task == "erase":
		return "deleting a link"
	case j.Resource == "":
		return "with what was asked of it"
	default:
		return "collecting " + strings.ReplaceAll(strings.TrimPrefix(j.Resource, "br_"), "_", " ")
	}
}

// upcoming says what is sent next of an event.
func (e event) upcoming() string {
	if e.Type == "" {
		return "a webhook is sent"
	}
	name := e.Type + " " + e.Code
	if n := len(e.Attempts); n > 0 {
		return fmt.Sprintf("%s is sent again, the %s attempt", name, ordinal(n+1))
	}
	return name + " is sent for the first time"
}
