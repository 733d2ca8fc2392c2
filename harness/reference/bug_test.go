package reference_test

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
)

// Every bug is a switch in the code, every switch is a bug, and every bug says
// what has to catch it.
func TestBugsAreSwitches(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	switched := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`\.bug\("(\w+)"\)`).FindAllSubmatch(text, -1) {
			switched[string(found[1])] = true
		}
	}
	listed := map[string]bool{}
	for _, b := range reference.Bugs() {
		if listed[b.ID] || b.Summary == "" || b.Seen == "" || len(b.Kills) == 0 {
			t.Errorf("bug %s is there twice or says too little: %+v", b.ID, b)
		}
		listed[b.ID] = true
		for _, kill := range b.Kills {
			if !regexp.MustCompile(`^[A-Z]{3}-\d\d$`).MatchString(kill) {
				t.Errorf("bug %s is caught by %q, which is no requirement", b.ID, kill)
			}
		}
	}
	if diff := gocmp.Diff(slices.Sorted(maps.Keys(listed)), slices.Sorted(maps.Keys(switched))); diff != "" {
		t.Errorf("bugs and switches (-listed +switched):\n%s", diff)
	}
}

// Every bug shows from outside: in at least one of the situations below a
// client that has it does something else than the correct one.
func TestBugsShow(t *testing.T) {
	t.Parallel()
	correct := make([]string, len(situations))
	for i := range situations {
		correct[i] = witness(t, situations[i], "")
		if again := witness(t, situations[i], ""); again != correct[i] {
			t.Fatalf("the correct client is not the same twice:\n%s", gocmp.Diff(correct[i], again))
		}
	}
	for _, b := range reference.Bugs() {
		t.Run(b.ID, func(t *testing.T) {
			t.Parallel()
			for i := range situations {
				if witness(t, situations[i], b.ID) != correct[i] {
					return
				}
			}
			t.Errorf("nothing shows that the client %s", b.Summary)
		})
	}
}

// A situation is what a client gets into. It writes down what it saw.
type situation struct {
	post, get func(int, http.ResponseWriter, *http.Request)
	do        func(*scene)
}

