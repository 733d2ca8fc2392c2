package journal

import (
	"net/url"
	"strings"
	"time"
)

// Call is a request that the client made. NewCall makes one without secrets.
type Call struct {
	Method string `json:"method"`
	Path   string `json:"path"`            // unescaped, without the query
	Query  string `json:"query,omitempty"` // as it was sent, secrets as ***
	Header Header `json:"header,omitempty"`
	Body   Body   `json:"body,omitzero"`
}

// NewCall is a request as it may be kept. It holds on to body, which must not
// be changed any more; header is only read.
func NewCall(method, path, rawQuery string, header map[string][]string, body []byte) Call {
	return Call{
		Method: method, Path: path, Query: redactQuery(rawQuery),
		Header: NewHeader(header), Body: NewBody(body),
	}
}

// Answer is what the provider answered to a Call.
type Answer struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	// Call is the Seq of the Call's entry; 0 if the writer does not know it.
	Call   uint64 `json:"call,omitempty"`
	Status int    `json:"status"`
	TookMS int64  `json:"took_ms"` // of wall time
	Header Header `json:"header,omitempty"`
	Body   Body   `json:"body,omitzero"`
}

// JobData is work of the provider: it was accepted, or it ended.
type JobData struct {
	ID       string    `json:"id"`
	Task     string    `json:"task,omitempty"`
	Resource string    `json:"resource,omitempty"`
	Process  string    `json:"process,omitempty"` // the vendor's process_type
	State    string    `json:"state"`
	Due      time.Time `json:"due,omitzero"` // workspace time
}

// EventData is something that the client is to be told.
type EventData struct {
	WebhookID string `json:"webhook_id"`
	Type      string `json:"webhook_type"`
	Code      string `json:"webhook_code"`
	Process   string `json:"process_type,omitempty"`
	Body      Body   `json:"body,omitzero"` // as every attempt sends it, faults aside
}

// AttemptData is one POST to the client's URL and what came of it. The moment
// of its entry is when the attempt ended.
type AttemptData struct {
	N int `json:"n"` // 1 is the first attempt of its delivery
	// Started is when the attempt began, workspace time: retry gaps count from it.
	Started time.Time `json:"started,omitzero"`
	Wall    time.Time `json:"wall,omitzero"` // likewise, by the wall
	URL     string    `json:"url"`           // Append takes the secrets out
	Status  int       `json:"status"`        // 0: no answer
	Outcome string    `json:"outcome"`
	Why     string    `json:"why,omitempty"`
	// TookMS is from the moment when the request had been sent to the answer's
	// headers, or to the end of waiting for them; wall time.
	TookMS        int64  `json:"took_ms"`
	RequestHeader Header `json:"request_header,omitempty"`
	Request       Body   `json:"request,omitzero"`
	AnswerHeader  Header `json:"answer_header,omitempty"`
	Answer        Body   `json:"answer,omitzero"`
}

// DeliveryData is a delivery's state after a change of it.
type DeliveryData struct {
	WebhookID string    `json:"webhook_id"`
	State     string    `json:"state"`
	Attempts  int       `json:"attempts"`     // made so far
	Due       time.Time `json:"due,omitzero"` // of the next attempt, if there is to be one; workspace time
}

// ClockData is a move of workspace time.
type ClockData struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Ran  int       `json:"ran,omitempty"` // items of the agenda that ran on the way
}

// ControlData is something that was done through the control API.
type ControlData struct {
	Action string `json:"action"`           // such as "webhook.set" or "links.patch"
	Target string `json:"target,omitempty"` // identifier of what it was done to
	Body   Body   `json:"body,omitzero"`    // what was asked
}

// FaultData is one time that something was made to go wrong.
type FaultData struct {
	Rule  string `json:"rule,omitempty"`
	Fault string `json:"fault"`
	Hit   int    `json:"hit,omitempty"`  // of the rule's, from 1
	Seed  string `json:"seed,omitempty"` // of what was drawn, if anything was
	Note  string `json:"note,omitempty"` // what else is to be said
}

// FindingData is something that a client's author should look at.
type FindingData struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// An exchange is what data about one request over HTTP says of it, for Match.
// An attempt is a POST, to the path of its URL.
type exchange struct {
	method, path string
	status       int
}

func (c Call) exchange() exchange   { return exchange{c.Method, c.Path, 0} }
func (a Answer) exchange() exchange { return exchange{a.Method, a.Path, a.Status} }
func (a AttemptData) exchange() exchange {
	x := exchange{method: "POST", status: a.Status}
	if u, err := url.Parse(a.URL); err == nil {
		x.path = u.Path
	}
	return x
}

// sizeOf is about how many bytes data holds on to.
func sizeOf(data any) int64 {
	const base = 256 // the struct itself, its short strings and the allocator's share
	switch d := data.(type) {
	case nil:
		return 0
	case Call:
		return base + int64(len(d.Path)+len(d.Query)) + d.Header.size() + d.Body.held()
	case Answer:
		return base + int64(len(d.Path)) + d.Header.size() + d.Body.held()
	case EventData:
		return base + d.Body.held()
	case AttemptData:
		return base + int64(len(d.URL)+len(d.Why)) + d.RequestHeader.size() + d.Request.held() + d.AnswerHeader.size() + d.Answer.held()
	case ControlData:
		return base + d.Body.held()
	case FindingData:
		return base + int64(len(d.Message))
	default:
		return base
	}
}

// redacted is data without the secrets that its writer cannot be expected to
// have taken out.
func redacted(data any) any {
	if a, ok := data.(AttemptData); ok && strings.ContainsAny(a.URL, "?@#") {
		a.URL = redactURL(a.URL)
		return a
	}
	return data
}
