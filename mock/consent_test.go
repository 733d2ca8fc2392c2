package mock_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// events are the webhooks that have come so far, each as its type and code, and
// the last of them whole. One that breaks the contract fails the test.
func events(t *testing.T, heard <-chan told) (names []string, last map[string]any) {
	t.Helper()
	for {
		select {
		case hook := <-heard:
			if hook.Violation != "" {
				t.Errorf("%v breaks the contract: %s", hook.Body, hook.Violation)
			}
			names, last = append(names, fmt.Sprint(hook.Body["webhook_type"], " ", hook.Body["webhook_code"])), hook.Body
		default:
			return names, last
		}
	}
}

// statusOf is a link's status as a client reads it.
func statusOf(t *testing.T, p *mock.Running, id string) string {
	t.Helper()
	_, body := call(t, p, "GET", "/api/links/"+id+"/?fields=status", "")
	_, rest, _ := strings.Cut(body, `"status":"`)
	word, _, _ := strings.Cut(rest, `"`)
	return word
}

func change(t *testing.T, p *mock.Running, id string, c control.LinkChange) error {
	t.Helper()
	_, err := p.Workspace().ChangeLink(t.Context(), id, c)
	return err
}

// A recurrent link hears seven days before, and every link when its consent
// ends; not a moment earlier.
func TestConsentEnds(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	tests := []struct {
		name, mode string
		by         []time.Duration
		want       [][]string
	}{
		{"a recurrent link", "recurrent", []time.Duration{359*day - 1, 1, 7*day - 1, 1, 100 * day}, [][]string{
			nil, {"CONSENT openfinance_consent_about_to_expire"}, nil, {"CONSENT openfinance_consent_expired"}, nil,
		}},
		{"a single link", "single", []time.Duration{366*day - 1, 1, 100 * day}, [][]string{nil, {"CONSENT openfinance_consent_expired"}, nil}},
		{"a clock that jumps runs both", "recurrent", []time.Duration{400 * day}, [][]string{
			{"CONSENT openfinance_consent_about_to_expire", "CONSENT openfinance_consent_expired"},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, heard := receiver(t)
			p := frozen(t, mock.Config{WebhookURL: url})
			id := linked(t, p, control.LinkSpec{Institution: "ofmockbank_br_retail", AccessMode: tt.mode})
			for i, by := range tt.by {
				passes(t, p, by)
				got, _ := events(t, heard)
				if diff := cmp.Diff(tt.want[i], got); diff != "" {
					t.Errorf("step %d (-want +got):\n%s", i, diff)
				}
			}
			if got := statusOf(t, p, id); got != "invalid" {
				t.Errorf("the link is %s", got)
			}
		})
	}
}

// The words that the control API has for a consent, what each is told as, and
// how a link comes back.
func TestConsentByHand(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url})
	id := linked(t, p, control.LinkSpec{Institution: "ofmockbank_br_retail"})
	accounts := func() string {
		status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+id+`"}`)
		if status == 201 {
			return "201"
		}
		return fmt.Sprint(status, " ", codes(t, body))
	}
	tests := []struct {
		consent, status, accounts string
		events                    []string
	}{
		{"expiring", "valid", "201", []string{"CONSENT openfinance_consent_about_to_expire"}},
		{"expired", "invalid", "400 invalid_link link", []string{"CONSENT openfinance_consent_expired"}},
		{"active", "valid", "201", nil},
		{"2026-03-02T12:00:00Z", "invalid", "400 invalid_link link", []string{"CONSENT openfinance_consent_expired"}},
		{"2026-03-09T12:00:01Z", "valid", "201", nil},
		{"2026-03-09T11:59:59Z", "valid", "201", []string{"CONSENT openfinance_consent_about_to_expire"}},
	}
	var last map[string]any
	far, err := control.NewClient(control.ClientConfig{URL: p.URL})
	if err != nil {
		t.Fatal(err)
	}
	w, err := far.Open(t.Context(), p.SecretID)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		if _, err := w.ChangeLink(t.Context(), id, control.LinkChange{Consent: &tt.consent}); err != nil {
			t.Fatal(err)
		}
		passes(t, p, 0)
		var got []string
		got, last = events(t, heard)
		if diff := cmp.Diff(tt.events, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.consent, diff)
		}
		if status, answer := statusOf(t, p, id), accounts(); status != tt.status || answer != tt.accounts {
			t.Errorf("%s: the link is %s and answers %s", tt.consent, status, answer)
		}
	}
	want := map[string]any{
		"consent_due_date": "2026-03-09", "action": "renew", "institution": "ofmockbank_br_retail",
		"institution_display_name": "Mock Bank Open Finance", "institution_icon_logo": "https://logos.example/ofmockbank-icon.svg",
	}
	data := last["data"].(map[string]any)
	delete(data, "consent_id")
	if diff := cmp.Diff(want, data); diff != "" {
		t.Errorf("data (-want +got):\n%s", diff)
	}
	for link, what := range map[string]string{id: "soon", guideLink: "expired"} {
		if _, err := w.ChangeLink(t.Context(), link, control.LinkChange{Consent: &what}); code(err) != control.Invalid || !strings.HasPrefix(err.Error(), "invalid: consent") {
			t.Errorf("the consent of %s cannot be %s: %v", link, what, err)
		}
	}
}

