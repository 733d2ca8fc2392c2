package control

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

const (
	sessionPath   = "/_mock/session"
	sessionCookie = "belvo_mock_control"
)

// A SignIn lets a browser in.
type SignIn struct {
	Token string `json:"token"` // the control token
}

// signIn serves the POST that gives a browser its cookie. There is none where
// nobody is asked for a token.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	err := noParameters(r)
	var in SignIn
	if err == nil {
		in, err = read[SignIn](r)
	}
	if err == nil && s.cfg.Token != "" && !isSame(in.Token, s.cfg.Token) {
		err = Refuse(Unauthorized, "token", "This is not the control token of the server.")
	}
	if err != nil {
		refuse(w, err)
		return
	}
	if s.cfg.Token != "" {
		http.SetCookie(w, cookie(r, s.cfg.ticket()))
	}
	w.WriteHeader(http.StatusNoContent)
}

// signOut serves the DELETE that takes it back.
func (s *server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := noParameters(r); err != nil {
		refuse(w, err)
		return
	}
	gone := cookie(r, "")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	w.WriteHeader(http.StatusNoContent)
}

func cookie(r *http.Request, value string) *http.Cookie {
	return &http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	}
}

// ticket is what the cookie holds: it follows from the token, so it holds across
// restarts, but the token does not follow from it.
func (cfg HandlerConfig) ticket() string {
	sum := hmac.New(sha256.New, []byte(cfg.Token))
	sum.Write([]byte(sessionCookie))
	return hex.EncodeToString(sum.Sum(nil))
}

// hasCookie tells whether a browser brings back what signIn gave it. Two servers
// on one name share their cookies, so there may be several.
func (cfg HandlerConfig) hasCookie(r *http.Request) bool {
	for _, c := range r.CookiesNamed(sessionCookie) {
		if isSame(c.Value, cfg.ticket()) {
			return true
		}
	}
	return false
}
