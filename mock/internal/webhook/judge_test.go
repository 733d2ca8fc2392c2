package webhook_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	const id = "3f1c0a9be2d4485f9c6d7e8f00112233"
	const dashed = "3F1C0A9B-E2D4-485F-9C6D-7E8F00112233"
	header := func(name, value string) map[string][]string { return map[string][]string{name: {value}} }
	tests := []struct {
		name   string
		ack    webhook.Ack
		answer webhook.Answer
		want   webhook.Outcome
		why    string // a part of it
	}{
		{"202 by the guide", "202", webhook.Answer{Status: 202}, webhook.Acknowledged, ""},
		{"200 by the guide", "202", webhook.Answer{Status: 200}, webhook.BadStatus, "answered 200, but only 202 acknowledges (--ack 2xx accepts any)"},
		{"200 by the go-live list", "200", webhook.Answer{Status: 200}, webhook.Acknowledged, ""},
		{"202 by the go-live list", "200", webhook.Answer{Status: 202}, webhook.BadStatus, "answered 202, but only 200 acknowledges"},
		{"200 by the reference", "2xx", webhook.Answer{Status: 200}, webhook.Acknowledged, ""},
		{"299 by the reference", "2xx", webhook.Answer{Status: 299}, webhook.Acknowledged, ""},
		{"199 by the reference", "2xx", webhook.Answer{Status: 199}, webhook.BadStatus, "answered 199"},
		{"300 by the reference", "2xx", webhook.Answer{Status: 300}, webhook.Redirect, "redirects are not followed"},
		{"a redirect names its target", "202", webhook.Answer{Status: 308, Header: header("location", "/hooks/")}, webhook.Redirect, `answered 308 to "/hooks/", but redirects are not followed`},
		{"399 is a redirect", "202", webhook.Answer{Status: 399}, webhook.Redirect, "redirects are not followed"},
		{"a 400 with the id in its body", "202", webhook.Answer{Status: 400, Body: []byte(`{"request_id": "` + id + `"}`)}, webhook.Refused, "named the request"},
		{"a 400 with the id dashed, in capitals", "202", webhook.Answer{Status: 400, Body: []byte("bad " + dashed + "!")}, webhook.Refused, "named the request"},
		{"a 400 with the id in a header", "202", webhook.Answer{Status: 400, Header: header("X-Whatever", "req="+dashed)}, webhook.Refused, "named the request"},
		{"a 400 with the id as a header's name", "202", webhook.Answer{Status: 400, Header: header(id, "1")}, webhook.BadStatus, "without the request_id"},
		{"a 400 with a part of the id", "202", webhook.Answer{Status: 400, Body: []byte(id[1:])}, webhook.BadStatus, "without the request_id"},
		{"a 400 with nothing", "202", webhook.Answer{Status: 400}, webhook.BadStatus, "without the request_id"},
		{"a 422 with the id", "202", webhook.Answer{Status: 422, Body: []byte(id)}, webhook.BadStatus, "answered 422, but only 202 acknowledges"},
		{"a wrong secret", "202", webhook.Answer{Status: 401}, webhook.BadStatus, "Authorization"},
		{"a wrong path", "202", webhook.Answer{Status: 404}, webhook.BadStatus, "path"},
		{"a broken receiver", "202", webhook.Answer{Status: 500}, webhook.BadStatus, "answered 500, but only 202 acknowledges"},
		{"too slow", "202", webhook.Answer{Failure: webhook.Timeout}, webhook.TimedOut, "no answer within 5s"},
		{"too slow, in the sender's words", "202", webhook.Answer{Failure: webhook.Timeout, Why: "still connecting"}, webhook.TimedOut, "still connecting"},
		{"too slow, even if it would acknowledge", "202", webhook.Answer{Status: 202, Failure: webhook.Timeout}, webhook.TimedOut, "no answer"},
		{"nobody there", "202", webhook.Answer{Failure: webhook.NotConnected, Why: "connection refused: is it up?"}, webhook.NoConnection, "connection refused: is it up?"},
		{"no answer and no failure", "2xx", webhook.Answer{}, webhook.NoConnection, "the connection broke"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := webhook.DefaultPolicy()
			p.Ack = tt.ack
			got, why := p.Judge(webhook.Event{RequestID: id}, tt.answer)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !strings.Contains(why, tt.why) || (why == "") != (got == webhook.Acknowledged) {
				t.Errorf("why is %q, want a part to be %q", why, tt.why)
			}
		})
	}
}

func TestNoRequestIsNeverNamed(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "-", "----"} {
		got, _ := webhook.DefaultPolicy().Judge(webhook.Event{RequestID: id}, webhook.Answer{Status: 400, Body: []byte("anything - at all")})
		if got != webhook.BadStatus {
			t.Errorf("a 400 to the request %q is %s", id, got)
		}
	}
}