// New credentials renew a consent that has expired.
func TestUpdateRenewsTheConsent(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	id := linked(t, p, control.LinkSpec{Institution: "ofmockbank_br_retail"})
	passes(t, p, 366*24*time.Hour)
	if status, body := call(t, p, "PUT", "/api/links/"+id+"/", `{"password": "b"}`); status != 200 || statusOf(t, p, id) != "valid" {
		t.Errorf("the update is answered %d %s", status, body)
	}
	passes(t, p, 366*24*time.Hour)
	if got := statusOf(t, p, id); got != "invalid" {
		t.Errorf("a year later the link is %s", got)
	}
}

// The widget's token says how long a consent holds.
func TestConsentOfTheWidget(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	_, body := call(t, p, "POST", "/api/token/", `{"id": "`+p.SecretID+`", "password": "`+p.SecretPassword+`", "scopes": "write_links",
		"widget": {"consent": {"default_consent_duration_days": 92}}}`)
	_, rest, _ := strings.Cut(body, `"access":"`)
	access, _, _ := strings.Cut(rest, `"`)
	made := register(t, p, `{"institution": "ofmockbank_br_retail", "username": "1"}`, "Authorization", "Bearer "+access)
	passes(t, p, 92*24*time.Hour-1)
	before := statusOf(t, p, made.ID)
	passes(t, p, 1)
	if got := before + ", " + statusOf(t, p, made.ID); got != "valid, invalid" {
		t.Errorf("a moment before 92 days and then it is %s", got)
	}
}

// What the control API does to a link's status is told as the vendor tells it:
// of recurrent links, once, and with the refusal that a request would get.
func TestLinkStatusIsTold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		mode, status string
		events       []string
		data         map[string]any
		refused      int
	}{
		{"recurrent", "invalid", []string{"LINK invalid_credentials"}, map[string]any{"error_code": "login_error", "status": 400.0}, http.StatusBadRequest},
		{"recurrent", "token_required", []string{"LINK token_required"}, map[string]any{"error_code": "token_required", "status": 428.0}, http.StatusPreconditionRequired},
		{"recurrent", "unconfirmed", nil, nil, http.StatusBadRequest},
		{"recurrent", "valid", nil, nil, http.StatusCreated},
		{"single", "invalid", nil, nil, http.StatusBadRequest},
		{"single", "token_required", nil, nil, http.StatusPreconditionRequired},
	}
	for _, tt := range tests {
		t.Run(tt.mode+" "+tt.status, func(t *testing.T) {
			t.Parallel()
			url, heard := receiver(t)
			p := frozen(t, mock.Config{WebhookURL: url})
			id := linked(t, p, control.LinkSpec{AccessMode: tt.mode})
			for range 2 { // the second changes nothing, so it tells nothing
				if err := change(t, p, id, control.LinkChange{Status: &tt.status}); err != nil {
					t.Fatal(err)
				}
			}
			passes(t, p, 0)
			got, last := events(t, heard)
			if diff := cmp.Diff(tt.events, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if tt.data != nil {
				data := last["data"].(map[string]any)
				delete(data, "error_message")
				if diff := cmp.Diff(tt.data, data); diff != "" || last["process_type"] != "recurrent_update" || last["link_id"] != id {
					t.Errorf("%v (-want +got):\n%s", last, diff)
				}
			}
			if status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+id+`"}`); status != tt.refused {
				t.Errorf("its data is answered %d %s", status, body)
			}
		})
	}
}

// What was accepted before its link turned invalid fails when it is due, and
// the webhook says why.
func TestLinkTurnsInvalidMeanwhile(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url})
	id := linked(t, p, control.LinkSpec{AccessMode: "single", Institution: "ofmockbank_br_retail"})
	request := ask(t, p, id)
	expired := "expired"
	if err := change(t, p, id, control.LinkChange{Consent: &expired}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Workspace().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, last := events(t, heard)
	errors := last["data"].(map[string]any)["errors"].([]any)
	if last["webhook_code"] != "new_transactions_updated" || last["request_id"] != request || errors[0].(map[string]any)["code"] != "invalid_link" {
		t.Errorf("it ends with %v", last)
	}
	if _, list := call(t, p, "GET", "/api/transactions/?link="+id, ""); !strings.HasPrefix(list, `{"count":0,`) {
		t.Errorf("there is %.100s", list)
	}
}
