package webhook

import (
	"bytes"
	"encoding/json"
)

// An Event is something that a subscriber may want to know. Its identity is
// kept by every attempt to tell it.
//
// Source: the keys are the vendor's. That LinkID and RequestID are left out
// when they are empty is our choice: the vendor's events have a link, and its
// sample of an expired consent shows that a request may be absent; neither is
// ever an empty string.
type Event struct {
	WebhookID  string  `json:"webhook_id"`
	Type       string  `json:"webhook_type"`
	Process    string  `json:"process_type,omitempty"`
	Code       string  `json:"webhook_code"`
	LinkID     string  `json:"link_id,omitempty"`
	RequestID  string  `json:"request_id,omitempty"`
	ExternalID *string `json:"external_id"`    // the link's; nil if it has none
	Data       []byte  `json:"data,omitempty"` // JSON, sent as it is; empty is {}
}

// Body is the vendor's payload, with its keys in the order of the vendor's
// samples. Data goes in verbatim, unchecked.
func (e Event) Body() []byte {
	data := e.Data
	if len(data) == 0 {
		data = []byte("{}")
	}
	e.Data = nil
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		panic("an event without data is strings alone: " + err.Error())
	}
	b.Truncate(b.Len() - len("}\n"))
	b.WriteString(`,"data":`)
	b.Write(data)
	b.WriteByte('}')
	return b.Bytes()
}
