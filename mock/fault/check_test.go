package fault_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// Whatever a rule says, it is checked without harm, and one that passes can be
// asked about anything.
func FuzzRules(f *testing.F) {
	for _, row := range fault.Catalogue() {
		text, err := json.Marshal(row.Example)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		`{}`, `{"fault":"reorder","with":{"order":"every","of":-1}}`, `{"fault":"latency","with":{"by":"36500d","jitter":"36500d","distribution":"normal"}}`,
		`{"fault":"drop","chance":1e-300,"on":{"path":"*","nth":9223372036854775807}}`, `{"fault":"other_link","with":{"link":"\u0000\""}}`,
	} {
		f.Add([]byte(text))
	}
	anything := fault.World{
		Serves: func(fault.On) bool { return true },
		TypeOf: func(string) (string, bool) { return "ACCOUNTS", true },
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var r fault.Rule
		if json.Unmarshal(text, &r) != nil {
			return
		}
		err := anything.Check(r)
		if wrong, ok := errors.AsType[*fault.Error](err); err != nil && (!ok || wrong.Field == "" || wrong.Reason == "") {
			t.Fatalf("%s is refused with %v", text, err)
		}
		if err != nil || r.With.Bytes > 1<<16 {
			return
		}
		p, _ := fault.Plan{}.Add(r)
		s := fault.Subject{Method: "GET", Path: "/api/accounts/", Resource: r.On.Resource, Link: r.On.Link, Page: r.On.Page, WebhookType: r.On.WebhookType, WebhookCode: r.On.WebhookCode}
		a := fault.Answer{Subject: s}
		p.Answer(&a, draw)
		if a.Latency < 0 {
			t.Errorf("%s waits for %s", text, a.Latency)
		}
		for _, edit := range a.Edits {
			edit([]byte(`{"a":"2026-03-02T12:00:00Z"}`))
		}
		p.Page(&fault.Page{Subject: s}, draw)
		p.Collection(&fault.Collection{Subject: s}, draw)
		for _, moment := range []fault.Moment{fault.Announced, fault.Raised, fault.Sent} {
			p.Delivery(&fault.Delivery{Subject: s, Moment: moment, Attempt: fault.Attempt{N: 1, Body: []byte(`{"link_id":"ab"}`)}}, draw)
		}
	})
}
