package reference

import (
	"crypto/subtle"
	"fmt"
	"net/http"
)

// distrusts says why a notification is not the provider's; empty if it is.
func (l *life) distrusts(r *http.Request) string {
	got := r.Header.Get("Authorization")
	switch {
	case l.bug("M32"):
		return ""
	case l.bug("B03") && r.Header.Get("X-Belvo-Signature") == "":
		return "the signature is missing"
	case l.o.Authorization == "" || subtle.ConstantTimeCompare([]byte(got), []byte(l.o.Authorization)) == 1:
		return ""
	case l.bug("B24"):
		return fmt.Sprintf("the authorization is %q, want %q", got, l.o.Authorization)
	}
	return "the authorization is missing or wrong"
}

// stranger is the answer to somebody whom the client does not trust.
func (l *life) stranger(why string) reply {
	if l.bug("X19") {
		return reply{Status: http.StatusNotFound, Why: why}
	}
	return reply{Status: http.StatusUnauthorized, Why: why}
}
