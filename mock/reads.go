package mock

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// readsOf says of each resource that a link's institution offers, and of each
// that was collected, when the client has read it, by the calls, answers and jobs
// of a journal, oldest first.
func readsOf(link string, offered []string, collections []control.Collection, happened []journal.Entry) []control.Read {
	reads := make([]control.Read, 0, len(offered))
	place := func(resource string) *control.Read {
		i := slices.IndexFunc(reads, func(r control.Read) bool { return r.Resource == resource })
		if i < 0 {
			i = len(reads)
			reads = append(reads, control.Read{Resource: resource, Path: listPath(resource)})
		}
		return &reads[i]
	}
	for _, resource := range offered {
		place(resource)
	}
	for _, c := range collections {
		if r := place(c.Resource); c.At.After(r.CollectedAt) {
			r.CollectedAt = c.At
		}
	}
	collected := map[string]bool{} // since the last read, as far as the journal goes
	r := reader{link: link, calls: map[uint64]journal.Call{}}
	for _, e := range happened {
		if resource, read := r.hear(e); read {
			place(resource).LastReadAt = e.At
			collected[resource] = false
		} else if resource != "" {
			collected[resource] = true
		}
	}
	for i := range reads {
		r := &reads[i]
		r.Unread = !r.CollectedAt.IsZero() && (collected[r.Resource] || r.LastReadAt.Before(r.CollectedAt.Truncate(time.Millisecond)))
	}
	return reads
}

// A reader follows what a client reads of a link.
type reader struct {
	link  string
	calls map[uint64]journal.Call // by their Seq
}

// hear takes an entry. It returns the resource of the link that was read with
// it, or else was collected; empty if neither.
func (r reader) hear(e journal.Entry) (resource string, read bool) {
	switch data := e.Data.(type) {
	case journal.Call:
		r.calls[e.Seq] = data
	case journal.Answer:
		call, there := r.calls[data.Call]
		if delete(r.calls, data.Call); !there || data.Status < 200 || data.Status >= 300 || data.Status == 202 {
			return "", false
		}
		return r.answered(e, call)
	case journal.JobData:
		if e.LinkID == r.link && data.State == "done" {
			return data.Resource, false
		}
	}
	return "", false
}

// answered tells what of the link a good answer to a call has shown.
func (r reader) answered(e journal.Entry, call journal.Call) (resource string, read bool) {
	resource, record := resourceAt(call.Path)
	switch {
	case resource == "" || call.Method == http.MethodDelete:
		return "", false
	case call.Method != http.MethodGet: // asked for synchronously
		return resource, e.LinkID == r.link
	case record != "":
		return resource, len(record) == len(r.link) && record[:13] == r.link[:13] // its first twelve digits are the link's
	}
	return resource, r.chosen(call.Query)
}

// chosen tells whether the link is among those that a list was asked for; without
// a choice all are.
func (r reader) chosen(query string) bool {
	values, err := url.ParseQuery(query)
	if err != nil {
		return false
	}
	ids := values["link"]
	for _, several := range values["link__in"] {
		ids = append(ids, strings.Split(several, ",")...)
	}
	return len(ids) == 0 || slices.ContainsFunc(ids, func(id string) bool { return strings.EqualFold(id, r.link) })
}

// lists are the resources by the paths at which they are listed.
var lists = sync.OnceValue(func() map[string]string {
	paths := map[string]string{}
	for _, op := range openapi.Operations() {
		if op.Act == "list" {
			paths[op.Path] = op.Resource
		}
	}
	return paths
})

// listPath is where a resource is listed.
func listPath(resource string) string {
	for path, listed := range lists() {
		if listed == resource {
			return path
		}
	}
	return ""
}

// resourceAt is the resource whose list stands at a path, or else whose record.
func resourceAt(path string) (resource, record string) {
	path = strings.TrimSuffix(path, "/")
	if resource, there := lists()[path+"/"]; there {
		return resource, ""
	}
	end := strings.LastIndexByte(path, '/')
	return lists()[path[:end+1]], path[end+1:]
}