var situations = []situation{
	{do: usualDay},
	{do: twoOrders},
	{get: twoPages, do: func(s *scene) { s.ask(transactions); s.note(s.tell(told("w-1", "request-1"))) }},
	{get: pagesInBadWeather, do: func(s *scene) {
		s.ask(transactions)
		s.note(s.tell(told("w-1", "request-1")))
		s.rest(10 * time.Second)
	}},
	{get: elsewhere, do: func(s *scene) {
		s.ask(transactions)
		s.note(s.tell(told("w-1", "request-1")))
		s.rest(time.Second)
	}},
	{get: secondFails, do: func(s *scene) {
		s.ask(transactions)
		s.note(s.tell(told("w-1", "request-1")))
		s.rest(10 * time.Second)
	}},
	{do: oddBodies},
	{do: linksThatEnd},
	{do: afterCrashes},
	{do: manyAtOnce},
	{get: slowAtFirst, do: func(s *scene) {
		s.ask(transactions)
		s.note(s.tell(told("w-1", "request-1")))
		s.note(s.tell(told("w-2", "request-1")))
		s.note(s.tell(told("w-1", "request-1")))
		s.rest(10 * time.Second)
		s.note(s.tell(told("w-1", "request-1")))
	}},
	{post: overtaken, do: func(s *scene) {
		s.ask(transactions)
		s.note(s.tell(told("w-1", "request-1")))
		s.rest(10 * time.Second)
	}},
	{post: status(500), do: func(s *scene) {
		s.ask(transactions)
		s.note(s.tell(told("w-1", "of another")))
	}},
	{post: func(_ int, w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"id": "t-1", "amount": 1}]`)
	}, do: func(s *scene) {
		s.ask(transactions)
	}},
	{post: status(428), do: func(s *scene) { s.ask(transactions); s.rest(10 * time.Second) }},
	{post: cutOff, do: func(s *scene) { s.ask(transactions); s.rest(10 * time.Second) }},
	{get: status(401), do: func(s *scene) {
		s.ask(transactions)
		s.note(s.tell(told("w-1", "request-1")))
		s.rest(10 * time.Second)
		s.note(s.tell(told("w-1", "request-1")))
	}},
	{get: emptyPage, do: func(s *scene) {
		s.ask(transactions)
		s.rest(10 * time.Second)
		s.note(s.tell(told("w-1", "request-1")))
		s.rest(10 * time.Second)
	}},
	{get: stalls, do: func(s *scene) {
		s.ask(transactions)
		s.note(s.tell(told("w-1", "request-1")))
		s.rest(10 * time.Second)
	}},
}

// witness is all that can be seen of a client in a situation.
func witness(t *testing.T, in situation, bug string) string {
	t.Helper()
	s := &scene{post: in.post, get: in.get, bug: bug}
	play(t, s, func(s *scene) {
		in.do(s)
		s.note(s.holding())
	})
	for _, c := range s.calls {
		s.notes = append(s.notes, fmt.Sprint(c))
	}
	return strings.Join(s.notes, "\n")
}

// note writes down what was seen, and when.
func (s *scene) note(seen any) {
	if heard, ok := seen.(*httptest.ResponseRecorder); ok {
		seen = fmt.Sprint(heard.Code, heard.Body)
	}
	synctest.Wait()
	s.notes = append(s.notes, fmt.Sprint(time.Since(s.began), seen))
}

// rest lets time pass.
func (s *scene) rest(d time.Duration) {
	time.Sleep(d)
	s.note(s.holding())
}

const refresh = `"recurrent_update"`

func usualDay(s *scene) {
	s.note(s.tell(told("w-0", "stranger", "link_id", `"`+bruno+`"`)))
	his := transactions
	his.Link = bruno
	s.note(held(s.t, s.client, his))
	s.ask(transactions)
	s.note(s.tell(told("w-1", "request-1", "mock_new", "1")))
	s.rest(time.Second)
	s.note(s.tell(told("w-1", "request-1")))
	s.note(s.tell(told("w-2", "r", "process_type", refresh)))
	s.note(s.tell(told("w-3", "r", "process_type", refresh, "webhook_code", `"transactions_deleted"`, "data", `{"transactions": ["t-9"]}`)))
	s.note(s.tell(told("w-4", "r", "process_type", refresh, "webhook_code", `"turned_green"`)))
	s.note(s.tell(told("w-5", "r", "process_type", refresh, "data", `{"errors": [{"code": "down"}]}`)))
	s.note(s.holding())
	s.note(s.tell(told("w-6", "r", "process_type", refresh, "webhook_code", `"historical_update"`, "data", `{"see": "http://bank.test/canary"}`)))
	s.ask(transactions)
	s.note(s.tell(told("w-7", "request-2", "data", `{"errors": [{"code": "down"}]}`)))
	s.rest(time.Second)
	s.ask(transactions)
	s.rest(20 * time.Second)
}

func twoOrders(s *scene) {
	february := transactions
	february.From, february.To = "2026-02-01", "2026-02-28"
	s.ask(harness.Asking{Link: ana, Resource: "accounts"})
	s.ask(transactions)
	s.ask(february)
	s.note(s.tell(told("w-3", "request-3")))
	s.note(s.tell(told("w-2", "request-2")))
	s.rest(time.Second)
	s.post = func(n int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		_, _ = fmt.Fprintf(w, `{"request_id": "%s"}`, map[int]string{4: "4363b08b51eb43509c745df5ac92a7f6", 5: strings.Repeat("x", 64)}[n])
	}
	s.ask(transactions)
	s.note(s.tell(told("w-4", "4363b08b-51eb-4350-9c74-5df5ac92a7f6")))
	s.rest(time.Second)
	s.ask(transactions)
	s.note(s.tell(told("w-5", strings.Repeat("x", 64))))
	s.rest(time.Second)
}

func oddBodies(s *scene) {
	s.ask(transactions)
	good := told("w-1", "request-1")
	for _, body := range []string{"", "[" + good + "]", good[:len(good)-1], good + ",", told("w-1", "request-1", "padding", `"`+strings.Repeat("x", 2<<20)+`"`), " " + good} {
		s.note(s.tell(body))
	}
	for _, header := range []map[string]string{{}, {"Authorization": "Bearer no"}, {"Authorization": authorization, "Content-Type": "text/plain"}} {
		r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.client.Callback(), strings.NewReader("{"))
		if err != nil {
			s.t.Fatal(err)
		}
		for key, value := range header {
			r.Header.Set(key, value)
		}
		s.note(s.send(r))
	}
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.client.Callback(), &trickle{text: told("w-2", "request-1")})
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", authorization)
	s.note(s.send(r))
}

func linksThatEnd(s *scene) {
	s.ask(transactions)
	s.note(s.tell(told("w-1", "request-1")))
	for i, code := range []string{"CONSENT openfinance_consent_expired", "LINK link_deleted"} {
		kind, code, _ := strings.Cut(code, " ")
		s.note(s.tell(told(fmt.Sprint("w-2", i), "", "webhook_type", `"`+kind+`"`, "webhook_code", `"`+code+`"`)))
		s.note(s.tell(told(fmt.Sprint("w-3", i), "request-1")))
		s.ask(transactions)
		s.rest(time.Second)
	}
}

func afterCrashes(s *scene) {
	s.ask(transactions)
	s.get = stalls
	s.note(s.tell(told("w-1", "request-1")))
	s.get = nil
	for range 2 {
		if err := s.client.Restart(s.t.Context()); err != nil {
			s.t.Error(err)
		}
		s.rest(time.Second)
		s.note(s.tell(told("w-1", "request-1")))
	}
}

func manyAtOnce(s *scene) {
	s.ask(transactions)
	var together sync.WaitGroup
	for i := range 10 {
		together.Go(func() { s.tell(told(fmt.Sprint("w-", i/2), "request-1")) })
	}
	together.Wait()
	s.note("all were heard")
}

// pagesInBadWeather are pages of which some overlap, fail, break off, go round,
// and lead elsewhere, with rows of every kind.
func pagesInBadWeather(n int, w http.ResponseWriter, r *http.Request) {
	next := map[string]string{"/2": `"/3"`, "/3": `"/4"`, "/4": `"/5"`, "/5": `"/5"`}[r.URL.Path]
	switch {
	case n == 2:
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case n == 4:
		_, _ = io.WriteString(w, `{"next": null, "results": [`)
		return
	case next == "":
		next = `"/2"`
	}
	_, _ = fmt.Fprintf(w, `{"next": %s, "results": [
		{"id": "same", "amount": 999999999999.99, "category": "Taxes", "account": {"id": "a"}, "collected_at": "2026-03-02T12:00:00.000000Z"},
		{"id": "%d", "amount": 1, "category": "New", "account": {"id": "a"}, "collected_at": "2026-03-02T12:00:00+00:00"}]}`, next, n)
}

// slowAtFirst has the first reading see the oldest data last.
func slowAtFirst(n int, w http.ResponseWriter, _ *http.Request) {
	if n == 1 {
		time.Sleep(time.Second)
	}
	_, _ = fmt.Fprintf(w, `{"next": null, "results": [{"id": "t-1", "amount": %d, "collected_at": "2026-03-02T12:00:0%dZ"}]}`, n, n)
}

// overtaken is accepted after its notification.
func overtaken(_ int, w http.ResponseWriter, _ *http.Request) {
	time.Sleep(time.Second)
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, `{"request_id": "request-1"}`)
}

func elsewhere(_ int, w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `{"next": "http://canary.test/2", "results": []}`)
}

func twoPages(n int, w http.ResponseWriter, _ *http.Request) {
	next := map[int]string{1: `"/2"`}[n]
	_, _ = fmt.Fprintf(w, `{"next": %s, "results": []}`, cmp.Or(next, "null"))
}

func secondFails(n int, w http.ResponseWriter, _ *http.Request) {
	if n > 1 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, `{"next": "/2", "results": []}`)
}

func emptyPage(_ int, w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `{"next": null, "results": []}`)
}

func cutOff(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func stalls(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
