package mock_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A question is the element of a 428.
type question struct {
	Code, Session, Link string
	Expiry              int
	Guide               struct {
		Type, Value, Instructions string
		Typed                     bool `json:"expects_user_input"`
	} `json:"token_generation_data"`
}

// asked sends a request that must be answered with a 428.
func asked(t *testing.T, p *mock.Running, method, path, body string, header ...string) question {
	t.Helper()
	status, text := call(t, p, method, path, body, header...)
	var list []question
	if err := json.Unmarshal([]byte(text), &list); err != nil || status != 428 || list[0].Code != "token_required" {
		t.Fatalf("%s %s is answered %d %s, want a 428", method, path, status, text)
	}
	return list[0]
}

func (q question) resume(token string) string {
	if token == "" {
		return fmt.Sprintf(`{"session": %q, "link": %q}`, q.Session, q.Link)
	}
	return fmt.Sprintf(`{"session": %q, "link": %q, "token": %q}`, q.Session, q.Link, token)
}

func passes(t *testing.T, p *mock.Running, by time.Duration) {
	t.Helper()
	d := control.Duration(by)
	if _, err := p.Workspace().Advance(t.Context(), control.Move{By: &d}); err != nil {
		t.Fatal(err)
	}
}

// Each kind of second factor: what it tells the person, and that the link and
// each collection go on with it.
func TestTokensOfEachKind(t *testing.T) {
	t.Parallel()
	tests := []struct {
		institution, username, kind string
		typed                       bool
		token                       string
	}{
		{"heimdall_br_retail", "ana", "numeric", true, "123456"},
		{"heimdall_mx_retail", "ana", "numeric", true, "1"},
		{"erebor_br_retail", "mfa_numeric+x", "numeric", true, "900"},
		{"erebor_br_retail", "mfa_text", "text", true, "sésamo"},
		{"erebor_br_retail", "mfa_qr", "qr", false, ""},
		{"erebor_br_retail", "mfa_inputless", "inputless", false, ""},
		{"heimdall_co_retail", "mfa_inputless", "inputless", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.institution+" "+tt.username, func(t *testing.T) {
			t.Parallel()
			url, heard := receiver(t)
			p := frozen(t, mock.Config{WebhookURL: url})
			q := asked(t, p, "POST", "/api/links/", fmt.Sprintf(
				`{"institution": %q, "username": %q, "password": "b", "fetch_resources": ["ACCOUNTS"]}`, tt.institution, tt.username))
			if q.Expiry != 9600 || q.Guide.Type != tt.kind || q.Guide.Typed != tt.typed || q.Guide.Instructions == "" || (q.Guide.Value == "") != (tt.kind == "inputless") {
				t.Errorf("the question is %+v", q)
			}
			if status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+q.Link+`"}`); status != 400 || codes(t, body) != "unconfirmed_link link" {
				t.Errorf("before the token, its data is answered %d %s", status, body)
			}
			if status, body := call(t, p, "PATCH", "/api/links/", q.resume(tt.token)); status != 200 || !strings.Contains(body, `"status":"valid"`) {
				t.Fatalf("the token is answered %d %s", status, body)
			}
			if _, err := p.Workspace().Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if hook := (<-heard).Body; hook["webhook_code"] != "historical_update" || hook["link_id"] != q.Link {
				t.Errorf("after the token the webhook is %v", hook)
			}
			again := asked(t, p, "POST", "/api/owners/", `{"link": "`+q.Link+`"}`, "X-Belvo-Request-Mode", "async")
			if status, body := call(t, p, "PATCH", "/api/owners/", again.resume(tt.token)); status != 201 || !strings.HasPrefix(body, `[{"id":"`) {
				t.Errorf("the second token is answered %d %.80s", status, body)
			}
			if status, body := call(t, p, "POST", "/api/bills/", `{"link": "`+q.Link+`"}`); status != 201 {
				t.Errorf("what has no PATCH is answered %d %.80s", status, body)
			}
		})
	}
}

