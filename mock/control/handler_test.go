package control_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// ask sends one request, which is held against the document as its answer is.
func ask(t *testing.T, h control.Host, cfg control.HandlerConfig, method, url, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	r.Host = "localhost:8080"
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	control.Handler(h, cfg).ServeHTTP(w, r)
	if method != http.MethodOptions {
		kind := w.Header().Get("Content-Type")
		if _, err := inspect(r, []byte(body), w.Code, kind, w.Body.Bytes()); err != nil {
			t.Errorf("%s %s: %v", method, url, err)
		}
	}
	return w
}

// refusalIn is the error of an answer.
func refusalIn(t *testing.T, body []byte) (e control.Error) {
	t.Helper()
	if err := json.Unmarshal(body, &struct{ Error *control.Error }{&e}); err != nil {
		t.Errorf("%s is no refusal: %v", body, err)
	}
	e.Message = "" // not part of the contract
	return e
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	const ws = "/_mock/workspaces/w-1"
	row := string(fixedRow)
	tests := []struct {
		method, url, body string
		status            int
		want              string // of the answer's beginning
		heard             string // what the host was asked
	}{
		{"POST", "/_mock/workspaces", "", 201, `{"secret_id":"w-1","seed":9007199254740991,"edition":"guide","webhook":{"url":"http://app:3000/hook?a=1&b=2",`, `Create [{}]`},
		{"POST", "/_mock/workspaces", `{"seed": 0, "webhook": {"url": "", "retry": ""}}`, 201, `{`, `Create [{"seed":0,"webhook":{"url":"","retry":[]}}]`},
		{"GET", "/_mock/workspaces", "", 200, `{"items":[{"secret_id":"w-1",`, `List []`},
		{"GET", "/_mock/workspaces/default", "", 200, `{"secret_id":"w-1",`, `Info []`},
		{"HEAD", "/_mock/workspaces/default", "", 200, ``, `Info []`},
		{"DELETE", ws, "", 204, ``, `End []`},
		{"POST", ws + "/reset", "", 200, `{"secret_id":"w-1",`, `Reset [{}]`},
		{"POST", ws + "/snapshots", "", 201, `{"id":"s-1","secret_id":"w-1","at":"2026-03-02T12:00:00.0000005Z","seed":9007199254740991,"counts":{"links":1,"jobs":2,"deliveries":3}}`, `Snapshot []`},
		{"GET", ws + "/snapshots", "", 200, `{"items":[{"id":"s-1",`, `Snapshots []`},
		{"DELETE", ws + "/snapshots/s-1", "", 204, ``, `DeleteSnapshot ["s-1"]`},
		{"PUT", ws + "/webhook", `{"url":"http://a","timeout":"1d"}`, 200, `{"url":"http://app:3000/hook?a=1&b=2","authorization_set":true,"ack":"2xx","timeout":"36h","retry":["1s","1m"]}`, `SetWebhook [{"url":"http://a","timeout":"24h"}]`},
		{"PUT", ws + "/webhook", `{"url":"","timeout":null,"ack":null,"retry":null}`, 200, `{`, `SetWebhook [{"url":""}]`},
		{"POST", ws + "/webhook/test", " \n", 200, `{"url":"http://app","ok":false,"steps":[{"name":"resolve","ok":false,"detail":"no such host"}]}`, `TestWebhook []`},
		{"GET", ws + "/links", ``, 200, `{"items":[{"id":"` + link + `",`, `Links [{"After":"","Limit":0,"Text":""}]`},
		{"GET", ws + "/links?after=a&limit=2&q=%C3%A9", ``, 200, `{"items":[`, `Links [{"After":"a","Limit":2,"Text":"é"}]`},
		{"GET", ws + "/links/x", ``, 200, `{"id":"` + link + `",`, `Link ["x"]`},
		{"DELETE", ws + "/links/x", ``, 204, ``, `DeleteLink ["x"]`},
		{"POST", ws + "/links", `{}`, 201, `{"id":"` + link + `",`, `AddLink [{}]`},
		{"PATCH", ws + "/links/x%2Fy", ``, 200, `{"id":`, `ChangeLink ["x/y",{}]`},
		{"POST", ws + "/links/x/refresh", `{}`, 202, `{"request_id":"r-1"}`, `RefreshLink ["x"]`},
		{"GET", ws + "/links/x/transactions", ``, 200, `{"items":[` + row + `]}`, `Transactions ["x"]`},
		{"POST", ws + "/links/x/transactions", `{"amount": 12.50}`, 201, row, `AddTransaction ["x",{"amount":12.50}]`},
		{"PATCH", ws + "/links/x/transactions/t", `{"status": "PROCESSED"}`, 200, row, `ChangeTransaction ["x","t",{"status":"PROCESSED"}]`},
		{"DELETE", ws + "/links/x/transactions/t", ``, 204, ``, `DeleteTransaction ["x","t"]`},
		{"POST", ws + "/notify", `{"link_id":"l","webhook_type":"T","webhook_code":"c","data":null}`, 202, `{"delivery_id":"d-1","webhook_id":"h-1","request_id":"r-1"}`, `Notify [{"link_id":"l","webhook_type":"T","webhook_code":"c","data":null}]`},
		{"GET", ws + "/clock", ``, 200, `{"now":"2026-03-02T12:00:00.0000005Z","frozen":true,"scale":1.5,"pending":[{"due":`, `Clock []`},
		{"PUT", ws + "/clock", `{"to":"2026-03-02T12:00:00+01:00"}`, 200, `{"now":`, `SetClock [{"to":"2026-03-02T12:00:00+01:00"}]`},
		{"POST", ws + "/clock/advance", `{"by":"2d"}`, 200, `{"from":"2026-03-02T12:00:00.0000005Z","to":"2026-03-02T13:00:00.0000005Z","ran":2,"pending":1}`, `Advance [{"by":"48h"}]`},
		{"POST", ws + "/clock/settle", ``, 200, `{"from":`, `Settle []`},
		{"GET", ws + "/journal?kind=job,+call&limit=0", ``, 200, `{"items":[],"first":1,"last":0,"dropped":0}`, `Journal [{"Since":0,"Kinds":["job","call"],"LinkID":"","RequestID":"","DeliveryID":"","Limit":0}]`},
		{"POST", ws + "/journal/wait", `{"match":{"status":7},"timeout":"1ms"}`, 408, `{"error":{"code":"timeout","message":"It did not happen."},"seen":[]}`, `Wait [{"match":{"status":7},"timeout":"1ms"}]`},
		{"GET", ws + "/deliveries", ``, 200, `{"items":[{"id":"d-1",`, `Deliveries []`},
		{"GET", ws + "/deliveries/d-1", ``, 200, `{"id":"d-1",`, `Delivery ["d-1"]`},
		{"GET", ws + "/deliveries/d-1/contract", ``, 200, `{"items":[{"attempt":1,"pointer":"/a","message":"<&>"}],"compared":[1]}`, `Compare ["d-1"]`},
		{"POST", ws + "/deliveries/d-1/resend", `{"body": {"a" : 1}}`, 202, `{"id":"d-1",`, `Resend ["d-1",{"body":{"a":1}}]`},
		{"POST", "/_mock/reports", `{"client":"c","state":"running","exit":null}`, 201, `{"id":"p-1","state":"running","updated":"2026-03-02T12:00:00.0000005Z",`, `AddReport [{"state":"running","client":"c"}]`},
		{"PUT", "/_mock/reports/p-1", `{"client":"c","counts":{"pass":1,"fail":0,"warn":0,"inconclusive":0,"not_applicable":0,"disabled":0,"error":0},"verdicts":[{"id":"A","verdict":"pass"}]}`, 200, `{"id":"p-1",`, `SetReport ["p-1",{"client":"c","counts":{"pass":1,"fail":0,"warn":0,"inconclusive":0,"not_applicable":0,"disabled":0,"error":0},"verdicts":[{"id":"A","verdict":"pass"}]}]`},
		{"POST", "/_mock/reports/p-1/verdicts", `{"id":"A", "verdict":"pass"}`, 200, `{"id":"p-1",`, `AddVerdict ["p-1",{"id":"A","verdict":"pass"}]`},
		{"GET", "/_mock/reports", ``, 200, `{"items":[{"id":"p-1",`, `Reports []`},
		{"GET", "/_mock/reports/p-1", ``, 200, `{"id":"p-1",`, `Report ["p-1"]`},
		{"GET", "/_mock/catalogue/personas", ``, 200, `{"items":[` + row + `]}`, `Catalogue ["personas"]`},
		{"GET", "/_mock/version", ``, 200, `{"name":"belvo-mock","version":"1","editions":["guide"],"read_only":true}`, `Version []`},
		{"GET", "/_mock/openapi.json", ``, 200, `{"openapi":"3.1.0"`, ``},
		{"GET", "/_mock/vendor.json", ``, 200, row, `Contract []`},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.url, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			method := tt.method
			w := ask(t, f, control.HandlerConfig{}, method, tt.url, tt.body)
			if w.Code != tt.status || !strings.HasPrefix(w.Body.String(), tt.want) && method != "HEAD" {
				t.Errorf("answered %d %s, want %d %s", w.Code, w.Body, tt.status, tt.want)
			}
			if !strings.HasPrefix(w.Header().Get("Cache-Control"), "no-") && tt.status != 204 {
				t.Errorf("the header is %v", w.Header())
			}
			if diff := cmp.Diff(tt.heard, strings.Join(f.heardAll(), "; ")); diff != "" {
				t.Errorf("the host was asked (-want +got):\n%s", diff)
			}
		})
	}
}

