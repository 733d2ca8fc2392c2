package wire

import (
	"encoding/json"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
)

// scopes are what an access token must allow for each act; an act without a
// row takes the secret pair only.
//
// Source: vendor document for the names, inferred for which act needs which.
var scopes = map[string]string{
	"list-institutions":  "read_institutions",
	"detail-institution": "read_institutions",
	"register-link":      "write_links",
	"resume-link":        "write_links",
	"update-link":        "write_links",
	"list-links":         "read_links",
	"detail-link":        "read_links",
}

// enter finds the workspace that a request's credentials open.
func (s *server) enter(r *request) error {
	if id, password, ok := r.http.BasicAuth(); ok {
		if r.ws, ok = s.Enter(id, password); ok {
			return nil
		}
		return &sandbox.Error{Kind: sandbox.AuthenticationFailed, Detail: "There is no such secret id with this password."}
	}
	if token, ok := strings.CutPrefix(r.http.Header.Get("Authorization"), "Bearer "); ok {
		return s.enterByToken(r, token)
	}
	if r.op.Act == "token" {
		return s.enterByBody(r)
	}
	return &sandbox.Error{Kind: sandbox.AuthenticationFailed, Detail: "Send the secret id and password with HTTP Basic authentication."}
}

func (s *server) enterByToken(r *request, token string) error {
	refused := &sandbox.Error{Kind: sandbox.AuthenticationFailed, Detail: "The access token is not valid, or no longer."}
	organization, ok := sandbox.TokenOrganization(token)
	if !ok {
		return refused
	}
	ws, ok := s.Organization(organization)
	if !ok {
		return refused
	}
	grant, err := ws.CheckToken(token)
	if err != nil {
		return err
	}
	r.ws, r.grant = ws, &grant
	scope, ok := scopes[r.op.Act]
	if !ok {
		return &sandbox.Error{Kind: sandbox.PermissionDenied, Detail: "An access token is for the widget: use the secret pair here."}
	}
	return grant.Allows(scope)
}

// enterByBody takes the pair of POST /api/token/, which clients send there.
func (s *server) enterByBody(r *request) error {
	var in struct{ ID, Password string }
	if json.Unmarshal(r.body, &in) == nil {
		if ws, ok := s.Enter(in.ID, in.Password); ok {
			r.ws = ws
			return nil
		}
	}
	return &sandbox.Error{Kind: sandbox.AuthenticationFailed, Detail: "There is no such id with this password."}
}
