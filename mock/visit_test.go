package mock_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// The scopes of the three flows of the widget.
const (
	linkScopes    = "read_institutions,write_links"
	updateScopes  = linkScopes + ",read_links"
	consentScopes = linkScopes + ",read_consents,write_consents,write_consent_callback"
)

// token is an access token for the widget; more are keys of its request.
func token(t *testing.T, p *mock.Running, scopes string, more ...string) string {
	t.Helper()
	body := strings.Join(append([]string{fmt.Sprintf(`"id": %q, "password": %q, "scopes": %q`, p.SecretID, p.SecretPassword, scopes)}, more...), ", ")
	status, text := call(t, p, "POST", "/api/token/", "{"+body+"}")
	var tokens struct{ Access string }
	if err := json.Unmarshal([]byte(text), &tokens); err != nil || status != 200 {
		t.Fatalf("a token of %s is answered %d %s", body, status, text)
	}
	return tokens.Access
}

const consentWidget = `"widget": {"openfinance_feature": "consent_link_creation",
	"callback_urls": {"success": "myapp://done?from=bank", "exit": "myapp://left", "event": "myapp://event"},
	"branding": {"company_name": "Padaria"},
	"consent": {"purpose": "Crédito", "permissions": ["REGISTER", "ACCOUNTS", "CREDIT_CARDS", "CREDIT_OPERATIONS"],
	            "identification_info": [{"type": "CPF", "number": "76109277673", "name": "Ana"}], "default_consent_duration_days": 92}}`

