package mock_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
)

// Credentials are kept as long as the link says; then its data is refused until
// they are given anew.
func TestCredentialsAreForgotten(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	tests := []struct {
		name, fields string
		life         time.Duration // 0: for ever
	}{
		{"for thirty days", `"access_mode": "single", "credentials_storage": "30d"`, 30 * day},
		{"by default for a year", `"access_mode": "single"`, 365 * day},
		{"not at all, so for fifteen minutes", `"access_mode": "single", "credentials_storage": "nostore", "fetch_resources": ["ACCOUNTS"]`, 15 * time.Minute},
		{"for ever", `"access_mode": "single", "credentials_storage": "store"`, 0},
		{"of a recurrent link for ever", `"credentials_storage": "30d"`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{})
			made := register(t, p, `{"institution": "erebor_br_retail", "username": "bnk100", "password": "b", `+tt.fields+`}`)
			collect := func() string {
				status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+made.ID+`"}`)
				if status == 201 {
					return "201"
				}
				return fmt.Sprint(status, " ", codes(t, body))
			}
			if tt.life == 0 {
				passes(t, p, 1000*day)
				if got := collect(); got != "201" {
					t.Errorf("after a thousand days it is answered %s", got)
				}
				return
			}
			passes(t, p, tt.life-1)
			if got := collect(); got != "201" {
				t.Errorf("a moment before it is answered %s", got)
			}
			passes(t, p, 1)
			if got := collect(); got != "404 expired_credentials link" {
				t.Errorf("after %s it is answered %s", tt.life, got)
			}
			if status, body := call(t, p, "PUT", "/api/links/"+made.ID+"/", `{"password": "b"}`); status != 200 {
				t.Fatalf("new ones are answered %d %s", status, body)
			}
			passes(t, p, tt.life-1)
			if got := collect(); got != "201" {
				t.Errorf("given anew they are answered %s", got)
			}
		})
	}
}
