package journal_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// What is read from far equals what is near, whatever the kind.
func TestEntriesTravel(t *testing.T) {
	t.Parallel()
	body := journal.NewBody([]byte(`{"a":1.10}`))
	header := journal.Header{"Content-Type": "application/json"}
	data := map[journal.Kind]any{
		journal.KindCall:     journal.Call{Method: "POST", Path: "/api/links/", Query: "a=b", Header: header, Body: body},
		journal.KindAnswer:   journal.Answer{Method: "GET", Path: "/api/", Call: 3, Status: 200, TookMS: 4, Header: header, Body: body},
		journal.KindFault:    journal.FaultData{Rule: "r", Fault: "delay", Hit: 2, Seed: "s", Note: "n"},
		journal.KindJob:      journal.JobData{ID: "J", Task: "collect", Resource: "owners", Process: "async_post", State: "done", Due: at},
		journal.KindEvent:    journal.EventData{WebhookID: "W", Type: "OWNERS", Code: "c", Process: "p", Body: body},
		journal.KindAttempt:  journal.AttemptData{N: 2, Started: at, URL: "http://app/", Status: 202, Outcome: "acknowledged", Why: "w", TookMS: 5, RequestHeader: header, Request: body, AnswerHeader: header, Answer: body},
		journal.KindDelivery: journal.DeliveryData{WebhookID: "W", State: "waiting", Attempts: 2, Due: at},
		journal.KindClock:    journal.ClockData{From: at, To: at, Ran: 3},
		journal.KindControl:  journal.ControlData{Action: "clock.advance", Target: "T", Body: body},
		journal.KindFinding:  journal.FindingData{Code: "c", Message: "m"},
	}
	for _, kind := range journal.Kinds() {
		want := journal.New(journal.Limits{}).Append(journal.Entry{
			At: at, Wall: at, Kind: kind, Line: "line", LinkID: "L", RequestID: "R", DeliveryID: "D", Data: data[kind],
		})
		written, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got journal.Entry
		if err := json.Unmarshal(written, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || data[kind] == nil {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

func TestEntryForm(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		entry journal.Entry
		want  string
	}{
		{
			"what is empty is left out", journal.Entry{Seq: 1, At: at, Wall: at, Kind: journal.KindClock, Line: "l"},
			`{"seq":1,"at":"2026-03-02T09:00:00Z","wall":"2026-03-02T09:00:00Z","kind":"clock","line":"l","data":null}`,
		},
		{
			"all of it",
			journal.Entry{
				Seq: 2, At: at, Wall: at, Kind: journal.KindCall, Line: "l", LinkID: "L", RequestID: "R", DeliveryID: "D",
				Data: journal.NewCall("GET", "/p", "token=x", nil, nil),
			},
			`{"seq":2,"at":"2026-03-02T09:00:00Z","wall":"2026-03-02T09:00:00Z","kind":"call","line":"l","link_id":"L","request_id":"R","delivery_id":"D","data":{"method":"GET","path":"/p","query":"token=***"}}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(tt.entry)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestEntryRefusesDataOfAnotherType(t *testing.T) {
	t.Parallel()
	var e journal.Entry
	for _, text := range []string{`{"seq":7,"kind":"call","data":[]}`, `[]`, `{"seq":"x"}`} {
		if err := json.Unmarshal([]byte(text), &e); err == nil {
			t.Errorf("%s became %+v", text, e)
		}
	}
	if err := json.Unmarshal([]byte(`{"seq":7,"kind":"call"}`), &e); err != nil || e.Data != nil {
		t.Errorf("no data became %v, %v", e.Data, err)
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat("a", journal.MaxBody)
	tests := []struct{ name, body, want string }{
		{"none", "", `{"size":0}`},
		{"JSON", `{"b": 1.10, "a": "é"}`, `{"json":{"b":1.10,"a":"é"},"size":22}`},
		{"a number that a float cannot hold", `12345678901234567890.10`, `{"json":12345678901234567890.10,"size":23}`},
		{"text", `hello`, `{"text":"hello","size":5}`},
		{"broken JSON", `{"a":`, `{"text":"{\"a\":","size":5}`},
		{"no UTF-8", "\"\xff\"", `{"text":"\"\ufffd\"","size":3}`},
		{"a secret, the size as sent", `{"token":"123456"}`, `{"json":{"token":"***"},"size":18}`},
		{"as large as may be", whole, `{"text":"` + whole + `","size":16384}`},
		{"one byte more", whole + "b", `{"text":"` + whole + `","size":16385,"sha256":"0834d2a542bc514b2dd40305196d8a4111d799b74c3f652cac2f3eb577049f71","cut":true}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(journal.NewBody([]byte(tt.body)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A body is kept as it is, unless that would hold on to more memory than it.
func TestBodyCopiesOnlyWhatItMust(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		body   []byte
		copied bool
	}{
		{"whole", []byte(`{"a":1}`), false},
		{"large", make([]byte, journal.MaxBody), false},
		{"too large", make([]byte, 10*journal.MaxBody), true},
		{"in a buffer that is much larger", make([]byte, 10, 10_000), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			kept := journal.NewBody(tt.body).Text
			if copied := &kept[0] != &tt.body[0]; copied != tt.copied {
				t.Errorf("copied is %v", copied)
			}
			if cap(kept) > 2*len(kept)+512 {
				t.Errorf("%d bytes hold on to %d", len(kept), cap(kept))
			}
		})
	}
}

func BenchmarkNewBody(b *testing.B) {
	row := `{"id":"076c66e5-90f5-4e01-99c7-50e32f65ae42","account":{"name":"Cuenta","token":null},"amount":2145.45,"status":"PROCESSED"},`
	page := []byte("[" + strings.Repeat(row, journal.MaxBody/len(row)-1) + "1]")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		journal.NewBody(page)
	}
}
