package fault

import "net/http"

// A Code is a documented error, by its name on the wire.
type Code struct {
	ID      string `json:"id"`
	Status  int    `json:"status"`
	Summary string `json:"summary"` // what went wrong; told to the client as its message
}

// codes are all documented errors.
//
// Source: the codes and statuses are the vendor's documents of 2021 to 2026. That
// a 429 has the code throttled is inferred, the words are ours.
var codes = []Code{
	{"required", http.StatusBadRequest, "A field that is needed is missing."},
	{"null", http.StatusBadRequest, "A field that must have a value is null."},
	{"blank", http.StatusBadRequest, "A field that must have a value is empty."},
	{"invalid", http.StatusBadRequest, "A value has the wrong type or form."},
	{"invalid_choice", http.StatusBadRequest, "A value is none of those that there are."},
	{"not_a_list", http.StatusBadRequest, "A value that must be a list is none."},
	{"min_value", http.StatusBadRequest, "A number is too small."},
	{"max_digits", http.StatusBadRequest, "A number has too many digits."},
	{"max_decimal_places", http.StatusBadRequest, "A number has too many decimal places."},
	{"min_length", http.StatusBadRequest, "A text is too short."},
	{"max_length", http.StatusBadRequest, "A text is too long."},
	{"validation_error", http.StatusBadRequest, "The request does not pass validation."},
	{"parse_error", http.StatusBadRequest, "The body is not JSON."},
	{"does_not_exist", http.StatusBadRequest, "Something that the request names does not exist."},
	{"duplicated", http.StatusBadRequest, "This person is linked already."},
	{"already_exists", http.StatusBadRequest, "It exists already."},
	{"already_registered", http.StatusBadRequest, "It is registered already."},
	{"login_error", http.StatusBadRequest, "The institution refused the login."},
	{"invalid_credentials", http.StatusBadRequest, "The credentials are wrong."},
	{"invalid_link", http.StatusBadRequest, "The credentials of the link stopped working: update it with PUT."},
	{"unconfirmed_link", http.StatusBadRequest, "The first login of the link was never completed."},
	{"session_expired", http.StatusBadRequest, "The login session is over: start again."},
	{"session_expired_ob", http.StatusBadRequest, "The session with the institution is over: start again."},
	{"too_many_sessions", http.StatusBadRequest, "The person is logged in elsewhere: try again in two minutes."},
	{"institution_down", http.StatusBadRequest, "The institution cannot be reached at the moment."},
	{"institution_inactive", http.StatusBadRequest, "The institution is not active at the moment."},
	{"institution_unavailable", http.StatusBadRequest, "The institution is not available at the moment."},
	{"unsupported_operation", http.StatusBadRequest, "The institution does not offer this."},
	{"invalid_period", http.StatusBadRequest, "This period cannot be asked for."},
	{"invalid_fetch_resources", http.StatusBadRequest, "fetch_resources names what cannot be fetched."},
	{"invalid_credentials_storage", http.StatusBadRequest, "credentials_storage does not go with the rest."},
	{"unavailable_data", http.StatusBadRequest, "The institution has no such data."},
	{"activation_failed", http.StatusBadRequest, "The access could not be activated."},
	{"cancellation_error", http.StatusBadRequest, "It could not be cancelled."},
	{"idempotency_key_invalid", http.StatusBadRequest, "The idempotency key has the wrong form."},
	{"authentication_failed", http.StatusUnauthorized, "The secret pair is wrong or missing."},
	{"consent_without_accounts", http.StatusUnauthorized, "The consent holds no account any more."},
	{"access_to_resource_denied", http.StatusForbidden, "The product is not enabled for this customer."},
	{"access_to_production_denied", http.StatusForbidden, "The customer is not certified for production."},
	{"permission_denied", http.StatusForbidden, "The rights do not suffice for this."},
	{"quota_limit_reached", http.StatusForbidden, "The quota of this environment is used up."},
	{"forbidden_by_host", http.StatusForbidden, "The institution forbids it."},
	{"not_found", http.StatusNotFound, "Not found."},
	{"expired_credentials", http.StatusNotFound, "The stored credentials are gone."},
	{"method_not_allowed", http.StatusMethodNotAllowed, "This method is not allowed here."},
	{"request_timeout", http.StatusRequestTimeout, "The request took too long: ask for less, or in async mode."},
	{"link_refreshed", http.StatusConflict, "This link was refreshed a short time ago."},
	{"idempotency_key_conflict", http.StatusConflict, "A request with this idempotency key is under way."},
	{"idempotency_payload_mismatch", http.StatusUnprocessableEntity, "This idempotency key was used with another body."},
	{"token_required", http.StatusPreconditionRequired, "The institution asks for a one-time token: send it with PATCH."},
	{"activation_required", http.StatusPreconditionRequired, "The person has to activate the access first."},
	{"throttled", http.StatusTooManyRequests, "There were too many requests: wait."},
	{"unexpected_error", http.StatusInternalServerError, "Something went wrong at the provider: try again."},
	{"service_unavailable", http.StatusInternalServerError, "The provider is not available at the moment: try again."},
}

// Codes are all documented errors.
func Codes() []Code { return append([]Code{}, codes...) }

// CodeNamed finds a documented error.
func CodeNamed(id string) (Code, bool) {
	for _, c := range codes {
		if c.ID == id {
			return c, true
		}
	}
	return Code{}, false
}

func codeNames() []string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = c.ID
	}
	return names
}
