package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// at is an entry so many seconds after noon, about the request r, the link l and
// the delivery d.
func at(second float64, data any) journal.Entry {
	e := journal.Entry{At: noon.Add(time.Duration(second * float64(time.Second))), LinkID: "l", RequestID: "r", Data: data}
	switch data.(type) {
	case journal.EventData, journal.AttemptData, journal.DeliveryData:
		e.DeliveryID = "d"
	case journal.Call:
		e.LinkID, e.RequestID = "", ""
	}
	return e
}

// attempted is the entry of an attempt that began and ended in a second.
func attempted(second float64, n, status int, outcome, why string) journal.Entry {
	e := at(second, nil)
	e.Data = journal.AttemptData{N: n, Started: e.At, Status: status, Outcome: outcome, Why: why, TookMS: 20}
	e.DeliveryID = "d"
	return e
}

// asked are the entries of an async POST of transactions at noon.
func asked() []journal.Entry {
	return []journal.Entry{
		at(0, journal.Call{Method: "POST", Path: "/api/transactions/"}),
		at(0, journal.JobData{ID: "j", Task: "collect", Resource: "transactions", State: "accepted", Due: noon.Add(time.Second)}),
		at(0.1, journal.Answer{Method: "POST", Path: "/api/transactions/", Call: 1, Status: 202}),
	}
}

// collected are those until its event is raised.
func collected() []journal.Entry {
	return append(asked(),
		at(1, journal.JobData{ID: "j", Task: "collect", Resource: "transactions", State: "done"}),
		at(1, journal.EventData{WebhookID: "w", Type: "TRANSACTIONS", Code: "new_transactions_updated"}))
}

func folded(entries []journal.Entry) reading {
	l := newLedger()
	for i, e := range entries {
		e.Seq = uint64(i + 1)
		l.add(e)
	}
	return l.reading()
}

func TestStories(t *testing.T) {
	t.Parallel()
	hook := control.Webhook{URL: "http://127.0.0.1/", Ack: "202", Timeout: control.Duration(5 * time.Second), Retry: control.Gaps{10 * time.Second, 20 * time.Second}}
	const only202 = "answered 500, but only 202 acknowledges"
	get := func(second float64, call uint64, query string) []journal.Entry {
		answer := at(second, journal.Answer{Method: "GET", Path: "/api/transactions/", Call: call, Status: 200})
		answer.LinkID, answer.RequestID = "", ""
		return []journal.Entry{at(second, journal.Call{Method: "GET", Path: "/api/transactions/", Query: query}), answer}
	}
	tests := []struct {
		name    string
		entries []journal.Entry
		verdict verdict
		story   string
	}{
		{"the bank is at work", asked(), pending, "The bank is collecting transactions, due at 12:00:01."},
		{"it is on its way", collected(), pending, "The webhook is on its way: no answer yet."},
		{
			"taken at once",
			append(collected(), attempted(1, 1, 202, "acknowledged", ""), at(1, journal.DeliveryData{State: "delivered", Attempts: 1})),
			acknowledged, "Acknowledged at the first attempt: 202 in 20 ms. Not read yet: no GET of it has come.",
		},
		{
			"taken at the third attempt, and read",
			append(append(collected(), attempted(1, 1, 500, "status", only202), attempted(11, 2, 500, "status", only202),
				attempted(31, 3, 202, "acknowledged", ""), at(31, journal.DeliveryData{State: "delivered", Attempts: 3})), get(32, 10, "link=l")...),
			retried, "Retried twice: your receiver answered 500, but only 202 acknowledges. Acknowledged at the third attempt, 30 s after the first. Your client has read the data: 1 GET.",
		},
		{
			"another link's data is not this one's",
			append(append(collected(), attempted(1, 1, 202, "acknowledged", "")), get(2, 7, "link=other")...),
			acknowledged, "Acknowledged at the first attempt: 202 in 20 ms. Not read yet: no GET of it has come.",
		},
		{
			"it is tried again",
			append(collected(), attempted(1, 1, 0, "timeout", "no answer within 5s: acknowledge first, then do the work")),
			pending, "Sent once in vain: no answer within 5s: acknowledge first, then do the work. The next attempt is due at 12:00:11. Not read yet: no GET of it has come.",
		},
		{
			"given up for two reasons",
			append(collected(), attempted(1, 1, 500, "status", only202), attempted(11, 2, 0, "connection", "connection refused"), at(11, journal.DeliveryData{State: "given_up"})),
			gaveUp, "Gave up after 2 attempts: your receiver answered 500, but only 202 acknowledges; then connection refused. It is not sent again by itself. Not read yet: no GET of it has come.",
		},
		{
			"refused by name",
			append(collected(), attempted(1, 1, 400, "refused", "answered 400 and named the request"), at(1, journal.DeliveryData{State: "given_up"})),
			refused, "Gave up after 1 attempt: your receiver answered 400 and named the request. It is not sent again by itself. Not read yet: no GET of it has come.",
		},
		{
			"sent again by hand is no retry",
			append(collected(), attempted(1, 1, 202, "acknowledged", ""), at(1, journal.DeliveryData{State: "delivered"}), attempted(9, 2, 500, "status", only202)),
			acknowledged, "Acknowledged at the first attempt: 202 in 20 ms. Sent again by hand once. Not read yet: no GET of it has come.",
		},
		{
			"nobody to tell",
			append(collected(), at(1, journal.DeliveryData{State: "no_subscriber"})),
			nobodyTold, "Nobody was told: no webhook URL is set, so the event stays here and is never sent.",
		},
		{
			"the bank fails",
			append(asked(), at(1, journal.JobData{ID: "j", Task: "collect", Resource: "transactions", State: "failed: institution_down"})),
			jobFailed, "The bank failed at collecting transactions: institution_down.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := folded(tt.entries).find("r")
			if c == nil {
				t.Fatal("there is no chain")
			}
			if got := c.verdict(); got != tt.verdict {
				t.Errorf("the verdict is %s, want %s", got, tt.verdict)
			}
			if diff := cmp.Diff(tt.story, strings.Join(c.story(hook), " ")); diff != "" {
				t.Errorf("the story (-want +got):\n%s", diff)
			}
		})
	}
}