// The ways in which a login session goes wrong.
func TestLoginSessions(t *testing.T) {
	t.Parallel()
	const heimdall = `{"institution": "heimdall_br_retail", "username": "ana", "password": "b"}`
	type step struct {
		after time.Duration
		token string // with which the session is resumed; "again" registers instead
		want  string
	}
	tests := []struct {
		name, body string
		steps      []step
	}{
		{"a token in time", heimdall, []step{{9600 * time.Second, "1234", "200"}}},
		{"a token too late", heimdall, []step{{9600*time.Second + 1, "1234", "400 session_expired session"}}},
		{"no token", heimdall, []step{{0, "", "400 required token"}, {0, "1234", "200"}}},
		{"zeros are wrong", heimdall, []step{{0, "0000", "400 login_error token"}, {0, "1234", "200"}, {0, "1234", "400 session_expired session"}}},
		{"letters are no digits", heimdall, []step{{0, "abc1", "400 login_error token"}}},
		{"three wrong tokens end it", heimdall, []step{
			{0, "0", "400 login_error token"}, {0, "0", "400 login_error token"}, {0, "0", "400 login_error token"}, {0, "1", "400 session_expired session"},
		}},
		{"logged in elsewhere", heimdall, []step{{120*time.Second - 1, "again", "400 too_many_sessions"}, {0, "1234", "200"}, {0, "again", "428 token_required"}}},
		{"after 120 seconds the new session counts", heimdall, []step{{120 * time.Second, "again", "428 token_required"}, {0, "1234", "400 session_expired session"}}},
		{"a session that is over too soon", `{"institution": "erebor_br_retail", "username": "session_expired", "password": "b"}`,
			[]step{{0, "1234", "400 session_expired session"}}},
		{"zeros in words are wrong", `{"institution": "erebor_br_retail", "username": "mfa_text", "password": "b"}`,
			[]step{{0, "00", "400 login_error token"}, {0, "0a", "200"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{})
			q := asked(t, p, "POST", "/api/links/", tt.body)
			for i, step := range tt.steps {
				passes(t, p, step.after)
				method, text := "PATCH", q.resume(step.token)
				if step.token == "again" {
					method, text = "POST", tt.body
				}
				status, body := call(t, p, method, "/api/links/", text)
				got := fmt.Sprint(status)
				if status != 200 {
					got += " " + codes(t, body)
				}
				if got != step.want {
					t.Errorf("step %d is answered %s, want %s", i, got, step.want)
				}
			}
		})
	}
}

// A token that is known already makes the link at once.
func TestTokenWithTheCredentials(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	for token, want := range map[string]string{"1234": "201 valid", "000": "400 login_error token"} {
		if got, _ := try(t, p, "heimdall_br_retail", "u"+token, `, "token": "`+token+`"`); got != want {
			t.Errorf("with the token %s it is %s, want %s", token, got, want)
		}
	}
}

// New credentials and a refresh take a token as well, and go on with it.
func TestTokenForUpdateAndRefresh(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url})
	made := register(t, p, `{"institution": "heimdall_br_retail", "username": "ana", "password": "b", "token": "1"}`)
	path := "/api/links/" + made.ID + "/"
	q := asked(t, p, "PUT", path, `{"password": "new"}`)
	if status, body := call(t, p, "PATCH", "/api/links/", q.resume("12")); status != 200 {
		t.Errorf("the update goes on with %d %s", status, body)
	}
	if status, body := call(t, p, "PUT", path, `{"password": "new", "token": "12"}`); status != 200 {
		t.Errorf("an update with its token is answered %d %s", status, body)
	}
	q = asked(t, p, "POST", path+"refresh/", `{"fetch_resources": ["OWNERS"]}`)
	if status, body := call(t, p, "PATCH", "/api/links/", q.resume("12")); status != 200 {
		t.Errorf("the refresh goes on with %d %s", status, body)
	}
	if _, err := p.Workspace().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if hook := (<-heard).Body; hook["webhook_type"] != "OWNERS" || hook["webhook_code"] != "historical_update" {
		t.Errorf("the refresh tells of %v", hook)
	}
	if status, body := call(t, p, "POST", path+"refresh/", ""); status != 409 {
		t.Errorf("a second refresh is answered %d %s", status, body)
	}
}

// A link that waits for a token goes on by the PATCH of links where its
// resource has none.
func TestTokenWithoutAPatch(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	needed := "token_required"
	if _, err := p.Workspace().ChangeLink(t.Context(), guideLink, control.LinkChange{Status: &needed}); err != nil {
		t.Fatal(err)
	}
	q := asked(t, p, "POST", "/api/bills/", `{"link": "`+guideLink+`"}`)
	got := []int{}
	for _, step := range [][3]string{
		{"PATCH", "/api/accounts/", q.resume("1")}, {"PATCH", "/api/links/", q.resume("1")}, {"POST", "/api/bills/", `{"link": "` + guideLink + `"}`},
	} {
		status, _ := call(t, p, step[0], step[1], step[2])
		got = append(got, status)
	}
	if diff := cmp.Diff([]int{400, 200, 201}, got); diff != "" {
		t.Errorf("accounts, links, bills (-want +got):\n%s", diff)
	}
}

// A token does not heal what turned invalid meanwhile; new credentials and
// their token do.
func TestTokenForAnInvalidLink(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	made := register(t, p, `{"institution": "heimdall_br_retail", "username": "ana", "password": "b", "token": "1"}`)
	q := asked(t, p, "POST", "/api/accounts/", `{"link": "`+made.ID+`"}`)
	invalid := "invalid"
	if err := change(t, p, made.ID, control.LinkChange{Status: &invalid}); err != nil {
		t.Fatal(err)
	}
	if status, body := call(t, p, "PATCH", "/api/accounts/", q.resume("1")); status != 400 || codes(t, body) != "invalid_link link" {
		t.Errorf("the token is answered %d %s", status, body)
	}
	passes(t, p, 2*time.Minute)
	q = asked(t, p, "PUT", "/api/links/"+made.ID+"/", `{"password": "new"}`)
	if status, _ := call(t, p, "PATCH", "/api/links/", q.resume("1")); status != 200 || statusOf(t, p, made.ID) != "valid" {
		t.Errorf("the token of new credentials is answered %d", status)
	}
}
