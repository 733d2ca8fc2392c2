package openapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnswersAreCheckedStrictly(t *testing.T) {
	t.Parallel()
	page := func(rows string) string {
		return `{"count": 1, "next": "http://localhost:8080/api/things/?page=2", "previous": null, "results": [` + rows + `]}`
	}
	refusal := `[{"code": "required", "message": "x", "request_id": "00000000000000000000000000000000", "field": null}]`
	tests := []struct {
		name, operation string
		status          int
		media, body     string
		want            string
	}{
		{"a page", "ListThings", 200, "application/json", page(aThing), ""},
		{"with a charset", "ListThings", 200, "application/json; charset=utf-8", page(aThing), ""},
		{"an undocumented status", "ListThings", 418, "application/json", `{}`, "ListThings 418: status is not documented"},
		{"another content type", "ListThings", 200, "text/html", page(""), `ListThings 200: content type "text/html" is not documented`},
		{"no content type", "ListThings", 200, "", page(""), `ListThings 200: content type "" is not documented`},
		{"not JSON", "ListThings", 200, "application/json", `{`, "ListThings 200: body is not JSON: unexpected EOF"},
		{"two values", "ListThings", 200, "application/json", page("") + "{}", "ListThings 200: body is not JSON: unexpected EOF"},
		{"an unknown field", "ListThings", 200, "application/json", page(`{"link": "` + aLink + `", "amount": 1, "colour": 1}`),
			`ListThings 200: /results/0: property "colour" is unsupported`},
		{"an unknown field further down", "ListThings", 200, "application/json", page(`{"link": "` + aLink + `", "amount": 1, "parts": [{"link": "` + aLink + `", "amount": 1, "label": {"x/y": 1}}]}`),
			`ListThings 200: /results/0/parts/0/label: property "x/y" is unsupported`},
		{"anything where it is open", "ListThings", 200, "application/json", page(`{"link": "` + aLink + `", "amount": 1, "extra": {"a": 1}}`), ""},
		{"a missing field", "ListThings", 200, "application/json", page(`{"link": "` + aLink + `"}`), `ListThings 200: /results/0/amount: property "amount" is missing`},
		{"a format", "ListThings", 200, "application/json", page(`{"link": "x", "amount": 1, "made_at": "2026-02-30T00:00:00Z"}`),
			`ListThings 200: /results/0/link: string doesn't match the format "uuid" (wrong form); /results/0/made_at: string doesn't match the format "date-time" (wrong form)`},
		{"many violations", "ListThings", 200, "application/json", page(strings.Repeat("1,", 7) + "1"),
			`ListThings 200: /results/0: value must be an object; /results/1: value must be an object; /results/2: value must be an object; /results/3: value must be an object; /results/4: value must be an object; and 3 more`},
		{"errors", "ListThings", 400, "application/json", refusal, ""},
		{"nothing", "DropThing", 204, "", "", ""},
		{"something where nothing is", "DropThing", 204, "", "{}", "DropThing 204: want no body, got 2 bytes"},
		{"HTML", "ListThings", 429, "text/html", "<p>", "ListThings 429: header Retry-After: required"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			header := http.Header{"Content-Type": {tt.media}}
			if err := smallOperation(t, tt.operation).checkResponse(tt.status, header, []byte(tt.body)); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("violation (-want +got):\n%s", diff)
			}
		})
	}
}

// Strictness about answers must not leak into requests that share a schema.
func TestStrictAnswersLeaveRequestsOpen(t *testing.T) {
	t.Parallel()
	op := smallOperation(t, "MakeThing")
	if err := op.checkResponse(201, http.Header{"Content-Type": {"application/json"}}, []byte("["+aThing+"]")); err != nil {
		t.Fatal(err)
	}
	body := `{"link": "` + aLink + `", "day": "` + aDay + `", "label": {"text": "x", "more": 1}}`
	if got := inShort(op.checkRequest(wish(), nil, []byte(body), "2023")); got != "" {
		t.Errorf("got problems %q, want none", got)
	}
}

func TestWebhooksAreCheckedStrictly(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"an event", `{"webhook_id": "1", "webhook_type": "THINGS", "webhook_code": "more_things", "link_id": "` + aLink + `", "data": {"new_things": 3}}`, ""},
		{"another code", `{"webhook_type": "THINGS", "webhook_code": "fewer_things"}`, "webhook THINGS/fewer_things: event is not documented"},
		{"unknown data", `{"webhook_id": "1", "webhook_type": "THINGS", "webhook_code": "new_things", "data": {"old_things": 3}}`,
			`webhook THINGS/new_things: /data: property "old_things" is unsupported`},
		{"not JSON", `{`, "webhook: body is not JSON: unexpected end of JSON input"},
	}
	c := small(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := c.checkWebhook([]byte(tt.body)); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("violation (-want +got):\n%s", diff)
			}
		})
	}
}
