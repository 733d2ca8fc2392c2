package mock_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// What the page says goes before what the token says, and both reach the link
// and its webhooks.
func TestWhatAVisitMakes(t *testing.T) {
	t.Parallel()
	hook, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: hook})
	text := token(t, p, linkScopes, `"external_id": "u-42", "access_mode": "single", "fetch_resources": ["ACCOUNTS"]`)
	v, _ := visited(t, p, control.VisitSpec{AccessToken: text, AccessMode: "recurrent", Resources: []string{"OWNERS"}}, bankNamed("erebor_br_retail"), signsIn("ana", "x"))
	status, body := call(t, p, "GET", "/api/links/"+v.Link+"/", "")
	var link control.Link
	if err := json.Unmarshal([]byte(body), &link); err != nil || status != 200 {
		t.Fatalf("the link is answered %d %s", status, body)
	}
	got := []any{link.Institution, link.AccessMode, *link.ExternalID, link.FetchResources, link.Status}
	if diff := cmp.Diff([]any{"erebor_br_retail", "recurrent", "u-42", []string{"OWNERS"}, "valid"}, got); diff != "" {
		t.Errorf("the link (-want +got):\n%s", diff)
	}
	if _, err := p.Workspace().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := <-heard
	if told.Body["webhook_type"] != "OWNERS" || told.Body["webhook_code"] != "historical_update" || told.Body["link_id"] != v.Link || told.Violation != "" {
		t.Errorf("the webhook is %+v", told)
	}
}

// Where the person goes when it is over, with what the application is told.
func TestReturns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		acts []control.VisitAct
		want string
	}{
		{"success", []control.VisitAct{outcome("success")}, "myapp://done?from=bank&institution=ofmockbank_br_retail&link={link}"},
		{"exit at once", []control.VisitAct{leaves("")}, "myapp://left?meta_data_step=consent"},
		{"exit with a reason after an error", []control.VisitAct{outcome("error:institution_down"), leaves("later")},
			"myapp://left?last_encountered_error_code=institution_down&last_encountered_error_message=" +
				url.QueryEscape("The institution cannot be reached at the moment.") + "&meta_data_institution_name=ofmockbank_br_retail&meta_data_step=abandon-survey"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{})
			v, _ := visited(t, p, control.VisitSpec{AccessToken: token(t, p, consentScopes, consentWidget)}, tt.acts...)
			if diff := cmp.Diff(strings.ReplaceAll(tt.want, "{link}", v.Link), v.Return); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	p := frozen(t, mock.Config{})
	v, _ := visited(t, p, control.VisitSpec{
		AccessToken: token(t, p, linkScopes, `"widget": {"callback_urls": {"event": "https://app.example/e"}}`), Institutions: []string{"moria_br_retail", "erebor_br_retail"},
	})
	if v.Event != "https://app.example/e?warning=institution_disabled" || len(v.Unavailable) != 1 || len(v.Institutions) != 1 {
		t.Errorf("unavailable are %v, told at %q", v.Unavailable, v.Event)
	}
}

// Links that would run something here are refused where they are said.
func TestCallbacksThatDoNotLeadBack(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	for callback, want := range map[string]int{
		"https://app.example/": 200, "myapp://x": 200, "com.example.app:/x": 200, "": 200,
		"javascript:alert(1)": 400, "JavaScript:alert(1)": 400, "data:text/html,x": 400, "vbscript:x": 400, "file:///x": 400, "/relative": 400, "java\tscript:x": 400,
	} {
		body, err := json.Marshal(map[string]any{
			"id": p.SecretID, "password": p.SecretPassword, "scopes": linkScopes, "widget": map[string]any{"callback_urls": map[string]any{"exit": callback}},
		})
		if err != nil {
			t.Fatal(err)
		}
		status, text := call(t, p, "POST", "/api/token/", string(body))
		if status != want || want == 400 && codes(t, text) != "invalid widget.callback_urls.exit" {
			t.Errorf("%q is answered %d %s", callback, status, text)
		}
	}
}

// In update mode the institution and the person are those of the link, which is
// valid again.
func TestVisitsThatUpdate(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	tests := []struct {
		institution string
		acts        []control.VisitAct
		want        []string
	}{
		{"erebor_br_retail", []control.VisitAct{bankNamed(""), signsIn("", "wrong"), signsIn("", "new")}, []string{"conflict institution", "credentials: login_error", "done"}},
		{"heimdall_br_retail", []control.VisitAct{signsIn("", "new"), types("12")}, []string{"token", "done"}},
		{"ofmockbank_br_retail", []control.VisitAct{agrees("CPF", "76109277673"), approves(false), approves(true)}, []string{"bank", "bank: consent_rejected", "done"}},
		{"erebor_mx_retail", []control.VisitAct{outcome("mfa:qr"), outcome("error:login_error"), outcome("success")}, []string{"conflict outcome", "credentials: login_error", "done"}},
	}
	for _, tt := range tests {
		id := linked(t, p, control.LinkSpec{Institution: tt.institution})
		invalid := "invalid"
		if err := change(t, p, id, control.LinkChange{Status: &invalid}); err != nil {
			t.Fatal(err)
		}
		v, steps := visited(t, p, control.VisitSpec{AccessToken: token(t, p, updateScopes, `"link_id": "`+id+`"`)}, tt.acts...)
		if diff := cmp.Diff(tt.want, steps); diff != "" || v.Link != id || statusOf(t, p, id) != "valid" {
			t.Errorf("%s: link %s of %s is %s (-want +got):\n%s", tt.institution, v.Link, id, statusOf(t, p, id), diff)
		}
	}
}

// The journal has every act and what came of it, but no secrets.
func TestVisitsAreJournalled(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	text := token(t, p, linkScopes)
	visited(t, p, control.VisitSpec{AccessToken: text}, bankNamed("heimdall_br_retail"), signsIn("login_error", "hunter2"), signsIn("ana", "hunter2"), types("424242"))
	page, err := p.Workspace().Journal(t.Context(), journal.Query{Kinds: []journal.Kind{journal.KindControl}})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range page.Items {
		lines = append(lines, e.Line)
		written, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"hunter2", "424242", text} {
			if strings.Contains(string(written), secret) {
				t.Errorf("%s holds %s", written, secret)
			}
		}
	}
	want := []string{"widget.open: institution", "widget.institution: credentials", "widget.login: credentials, login_error", "widget.login: token", "widget.token: done"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
