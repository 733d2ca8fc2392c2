package ui_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// broken is a verdict on a client that was too slow, about a request.
func broken(requestID string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"id":"ACK-01","level":"must","tier":"trigger","scenario":"An acknowledgement is <b>quick</b>","verdict":"fail",
		"why":"too slow","expected":"within 5 s","seen":"after 6 s","look":"the handler","sentence":"It is quick","took_ms":6100,"repeat":1,
		"command":"belvo-mock check --only ACK-01","timeline":[
		{"n":1,"at_ms":100,"from":"provider","to":"client","what":"notification","exchange":{"head":"POST /","body":"{\"request_id\": \"%s\"}"}},
		{"n":2,"at_ms":6100,"from":"client","to":"provider","what":"202","mark":"bad"}]}`, requestID))
}

// passed is a verdict that asks nobody to look.
const passed = `{"id":"FET-01","level":"must","scenario":"All pages are read","verdict":"pass","why":"","timeline":[],"took_ms":10,"repeat":1}`

func TestReportIsLive(t *testing.T) {
	t.Parallel()
	p, requestID := retriedProvider(t)
	b := browse(t, p, "light", 1280)
	b.open("/reports")
	b.shows("belvo-mock check --client client.yaml --server " + p.URL)
	info, err := p.Host().AddReport(t.Context(), control.ReportSpec{State: control.ReportRunning, Client: "ana", Planned: 2})
	if err != nil {
		t.Fatal(err)
	}
	b.shows("0 of 2")
	b.click(".run h2 a")
	b.shows("No verdict has come yet.")
	for _, verdict := range []json.RawMessage{broken(requestID), json.RawMessage(passed)} {
		if info, err = p.Host().AddVerdict(t.Context(), info.ID, verdict); err != nil {
			t.Fatal(err)
		}
	}
	b.shows("2 of 2")
	b.shows("An acknowledgement is <b>quick</b>")
	exit := 1
	_, err = p.Host().SetReport(t.Context(), info.ID, control.ReportSpec{
		Client: "ana", Exit: &exit, Verdicts: []json.RawMessage{broken(requestID), json.RawMessage(passed)},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.shows("breaks the contract")
	b.click(`a[href$="/requests/` + requestID + `"]`)
	b.shows("Retried twice")
}

func TestReportsAreAccessible(t *testing.T) {
	t.Parallel()
	p, requestID := retriedProvider(t)
	empty := mock.Start(t, mock.Config{})
	spec := control.ReportSpec{Client: "ana", Verdicts: []json.RawMessage{broken(requestID), json.RawMessage(passed)}, Warnings: []string{"slow"}}
	done, err := p.Host().AddReport(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	spec.State, spec.Planned = control.ReportRunning, 10
	if _, err := p.Host().AddReport(t.Context(), spec); err != nil {
		t.Fatal(err)
	}
	for _, look := range looks {
		t.Run(fmt.Sprintf("%s at %d", look.theme, look.width), func(t *testing.T) {
			t.Parallel()
			b := browse(t, p, look.theme, look.width)
			b.open("/reports")
			b.accessible()
			b.open("/reports/" + done.ID)
			b.accessible()
			b = browse(t, empty, look.theme, look.width)
			b.open("/reports")
			b.accessible()
		})
	}
}
