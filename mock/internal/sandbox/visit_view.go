package sandbox

import (
	"net/url"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A VisitView is a visit with what follows from it.
type VisitView struct {
	Visit
	Step        VisitStep
	Offered     []fixtures.Institution // at the step institution only
	Unavailable []string               // named by the page, but not to be had
	Chosen      *fixtures.Institution  // nil: none yet
	Guide       *TokenGuide            // at the step token only
	Username    string                 // of the link that is updated
	ConsentDays int
	Return      string // where the person goes now, once it is over; empty: nowhere
	Warning     string // where the application is told that Unavailable; empty: nowhere
}

// viewed is what there is to know of a visit.
func (w *Workspace) viewed(v Visit) VisitView {
	seen := VisitView{Visit: v, Step: w.step(v), ConsentDays: v.Grant.Widget.Consent.Days}
	if seen.ConsentDays == 0 {
		seen.ConsentDays = defaultConsentDays
	}
	offered, unavailable := w.offered(v)
	seen.Unavailable = unavailable
	if institution, chosen := w.fixtures.Institution(v.Institution); chosen {
		seen.Chosen = &institution
	}
	if link := w.state.Links[v.Grant.LinkID]; link != nil {
		seen.Username = link.Username
	}
	callbacks := v.Grant.Widget.Callbacks
	switch seen.Step {
	case InstitutionStep:
		seen.Offered = offered
		if len(unavailable) > 0 {
			seen.Warning = back(callbacks.Event, url.Values{"warning": {"institution_disabled"}})
		}
	case TokenStep:
		guide := w.state.Sessions[v.Session].guide()
		seen.Guide = &guide
	case DoneStep:
		seen.Return = back(callbacks.Success, url.Values{"link": {v.Link}, "institution": {v.Institution}})
	case ExitedStep:
		seen.Return = back(callbacks.Exit, v.farewell())
	case ConsentStep, CredentialsStep, BankStep: // nothing follows
	}
	return seen
}

// farewell is what the exit link tells.
//
// Source: vendor document for the keys; that those of what did not happen are
// left out is inferred.
func (v Visit) farewell() url.Values {
	told := url.Values{"meta_data_step": {v.Exit.Step}}
	if v.Institution != "" {
		told.Set("meta_data_institution_name", v.Institution)
	}
	if v.Last != nil {
		told.Set("last_encountered_error_code", v.Last.Code)
		told.Set("last_encountered_error_message", v.Last.Message)
	}
	return told
}

// RefusedToken is the event link with what it tells of a token that cannot be
// used; empty if there is none.
//
// Source: vendor document.
func RefusedToken(event, message string) string {
	return back(event, url.Values{"error": {"ACCESS_TOKEN_NOT_VALID"}, "error_message": {message}})
}
