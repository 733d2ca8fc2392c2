package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// A refusal is how a kind of refusal looks on the wire.
type refusal struct {
	status int
	code   string
}

// refusals has a row for every kind of the sandbox; a test sees to it.
//
// Source: the statuses and codes are the vendor's documents, but for
// not_emulated, too_large and the code of an unsupported media type, which are
// our choice, and for page_not_found and throttled, which are inferred. The
// firewall's answer has no code.
var refusals = map[sandbox.Kind]refusal{
	sandbox.AuthenticationFailed:   {http.StatusUnauthorized, "authentication_failed"},
	sandbox.TokenOver:              {http.StatusUnauthorized, "authentication_failed"},
	sandbox.ConsentRejected:        {http.StatusBadRequest, "consent_rejected"},
	sandbox.WrongStep:              {http.StatusConflict, "wrong_step"}, // of the widget, which no client calls
	sandbox.PermissionDenied:       {http.StatusForbidden, "permission_denied"},
	sandbox.NotFound:               {http.StatusNotFound, "not_found"},
	sandbox.PageNotFound:           {http.StatusNotFound, "not_found"},
	sandbox.MethodNotAllowed:       {http.StatusMethodNotAllowed, "method_not_allowed"},
	sandbox.DoesNotExist:           {http.StatusBadRequest, "does_not_exist"},
	sandbox.Required:               {http.StatusBadRequest, "required"},
	sandbox.Invalid:                {http.StatusBadRequest, "invalid"},
	sandbox.InvalidChoice:          {http.StatusBadRequest, "invalid_choice"},
	sandbox.InvalidPeriod:          {http.StatusBadRequest, "invalid_period"},
	sandbox.InvalidLink:            {http.StatusBadRequest, "invalid_link"},
	sandbox.ExpiredCredentials:     {http.StatusNotFound, "expired_credentials"},
	sandbox.UnconfirmedLink:        {http.StatusBadRequest, "unconfirmed_link"},
	sandbox.SessionExpired:         {http.StatusBadRequest, "session_expired"},
	sandbox.TooManySessions:        {http.StatusBadRequest, "too_many_sessions"},
	sandbox.LoginError:             {http.StatusBadRequest, "login_error"},
	sandbox.InvalidCredentials:     {http.StatusBadRequest, "invalid_credentials"},
	sandbox.UnsupportedOperation:   {http.StatusBadRequest, "unsupported_operation"},
	sandbox.InvalidFetchResources:  {http.StatusBadRequest, "invalid_fetch_resources"},
	sandbox.InvalidStorage:         {http.StatusBadRequest, "invalid_credentials_storage"},
	sandbox.InstitutionDown:        {http.StatusBadRequest, "institution_down"},
	sandbox.InstitutionInactive:    {http.StatusBadRequest, "institution_inactive"},
	sandbox.InstitutionUnavailable: {http.StatusBadRequest, "institution_unavailable"},
	sandbox.ParseError:             {http.StatusBadRequest, "parse_error"},
	sandbox.TooLarge:               {http.StatusRequestEntityTooLarge, "too_large"},
	sandbox.Throttled:              {http.StatusTooManyRequests, "throttled"},
	sandbox.Firewall:               {http.StatusForbidden, "firewall"},
	sandbox.RequestTimeout:         {http.StatusRequestTimeout, "request_timeout"},
	sandbox.LinkRefreshed:          {http.StatusConflict, "link_refreshed"},
	sandbox.TokenRequired:          {http.StatusPreconditionRequired, "token_required"},
	sandbox.NotEmulated:            {http.StatusNotImplemented, "not_emulated"},
}

// A problem is one element of the vendor's error array.
type problem struct {
	Code      string  `json:"code"`
	Message   string  `json:"message"`
	RequestID string  `json:"request_id"`
	Field     *string `json:"field,omitempty"`
	UserID    string  `json:"institution_user_id,omitempty"` // of duplicated only

	*challenge // of a 428 only
}

// A challenge is what a client needs to go on with a one-time token.
type challenge struct {
	Session    string     `json:"session"`
	Expiry     int        `json:"expiry"` // seconds
	Link       string     `json:"link"`
	Generation generation `json:"token_generation_data"`
}

type generation struct {
	Instructions     string `json:"instructions"`
	Type             string `json:"type"`
	Value            string `json:"value"`
	ExpectsUserInput bool   `json:"expects_user_input"`
}

// refuse is the one place where an error becomes an answer. What is not a
// refusal of the sandbox's is our bug: 500.
func refuse(err error, requestID string) reply {
	if one, ok := errors.AsType[*sandbox.Error](err); ok {
		return refuseOne(one, requestID)
	}
	if several, ok := errors.AsType[sandbox.Refusals](err); ok {
		list := make([]problem, 0, len(several))
		for _, one := range several {
			list = append(list, problemOf(one, requestID))
		}
		return problems(refusals[several[0].Kind].status, list...)
	}
	if several, ok := errors.AsType[contractError](err); ok {
		return several.reply(requestID)
	}
	if only, ok := errors.AsType[*sandbox.FaultError](err); ok {
		code, _ := fault.CodeNamed(only.Code)
		return problems(code.Status, problem{Code: code.ID, Message: code.Summary, RequestID: requestID})
	}
	return problems(http.StatusInternalServerError, problem{
		Code: "unexpected_error", Message: "belvo-mock has a bug: " + err.Error(), RequestID: requestID,
	})
}

func refuseOne(e *sandbox.Error, requestID string) reply {
	if e.Kind == sandbox.Firewall {
		return firewallPage()
	}
	r := problems(refusals[e.Kind].status, problemOf(e, requestID))
	if e.Kind == sandbox.Throttled {
		r.fields = map[string]string{"Retry-After": strconv.Itoa(int((e.Wait + time.Second - 1) / time.Second))}
	}
	return r
}

func problemOf(e *sandbox.Error, requestID string) problem {
	p := problem{Code: refusals[e.Kind].code, Message: e.Detail, RequestID: requestID}
	if e.Field != "" {
		p.Field = &e.Field
	}
	if e.Session != nil {
		guide := e.Session.Guide()
		p.challenge = &challenge{
			Session: e.Session.ID, Expiry: int(e.Session.Life().Seconds()), Link: e.Session.Link,
			Generation: generation{
				Instructions: guide.Instructions, Type: string(guide.Kind), Value: guide.Value, ExpectsUserInput: guide.Typed,
			},
		}
	}
	return p
}

// A contractError is a request that breaks the contract, in all the ways that
// were found at once.
type contractError []openapi.Problem

func (e contractError) Error() string { return fmt.Sprintf("%d problem(s) with the request", len(e)) }

func (e contractError) reply(requestID string) reply {
	list := make([]problem, 0, len(e))
	for _, p := range e {
		entry := problem{Code: p.Code, Message: p.Message, RequestID: requestID}
		if p.Field != "" {
			entry.Field = &p.Field
		}
		list = append(list, entry)
	}
	status := http.StatusBadRequest
	if e[0].Code == refusals[sandbox.NotFound].code { // a path that can be no identifier
		status = refusals[sandbox.NotFound].status
	}
	return problems(status, list...)
}

func problems(status int, list ...problem) reply {
	body, err := json.Marshal(list)
	if err != nil {
		panic("a refusal cannot be written: " + err.Error())
	}
	return reply{status: status, body: body}
}
