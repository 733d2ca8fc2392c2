package webhook_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

func TestBody(t *testing.T) {
	t.Parallel()
	external := `a<b>&"c" ação`
	tests := []struct {
		name  string
		event webhook.Event
		want  string
	}{
		{
			"all keys in the vendor's order",
			webhook.Event{
				WebhookID: "w", Type: "TRANSACTIONS", Process: "async_post", Code: "new_transactions_updated",
				LinkID: "l", RequestID: "r", ExternalID: &external, Data: json.RawMessage(`{"new_transactions":12}`),
			},
			`{"webhook_id":"w","webhook_type":"TRANSACTIONS","process_type":"async_post","webhook_code":"new_transactions_updated",` +
				`"link_id":"l","request_id":"r","external_id":"a<b>&\"c\" ação","data":{"new_transactions":12}}`,
		},
		{
			"what there is not is null, empty or left out",
			webhook.Event{WebhookID: "w", Type: "LINK", Code: "test"},
			`{"webhook_id":"w","webhook_type":"LINK","webhook_code":"test","external_id":null,"data":{}}`,
		},
		{
			"data is verbatim",
			webhook.Event{WebhookID: "w", Type: "X", Code: "y", LinkID: "l", RequestID: "r", Data: json.RawMessage(`{"z": 1.50, "a":"<&>"}`)},
			`{"webhook_id":"w","webhook_type":"X","webhook_code":"y","link_id":"l","request_id":"r","external_id":null,"data":{"z": 1.50, "a":"<&>"}}`,
		},
		{
			"null is data",
			webhook.Event{WebhookID: "w", Type: "X", Code: "y", Data: json.RawMessage(`null`)},
			`{"webhook_id":"w","webhook_type":"X","webhook_code":"y","external_id":null,"data":null}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, string(tt.event.Body())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, string(tt.event.Body())); diff != "" {
				t.Errorf("a second time (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever a person names a thing, the body is JSON that says it back.
func FuzzBody(f *testing.F) {
	f.Add("TRANSACTIONS", "ana-7")
	f.Add("<script>", "\x00\u2028\"\\")
	f.Fuzz(func(t *testing.T, typ, external string) {
		body := webhook.Event{WebhookID: "w", Type: typ, ExternalID: &external, Data: json.RawMessage(`[1]`)}.Body()
		var got struct {
			Type       string          `json:"webhook_type"`
			ExternalID string          `json:"external_id"`
			Data       json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if got.Type != valid(typ) || got.ExternalID != valid(external) || string(got.Data) != "[1]" {
			t.Errorf("%q, %q became %+v", typ, external, got)
		}
	})
}

// valid is text with each byte that is no UTF-8 replaced, as JSON has it.
func valid(text string) string { return string([]rune(text)) }