// A list with nothing in it is no null, and what was left or seen is told.
func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	w := ask(t, bare{newFake()}, control.HandlerConfig{}, "GET", "/_mock/workspaces", "")
	if got := w.Body.String(); got != `{"items":[]}` {
		t.Errorf("no workspaces are %s", got)
	}
	f := newFake()
	f.fail = &control.Error{Code: control.NotSettling, Message: "m"}
	w = ask(t, f, control.HandlerConfig{}, "POST", "/_mock/workspaces/w-1/clock/settle", "")
	if got := w.Body.String(); w.Code != 409 || got != `{"error":{"code":"not_settling","message":"m"},"pending":[]}` {
		t.Errorf("not settling is %d %s", w.Code, got)
	}
	f = newFake().written()
	w = ask(t, f, control.HandlerConfig{}, "POST", "/_mock/workspaces/w-1/journal/wait", `{"match":{"kind":"job"},"count":2,"timeout":"1ms"}`)
	if got := w.Body.String(); w.Code != 408 || !strings.Contains(got, `"seen":[{"seq":2,`) {
		t.Errorf("a wait that saw one of two is %d %s", w.Code, got)
	}
}

// A bare host has no workspaces.
type bare struct{ *fake }

func (bare) List(ctx) ([]control.Info, error) { return nil, nil }

