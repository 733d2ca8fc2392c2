package harness

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// requestSteps are the sentences about the requests that the client makes.
func (w *World) requestSteps() []Step {
	return []Step{{
		"the client's request carries the async header",
		"wants X-Belvo-Request-Mode: async in every request for data",
		"the client's request carries the async header",
		w.carriesHeader,
	}, {
		"the client has asked the provider at most {n} {times}",
		"counts the requests for data",
		"the client has asked the provider at most 1 time",
		w.hasAskedAtMost,
	}, {
		"the client has not repeated its request",
		"counts the requests for data; more than one is a warning",
		"the client has not repeated its request",
		w.hasNotRepeated,
	}, {
		"every request the client sent honours the contract",
		"wants no request to be refused for its form; what the contract does not know is a warning",
		"every request the client sent honours the contract",
		w.honoursContract,
	}, {
		"the client has at most {n} requests open at once",
		"lets the calibrated window pass and counts requests without an answer",
		"the client has at most 10 requests open at once",
		w.hasOpenAtMost,
	}}
}

// requests are those for data.
func (w *World) requests() []journal.Entry {
	return slices.DeleteFunc(w.Entries(), func(e journal.Entry) bool {
		d, ok := e.Data.(journal.Call)
		if !ok || d.Method != http.MethodPost {
			return true
		}
		parts := strings.Split(trimSlashes(d.Path), "/")
		return !slices.Contains(resources, parts[len(parts)-1])
	})
}

func (w *World) carriesHeader() error {
	for _, e := range w.requests() {
		if got := e.Data.(journal.Call).Header["X-Belvo-Request-Mode"]; got != "async" {
			return broken("the header X-Belvo-Request-Mode: async", fmt.Sprintf("the value %q", got), e.Seq)
		}
	}
	return nil
}

func (w *World) hasAskedAtMost(n int) error {
	if all := w.requests(); len(all) > n {
		return broken(fmt.Sprintf("at most %d requests for data", n), fmt.Sprint(len(all)), all[len(all)-1].Seq)
	}
	return nil
}

func (w *World) hasNotRepeated() error {
	if all := w.requests(); len(all) > 1 {
		return blemish("one request for data", fmt.Sprint(len(all)), all[1].Seq)
	}
	return nil
}

// malformed are the statuses of a request that is wrong by itself.
var malformed = []int{
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed,
	http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
}

func (w *World) honoursContract() error {
	for _, e := range w.Entries() {
		d, ok := e.Data.(journal.Answer)
		if !ok || !slices.Contains(malformed, d.Status) {
			continue
		}
		return broken("every request to be as the contract has it", fmt.Sprintf("%s %s, which was refused with %d: %.300s", d.Method, d.Path, d.Status, d.Body.Text), e.Seq)
	}
	for _, e := range w.Entries() {
		if d, ok := e.Data.(journal.FindingData); ok && d.Code == "unknown_field" {
			return blemish("nothing in a request but what the contract knows", d.Message, e.Seq)
		}
	}
	return nil
}

func (w *World) hasOpenAtMost(n int) error {
	if _, err := w.Silence(); err != nil {
		return err
	}
	open, most, at := 0, 0, uint64(0)
	for _, e := range w.Entries() {
		switch e.Kind {
		case journal.KindCall:
			if open++; open > most {
				most, at = open, e.Seq
			}
		case journal.KindAnswer:
			open--
		default:
		}
	}
	if most > n {
		return broken(fmt.Sprintf("at most %d requests at once", n), fmt.Sprint(most), at)
	}
	return nil
}
