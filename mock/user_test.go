package mock_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// try registers a username and says how that was answered: the status and the
// codes, or the link's status.
func try(t *testing.T, p *mock.Running, institution, username, rest string) (answer, id string) {
	t.Helper()
	status, body := call(t, p, "POST", "/api/links/", fmt.Sprintf(`{"institution": %q, "username": %q, "password": "full"%s}`, institution, username, rest))
	if status != 201 {
		return fmt.Sprint(status, " ", codes(t, body)), ""
	}
	var made link
	if err := json.Unmarshal([]byte(body), &made); err != nil {
		t.Fatal(err)
	}
	return "201 " + made.Status, made.ID
}

// Every magic username does what the catalogue says, at any bank and with
// anything after a plus sign.
func TestMagicUsernames(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"bnk100": "201 valid", "user_valid": "201 valid", "user_empty": "201 valid", "user_little": "201 valid", "user_much": "201 valid",
		"user_negative": "201 valid", "mfa_numeric": "428 token_required", "mfa_text": "428 token_required", "mfa_qr": "428 token_required",
		"mfa_inputless": "428 token_required", "session_expired": "428 token_required", "login_error": "400 login_error",
		"login_mfa_unsupported": "400 login_error", "login_unexpected": "400 login_error", "login_not_attempted": "400 login_error",
		"login_missing": "400 login_error", "login_forbidden": "400 login_error", "login_locked": "400 login_error",
		"invalid_credentials": "400 invalid_credentials", "institution_down": "400 institution_down",
		"institution_inactive": "400 institution_inactive", "institution_unavailable": "400 institution_unavailable",
		"too_many_sessions": "400 too_many_sessions", "unconfirmed": "201 unconfirmed", "refresh_invalid": "201 valid", "refresh_token": "201 valid",
	}
	rows, err := mock.Catalogue("users")
	if err != nil {
		t.Fatal(err)
	}
	p := frozen(t, mock.Config{})
	got := map[string]string{}
	for _, row := range rows {
		var user struct{ ID, Summary, Effect string }
		if err := json.Unmarshal(row, &user); err != nil || user.Summary == "" || user.Effect == "" {
			t.Errorf("%s: %v", row, err)
		}
		first, _ := try(t, p, "erebor_mx_retail", user.ID+"+a", "")
		second, _ := try(t, p, "gotham_co_business", user.ID, "")
		if first != second {
			t.Errorf("%s is answered %s at one bank and %s at another", user.ID, first, second)
		}
		got[user.ID] = first
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("registering (-want +got):\n%s", diff)
	}
}

// The seven ways in which a login fails are told apart by their words alone.
func TestLoginErrorsDiffer(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	messages := map[string]bool{}
	for _, name := range []string{"login_error", "login_mfa_unsupported", "login_unexpected", "login_not_attempted", "login_missing", "login_forbidden", "login_locked"} {
		_, body := call(t, p, "POST", "/api/links/", `{"institution": "erebor_br_retail", "username": "`+name+`", "password": "b"}`)
		var problems []struct{ Message string }
		if err := json.Unmarshal([]byte(body), &problems); err != nil {
			t.Fatal(err)
		}
		messages[problems[0].Message] = true
	}
	if len(messages) != 7 {
		t.Errorf("%d messages of seven: %v", len(messages), messages)
	}
}

// What a magic username has is what its row says, whatever the seed.
func TestMagicData(t *testing.T) {
	t.Parallel()
	count := func(p *mock.Running, institution, username string) (id string, rows int, body string) {
		_, id = try(t, p, institution, username, "")
		_, body = call(t, p, "POST", "/api/transactions/", `{"link": "`+id+`", "date_from": "2025-03-02", "date_to": "2026-03-02"}`)
		var list []json.RawMessage
		if err := json.Unmarshal([]byte(body), &list); err != nil {
			t.Fatal(err)
		}
		return id, len(list), body
	}
	for _, seed := range []uint64{1, 2} {
		p := frozen(t, mock.Config{Seed: seed})
		for username, want := range map[string]int{"user_empty": 0, "user_little+x": 100, "user_much": 1001} {
			if _, got, _ := count(p, "erebor_br_retail", username); got != want {
				t.Errorf("%s has %d transactions, want %d", username, got, want)
			}
		}
		id, _, _ := count(p, "erebor_br_retail", "user_negative")
		if _, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+id+`"}`); !strings.Contains(body, `"current":-`) {
			t.Errorf("user_negative is not below zero: %s", body)
		}
		for _, username := range []string{"bnk100", "user_valid+b"} {
			if _, rows, _ := count(p, "erebor_br_retail", username); rows < 300 {
				t.Errorf("%s has %d transactions", username, rows)
			}
		}
		_, id = try(t, p, "gotham_br_business", "bnk100", "")
		if _, body := call(t, p, "POST", "/api/owners/", `{"link": "`+id+`"}`); !strings.Contains(body, "CNPJ") {
			t.Errorf("bnk100 at a business bank is no company: %.300s", body)
		}
	}
}

// One password is wrong everywhere, also for a link that is there.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	status, body := call(t, p, "POST", "/api/links/", `{"institution": "erebor_br_retail", "username": "ana", "password": "wrong"}`)
	if status != 400 || codes(t, body) != "login_error" {
		t.Errorf("registering is answered %d %s", status, body)
	}
	invalid := "invalid"
	if _, err := p.Workspace().ChangeLink(t.Context(), guideLink, control.LinkChange{Status: &invalid}); err != nil {
		t.Fatal(err)
	}
	path := "/api/links/" + guideLink + "/"
	if status, body := call(t, p, "PUT", path, `{"password": "wrong"}`); status != 400 || codes(t, body) != "login_error" {
		t.Errorf("an update is answered %d %s", status, body)
	}
	if status, body := call(t, p, "PUT", path, `{"password": "right"}`); status != 200 || !strings.Contains(body, `"status":"valid"`) {
		t.Errorf("the right one is answered %d %s", status, body)
	}
}