func TestPaths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, url string
		status      int
		allow       string
	}{
		{"GET", "/_mock/", 404, ""},
		{"GET", "/_mock/nothing", 404, ""},
		{"GET", "/_mock/workspaces/", 404, ""},
		{"GET", "/_mock/workspaces/w-1/", 404, ""},
		{"GET", "/_mock//version", 404, ""},
		{"GET", "/_mock/x/../version", 404, ""},
		{"GET", "/_mock/workspaces/w-2", 404, ""},
		{"GET", "/_mock/workspaces/w-2/journal", 404, ""},
		{"PUT", "/_mock/workspaces", 405, "GET, POST"},
		{"DELETE", "/_mock/version", 405, "GET"},
		{"POST", "/_mock/openapi.json", 405, "GET"},
		{"POST", "/_mock/workspaces/w-1/journal", 405, "GET"},
		{"OPTIONS", "/_mock/workspaces/w-1/clock", 405, "GET, PUT"},
		{"BREW", "/_mock/workspaces/w-1/links/x", 405, "GET, PATCH, DELETE"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.url, func(t *testing.T) {
			t.Parallel()
			w := ask(t, newFake(), control.HandlerConfig{}, tt.method, tt.url, "")
			want := control.Error{Code: control.NotFound}
			if tt.status == 405 {
				want.Code = control.NotAllowed
			}
			if diff := cmp.Diff(want, refusalIn(t, w.Body.Bytes())); w.Code != tt.status || diff != "" {
				t.Errorf("answered %d (-want +got):\n%s", w.Code, diff)
			}
			if got := w.Header().Get("Allow"); got != tt.allow {
				t.Errorf("allowed is %q, want %q", got, tt.allow)
			}
		})
	}
}

