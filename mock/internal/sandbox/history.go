package sandbox

import (
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// history is what is collected of a link without being asked for, first as its
// historical update and then by the clock.
//
// Source: fetch_resources is the vendor's document 1.223.0, fetch_historical
// 1.35.0.
func (l *Link) history(institution fixtures.Institution) []string {
	if len(l.FetchResources) == 0 && l.FetchAll {
		return institution.Resources
	}
	return l.FetchResources
}

// collectAll starts one historical collection for each resource that is built.
// Their webhooks carry one request_id.
func (w *Workspace) collectAll(cause *Cause, linkID, requestID string, types []string, after time.Duration) {
	w.collectFor(cause, linkID, Historical, requestID, types, after)
}

// collectFor is collectAll for any process.
func (w *Workspace) collectFor(cause *Cause, linkID string, process Process, requestID string, types []string, after time.Duration) {
	link := w.state.Links[linkID]
	institution, _ := w.fixtures.Institution(link.Institution)
	for _, typ := range types {
		resource, ok := resourceOfType(typ, institution.IntegrationType)
		if !ok {
			w.skip(linkID, process, typ)
			continue
		}
		job := w.newJob(w.state.Links[linkID], process, resource.Name, wholeOf(link, resource))
		if requestID == "" {
			requestID = job.RequestID
		}
		job.RequestID, job.Due = requestID, w.agenda.Now().Add(after)
		w.accept(cause, job)
	}
}

// wholeOf covers all that is collected of a link's resource without being asked
// for.
func wholeOf(link *Link, resource Resource) Coverage {
	if !resource.Dated {
		return Coverage{}
	}
	return Coverage{From: bank.DayOf(link.Created).Add(-historyDays)}
}

// skip journals what is not built, once for a link.
func (w *Workspace) skip(linkID string, process Process, typ string) {
	if process == Historical {
		w.finding(linkID, "not_emulated", typ+" in fetch_resources is documented but not emulated: it is skipped")
	}
}

// historyDays is how far a historical update looks back.
//
// Source: vendor document (12 months for the Brazilian network).
const historyDays = 366