// visited opens the widget and does acts, and says of each what came of it:
// step, problem or refusal.
func visited(t *testing.T, p *mock.Running, spec control.VisitSpec, acts ...control.VisitAct) (v control.Visit, steps []string) {
	t.Helper()
	v, err := p.Host().OpenVisit(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range acts {
		next, err := p.Host().ActInVisit(t.Context(), v.ID, act)
		steps = append(steps, stepOf(next, err))
		if err == nil {
			v = next
		}
	}
	return v, steps
}

func stepOf(v control.Visit, err error) string {
	refused := new(control.Error)
	switch {
	case errors.As(err, &refused):
		return strings.TrimSpace(string(refused.Code) + " " + refused.Field)
	case err != nil:
		return err.Error()
	case v.Problem != nil:
		return strings.TrimSpace(v.Step + ": " + v.Problem.Code + " " + v.Problem.Field)
	default:
		return v.Step
	}
}

func bankNamed(name string) control.VisitAct { return control.VisitAct{Institution: &name} }
func types(token string) control.VisitAct    { return control.VisitAct{Token: &token} }
func leaves(reason string) control.VisitAct  { return control.VisitAct{Exit: &reason} }
func outcome(name string) control.VisitAct   { return control.VisitAct{Outcome: name} }
func approves(yes bool) control.VisitAct     { return control.VisitAct{Approve: &yes} }

func signsIn(username, password string) control.VisitAct {
	return control.VisitAct{Login: map[string]string{"username": username, "password": password}}
}

func agrees(kind, number string) control.VisitAct {
	return control.VisitAct{Consent: &control.Identity{Type: kind, Number: number}}
}

// What a person does, and where it takes them.
func TestVisits(t *testing.T) {
	t.Parallel()
	type acts = []control.VisitAct
	erebor, heimdall, open := bankNamed("erebor_br_retail"), bankNamed("heimdall_mx_retail"), bankNamed("ofmockbank_br_retail")
	tests := []struct {
		name, scopes, widget string
		acts                 acts
		want                 []string
	}{
		{"a link by credentials", linkScopes, "", acts{erebor, signsIn("ana", "x")}, []string{"credentials", "done"}},
		{"nothing after the end", linkScopes, "", acts{erebor, signsIn("ana", "x"), erebor, leaves("")}, []string{"credentials", "done", "conflict", "conflict"}},
		{"back to the list", linkScopes, "", acts{erebor, bankNamed(""), heimdall}, []string{"credentials", "institution", "credentials"}},
		{"no such institution", linkScopes, "", acts{bankNamed("moria_br_retail")}, []string{"invalid institution"}},
		{"a wrong password, then a right one", linkScopes, "", acts{erebor, signsIn("ana", "wrong"), signsIn("ana", "x")},
			[]string{"credentials", "credentials: login_error", "done"}},
		{"an empty form", linkScopes, "", acts{erebor, signsIn("", "x")}, []string{"credentials", "credentials: required username"}},
		{"an institution that is down", linkScopes, "", acts{erebor, signsIn("institution_down", "x")}, []string{"credentials", "credentials: institution_down"}},
		{"a token of digits", linkScopes, "", acts{heimdall, signsIn("ana", "x"), types("0000"), types("1234")},
			[]string{"credentials", "token", "token: login_error token", "done"}},
		{"three wrong tokens end the login", linkScopes, "", acts{heimdall, signsIn("ana", "x"), types("0"), types("0"), types("0"), signsIn("ana", "x"), types("1")},
			[]string{"credentials", "token", "token: login_error token", "token: login_error token", "credentials: login_error token", "token", "done"}},
		{"a session that is over", linkScopes, "", acts{erebor, signsIn("session_expired", "x"), types("1")},
			[]string{"credentials", "token", "credentials: session_expired session"}},
		{"who goes back can log in again", linkScopes, "", acts{heimdall, signsIn("ana", "x"), bankNamed(""), heimdall, signsIn("ana", "x")},
			[]string{"credentials", "token", "institution", "credentials", "token"}},
		{"acts out of place", linkScopes, "", acts{types("1"), signsIn("a", "b"), approves(true), agrees("CPF", "1"), {}, {Outcome: "exit", Token: new("")}},
			[]string{"conflict token", "conflict login", "conflict approve", "conflict consent", "invalid", "invalid"}},
		{"an exit with a reason", linkScopes, "", acts{erebor, leaves("other_bank")}, []string{"credentials", "exited"}},
		{"a consent", consentScopes, consentWidget, acts{agrees("CPF", "761.092.776-73"), open, approves(true)}, []string{"institution", "bank", "done"}},
		{"a consent of a company", consentScopes, consentWidget, acts{agrees("CNPJ", "12.ABC.345/01DE-35"), open, approves(true)}, []string{"institution", "bank", "done"}},
		{"a consent that is rejected", consentScopes, consentWidget, acts{agrees("CPF", "76109277673"), open, approves(false), open, approves(true)},
			[]string{"institution", "bank", "institution: consent_rejected", "bank", "done"}},
		{"documents that are none", consentScopes, consentWidget, acts{agrees("CPF", "123"), agrees("CNPJ", ""), agrees("RG", "1"), agrees("CNPJ", "76109277673")},
			[]string{"consent: invalid document_number", "consent: required document_number", "consent: invalid_choice document_type", "consent: invalid document_number"}},
		{"only open finance with a consent", consentScopes, consentWidget, acts{agrees("CPF", "76109277673"), erebor}, []string{"institution", "invalid institution"}},
		{"open finance without a feature", linkScopes, "", acts{open, agrees("CPF", "br_salaried"), approves(true)}, []string{"consent", "bank", "done"}},
		{"a second factor at open finance", consentScopes, consentWidget, acts{agrees("CPF", "mfa_inputless"), open, approves(true), types("")},
			[]string{"institution", "bank", "token", "done"}},
		{"an unconfirmed link", linkScopes, "", acts{erebor, signsIn("unconfirmed", "x")}, []string{"credentials", "done"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{})
			var more []string
			if tt.widget != "" {
				more = append(more, tt.widget)
			}
			_, steps := visited(t, p, control.VisitSpec{AccessToken: token(t, p, tt.scopes, more...)}, tt.acts...)
			if diff := cmp.Diff(tt.want, steps); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Short cuts lead to the same ends.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	tests := []struct{ widget, outcome, want string }{
		{"", "success", "done"},
		{"", "exit", "exited"},
		{"", "mfa:numeric", "token"}, {"", "mfa:text", "token"}, {"", "mfa:qr", "token"}, {"", "mfa:inputless", "token"},
		{"", "error:login_error", "credentials: login_error"},
		{"", "error:invalid_credentials", "credentials: invalid_credentials"},
		{"", "error:institution_down", "credentials: institution_down"},
		{"", "error:institution_inactive", "credentials: institution_inactive"},
		{"", "error:institution_unavailable", "credentials: institution_unavailable"},
		{"", "error:too_many_sessions", "credentials: too_many_sessions"},
		{"", "error:moon", "invalid outcome"},
		{consentWidget, "success", "done"},
		{consentWidget, "mfa:qr", "token"},
		{consentWidget, "error:institution_down", "bank: institution_down"},
	}
	for _, tt := range tests {
		t.Run(tt.outcome+" "+fmt.Sprint(tt.widget != ""), func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{})
			more := `"fetch_resources": []`
			if tt.widget != "" {
				more = tt.widget
			}
			v, steps := visited(t, p, control.VisitSpec{AccessToken: token(t, p, consentScopes, more)}, outcome(tt.outcome))
			if diff := cmp.Diff([]string{tt.want}, steps); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if v.Step == "done" && statusOf(t, p, v.Link) != "valid" {
				t.Errorf("the link is %s", statusOf(t, p, v.Link))
			}
		})
	}
}

// Every institution can be gone through by its short cut, whatever its form.
func TestSuccessEverywhere(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	v, _ := visited(t, p, control.VisitSpec{AccessToken: token(t, p, linkScopes)})
	if len(v.Institutions) < 30 {
		t.Fatalf("only %d institutions are offered", len(v.Institutions))
	}
	for _, institution := range v.Institutions {
		_, steps := visited(t, p, control.VisitSpec{AccessToken: token(t, p, linkScopes), Institutions: []string{institution.Name}}, outcome("success"))
		if diff := cmp.Diff([]string{"done"}, steps); diff != "" {
			t.Errorf("%s (-want +got):\n%s", institution.Name, diff)
		}
	}
}