func TestRefusedParameters(t *testing.T) {
	t.Parallel()
	const ws = "/_mock/workspaces/w-1"
	tests := []struct {
		url   string
		code  control.Code
		field string
	}{
		{"/_mock/version?verbose", control.Unknown, "verbose"},
		{"/_mock/openapi.json?b=1&a=1", control.Unknown, "a"},
		{ws + "/clock?since=1", control.Unknown, "since"},
		{ws + "/clock?a;b", control.Invalid, ""},
		{ws + "/journal?from=1", control.Unknown, "from"},
		{ws + "/links?limit=many", control.Invalid, "limit"},
		{ws + "/links?before=x", control.Unknown, "before"},
		{ws + "/links/x?limit=1", control.Unknown, "limit"},
		{ws + "/journal?a=%zz", control.Invalid, ""},
		{ws + "/journal?since=-1", control.Invalid, "since"},
		{ws + "/journal?since=", control.Invalid, "since"},
		{ws + "/journal?since=18446744073709551616", control.Invalid, "since"},
		{ws + "/journal?limit=ten", control.Invalid, "limit"},
		{ws + "/journal?limit=-1", control.Invalid, "limit"},
		{ws + "/journal?kind=", control.Invalid, "kind"},
		{ws + "/journal?kind=job,jobs", control.Invalid, "kind"},
		{ws + "/journal?kind=job&kind=call", control.Invalid, "kind"},
	}
	for _, tt := range tests {
		t.Run(tt.url, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			w := ask(t, f, control.HandlerConfig{}, "GET", tt.url, "")
			want := control.Error{Code: tt.code, Field: tt.field}
			if diff := cmp.Diff(want, refusalIn(t, w.Body.Bytes())); w.Code != 400 || diff != "" {
				t.Errorf("answered %d (-want +got):\n%s", w.Code, diff)
			}
			if heard := f.heardAll(); len(heard) != 0 {
				t.Errorf("the host was asked %v", heard)
			}
		})
	}
}

func TestWaitsAndPagesSayWhatIsGone(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.journal = journal.New(journal.Limits{Entries: 1})
	f.written()
	for _, call := range [][]string{
		{"GET", "/_mock/workspaces/w-1/journal?since=1", ""},
		{"GET", "/_mock/workspaces/w-1/journal?since=1", "", "Accept", "text/event-stream"},
		{"POST", "/_mock/workspaces/w-1/journal/wait", `{"match":{},"since":1}`},
	} {
		w := ask(t, f, control.HandlerConfig{}, call[0], call[1], call[2], call[3:]...)
		want := control.Error{Code: control.Gone, Field: "since"}
		if diff := cmp.Diff(want, refusalIn(t, w.Body.Bytes())); w.Code != 410 || diff != "" {
			t.Errorf("%v: %d (-want +got):\n%s", call, w.Code, diff)
		}
	}
}

// record sends one request without a body.
func record(t *testing.T, h http.Handler, method, url string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, url, nil)
	r.Host = "localhost"
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