// What was read is not changed by what comes later.
func TestReadingStays(t *testing.T) {
	t.Parallel()
	l := newLedger()
	entries := append(collected(), attempted(1, 1, 500, "status", "x"), attempted(2, 2, 202, "acknowledged", ""), at(2, journal.DeliveryData{State: "delivered"}))
	for i, e := range entries[:6] {
		e.Seq = uint64(i + 1)
		l.add(e)
	}
	before := l.reading()
	for i, e := range entries[6:] {
		e.Seq = uint64(i + 7)
		l.add(e)
	}
	if c := before.find("r"); len(c.Events[0].Attempts) != 1 || c.Events[0].State != "waiting" || c.Last != 6 {
		t.Errorf("the reading has changed: %+v", c.Events)
	}
	if c := l.reading().find("r"); len(c.Events[0].Attempts) != 2 || c.Events[0].State != "delivered" {
		t.Errorf("the ledger has not gone on: %+v", c.Events)
	}
}

// A page that has seen the call alone has no card of its chain yet.
func TestAChainIsBornAfterItsCall(t *testing.T) {
	t.Parallel()
	if c := folded(asked()).find("r"); c.First != 1 || c.Born != 2 || c.Last != 3 {
		t.Errorf("the chain is of %d, born at %d, and last changed at %d", c.First, c.Born, c.Last)
	}
}

func TestOtherCallsAreNotHidden(t *testing.T) {
	t.Parallel()
	list := at(0, journal.Answer{Method: "GET", Path: "/api/links/", Call: 1, Status: 200})
	list.LinkID, list.RequestID = "", ""
	r := folded([]journal.Entry{at(0, journal.Call{Method: "GET", Path: "/api/links/"}), list})
	if len(r.chains) != 0 || len(r.other) != 1 || r.other[0].Path != "/api/links/" || r.other[0].Status != 200 {
		t.Errorf("chains %v, other calls %+v", r.chains, r.other)
	}
}

// A record's id names its link, so a detail is a read of its chain.
func TestADetailIsARead(t *testing.T) {
	t.Parallel()
	const link, record = "bcca0da9-a4c6-4830-9676-1d54682851d9", "bcca0da9-a4c6-40d8-ae00-876e023a169c"
	entries := collected()
	for i := range entries {
		if entries[i].LinkID != "" {
			entries[i].LinkID = link
		}
	}
	answer := at(2, journal.Answer{Method: "GET", Path: "/api/transactions/" + record + "/", Call: 6, Status: 200})
	answer.LinkID, answer.RequestID = "", ""
	entries = append(entries, at(2, journal.Call{Method: "GET", Path: "/api/transactions/" + record + "/"}), answer)
	if c := folded(entries).find("r"); len(c.Reads) != 1 {
		t.Errorf("the chain has the reads %+v", c.Reads)
	}
}

func TestDifferencesAreSortedByPointer(t *testing.T) {
	t.Parallel()
	got, whole := differences([]byte(`{"b": 1, "a": {"x": [1, 2]}, "gone": {}}`), []byte(`{"b": 1.0, "a": {"x": [1]}, "a/b~": null}`))
	want := []difference{{"/a/x/1", "2", ""}, {"/a~1b~0", "", "null"}, {"/b", "1", "1.0"}, {"/gone", "{}", ""}}
	if diff := cmp.Diff(want, got); diff != "" || !whole {
		t.Errorf("whole %v, differences (-want +got):\n%s", whole, diff)
	}
	if _, whole := differences([]byte(`{`), []byte(`{}`)); whole {
		t.Error("half a text is no JSON")
	}
}
