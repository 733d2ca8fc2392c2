package sandbox

import (
	"fmt"
	"time"
)

// An echo is an asynchronous request, seen as what may be an answer to the
// webhook of the one before: a client that asks again when it is told, in place
// of reading, is told again, and so on for ever.
type echo struct {
	link, resource, request string
	depth                   int       // how many requests were answered in this way before it
	told                    time.Time // when its webhook left first, by the wall; zero: not yet
}

// Our choices: how soon after a webhook a request counts as an answer to it, how
// many in a row are a loop, and how many requests are remembered for that. They
// are evidence and no state, so a new life of the process begins without.
const (
	echoWindow = 5 * time.Second
	loopDepth  = 2
	mostEchoes = 256
)

// echoed remembers a request that was accepted, and says so where it goes on
// with a loop, once for each loop. The caller holds mu.
func (w *Workspace) echoed(job Job) {
	if job.Process != AsyncPost {
		return
	}
	e := echo{link: job.Link, resource: job.Resource, request: job.RequestID}
	for i := len(w.echoes) - 1; i >= 0; i-- {
		before := w.echoes[i]
		if before.link == e.link && before.resource == e.resource {
			if !before.told.IsZero() && w.agenda.Wall().Sub(before.told) <= echoWindow {
				e.depth = before.depth + 1
			}
			break
		}
	}
	if len(w.echoes) == mostEchoes {
		w.echoes = w.echoes[1:]
	}
	w.echoes = append(w.echoes, e)
	if e.depth == loopDepth {
		w.finding(job.Link, "request_loop", fmt.Sprintf(
			"%d requests for %s of one link in a row, each right after the webhook of the one before: does the client ask again when it is told, in place of reading?",
			loopDepth+1, e.resource))
	}
}

// echoTold takes down that the webhook of a request leaves. The caller holds mu.
func (w *Workspace) echoTold(request string) {
	for i := range w.echoes {
		if e := &w.echoes[i]; e.request == request && e.told.IsZero() {
			e.told = w.agenda.Wall()
			return
		}
	}
}
