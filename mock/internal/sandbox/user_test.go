package sandbox

import (
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A username means one thing: none is listed twice, none is a persona's, and
// each that has data has a persona's that is there.
func TestUsersAreDistinct(t *testing.T) {
	t.Parallel()
	set, seen := fixtures.Bundled(), map[string]bool{}
	for _, u := range Users() {
		if seen[u.ID] || strings.Contains(u.ID, "+") {
			t.Errorf("%s is listed twice, or has a plus sign", u.ID)
		}
		seen[u.ID] = true
		if _, ok := set.Persona(u.ID); ok {
			t.Errorf("%s is a persona as well", u.ID)
		}
		if _, ok := set.Persona(u.persona); u.persona != "" && !ok {
			t.Errorf("%s has the data of %s, who is nobody", u.ID, u.persona)
		}
		if (u.refusal == "") != (u.detail == "") {
			t.Errorf("%s is refused with %q and %q", u.ID, u.refusal, u.detail)
		}
	}
}

func TestWhoAUsernameIs(t *testing.T) {
	t.Parallel()
	for username, want := range map[string]string{
		"mfa_qr": "mfa_qr", "mfa_qr+": "mfa_qr", "mfa_qr+a+b": "mfa_qr", "mfa_qr2": "", "Mfa_qr": "", "": "", "+mfa_qr": "",
	} {
		if got := userOf(username).ID; got != want {
			t.Errorf("%q is %q, want %q", username, got, want)
		}
	}
}

func TestWrongTokens(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind  TokenKind
		token string
		wrong bool
	}{
		{Numeric, "0", true},
		{Numeric, "000000", true},
		{Numeric, "", true},
		{Numeric, "12a4", true},
		{Numeric, "１２", true},
		{Numeric, "0001", false},
		{Numeric, "1000", false},
		{Worded, "0000", true},
		{Worded, "zero", false},
		{Scanned, "", false},
		{Scanned, "0000", false},
		{Inputless, "", false},
	}
	for _, tt := range tests {
		if got := tt.kind.wrong(tt.token); got != tt.wrong {
			t.Errorf("%s %q is wrong: %v", tt.kind, tt.token, got)
		}
	}
}

func TestTokenOf(t *testing.T) {
	t.Parallel()
	set := fixtures.Bundled()
	tests := []struct {
		institution, username string
		want                  TokenKind
	}{
		{"erebor_br_retail", "ana", ""},
		{"heimdall_mx_retail", "ana", Numeric},
		{"heimdall_mx_retail", "mfa_text", Worded},
		{"erebor_br_retail", "mfa_inputless+1", Inputless},
		{"erebor_br_retail", "refresh_token", ""},
	}
	for _, tt := range tests {
		institution, ok := set.Institution(tt.institution)
		if got := tokenOf(institution, tt.username); !ok || got != tt.want {
			t.Errorf("%s at %s: %q, want %q", tt.username, tt.institution, got, tt.want)
		}
	}
}
