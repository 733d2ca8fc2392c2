package sandbox

import (
	"fmt"
	"time"
)

// An Error is a refusal that the real vendor would also give. Any other error
// that leaves this package is a bug in the mock.
type Error struct {
	Kind   Kind
	Field  string // JSON name of the field at fault; empty if it is none
	Detail string // for people; not part of the contract

	// Session is set for TokenRequired only: what the client needs to go on.
	Session *Session
	// Wait is set for Throttled only: how long until it is let through.
	Wait time.Duration
	// Event is set for TokenOver only: where the widget tells of it; may be empty.
	Event string
}

// A Kind says why something was refused. Each has its row on the wire.
type Kind string

// The kinds, named after the vendor's codes where it has one.
const (
	AuthenticationFailed   Kind = "authentication_failed"   // no such secret pair, or a token that is not valid
	TokenOver              Kind = "token_over"              // an access token of ours that has expired or made its link
	ConsentRejected        Kind = "consent_rejected"        // the person said no at the institution; our choice
	WrongStep              Kind = "wrong_step"              // an act that a visit of the widget has no place for now
	PermissionDenied       Kind = "permission_denied"       // a token without the scope for this
	NotFound               Kind = "not_found"               // no such thing at this path
	DoesNotExist           Kind = "does_not_exist"          // a thing named in the body does not exist
	Required               Kind = "required"                // a field that this institution needs is missing
	Invalid                Kind = "invalid"                 // a value of the wrong form, or not allowed here
	InvalidChoice          Kind = "invalid_choice"          // a value outside its set
	InvalidPeriod          Kind = "invalid_period"          // a period that cannot be asked for
	InvalidLink            Kind = "invalid_link"            // the link's credentials stopped working
	ExpiredCredentials     Kind = "expired_credentials"     // the stored credentials are gone
	UnconfirmedLink        Kind = "unconfirmed_link"        // the first login was never completed
	TokenRequired          Kind = "token_required"          // the institution wants a one-time token
	SessionExpired         Kind = "session_expired"         // the login session is over or never was
	TooManySessions        Kind = "too_many_sessions"       // the person is logged in elsewhere
	LoginError             Kind = "login_error"             // the institution refused the login
	InvalidCredentials     Kind = "invalid_credentials"     // the institution does not know credentials of this form
	UnsupportedOperation   Kind = "unsupported_operation"   // the institution does not offer this resource
	InvalidFetchResources  Kind = "invalid_fetch_resources" // fetch_resources names what cannot be fetched
	InvalidStorage         Kind = "invalid_credentials_storage"
	InstitutionDown        Kind = "institution_down"
	InstitutionInactive    Kind = "institution_inactive"
	InstitutionUnavailable Kind = "institution_unavailable"
	LinkRefreshed          Kind = "link_refreshed" // refreshed less than ten minutes ago
	PageNotFound           Kind = "page_not_found" // a page beyond the last one
	NotEmulated            Kind = "not_emulated"   // documented by the vendor, not built here
	MethodNotAllowed       Kind = "method_not_allowed"
	ParseError             Kind = "parse_error"
	TooLarge               Kind = "too_large"
	Throttled              Kind = "throttled"       // too many deletions
	Firewall               Kind = "firewall"        // too many requests
	RequestTimeout         Kind = "request_timeout" // the institution took more than five minutes
)

func (e *Error) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%s: %s", e.Kind, e.Detail)
	}
	return fmt.Sprintf("%s: %s: %s", e.Kind, e.Field, e.Detail)
}

// refuse makes the refusal of a kind; field may be empty.
func refuse(kind Kind, field, format string, args ...any) error {
	return &Error{Kind: kind, Field: field, Detail: fmt.Sprintf(format, args...)}
}

// Refusals are several problems of one request, answered together.
type Refusals []*Error

func (r Refusals) Error() string {
	if len(r) == 0 {
		return "no refusal"
	}
	return fmt.Sprintf("%v (and %d more)", r[0], len(r)-1)
}
