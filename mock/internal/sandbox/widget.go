package sandbox

import (
	"net/url"
	"slices"
	"strings"
)

// WidgetSettings are what an access token says of the widget that it opens. As
// JSON they are the key widget of POST /api/token/.
//
// Source: vendor document, but for what is not read here: theme and colours.
type WidgetSettings struct {
	Feature   string       `json:"openfinance_feature,omitempty"`
	Callbacks Callbacks    `json:"callback_urls,omitzero"`
	Branding  Branding     `json:"branding,omitzero"`
	Consent   ConsentTerms `json:"consent,omitzero"`
}

// Callbacks are where the hosted widget sends the person; schemes of an
// application's own are fine. Empty: nowhere.
type Callbacks struct {
	Success string `json:"success,omitempty"`
	Exit    string `json:"exit,omitempty"`
	Event   string `json:"event,omitempty"`
}

// Branding says who asks.
type Branding struct {
	Icon  string `json:"company_icon,omitempty"`
	Name  string `json:"company_name,omitempty"`
	Terms string `json:"company_terms_url,omitempty"`
}

// ConsentTerms are what the person is asked to agree to.
type ConsentTerms struct {
	Purpose        string     `json:"purpose,omitempty"`
	Terms          string     `json:"terms_and_conditions_url,omitempty"`
	Permissions    []string   `json:"permissions,omitzero"`
	Identification []Identity `json:"identification_info,omitzero"`
	Days           int        `json:"default_consent_duration_days,omitempty"` // 0: 366
}

// The features of open finance that a token can open.
//
// Source: vendor document.
const (
	makeConsent    = "consent_link_creation"
	manageConsents = "consent_management" // the portal, which is not emulated
)

// check refuses links that would do something else than lead back.
func (s WidgetSettings) check() error {
	for _, link := range []struct{ name, url string }{
		{"success", s.Callbacks.Success}, {"exit", s.Callbacks.Exit}, {"event", s.Callbacks.Event},
	} {
		if link.url != "" && !leadsBack(link.url) {
			return refuse(Invalid, "widget.callback_urls."+link.name, "%q is no link that leads back to an application.", link.url)
		}
	}
	return nil
}

// leadsBack tells whether a URL can be a callback: whole, and of a scheme that
// runs or shows nothing here. Our choice.
func leadsBack(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme != "" && !slices.Contains(actingSchemes, u.Scheme)
}

var actingSchemes = []string{"about", "blob", "data", "file", "filesystem", "javascript", "vbscript", "view-source"}

// back is a callback with what it tells; empty if there is none.
func back(callback string, told url.Values) string {
	u, err := url.Parse(callback)
	if callback == "" || err != nil {
		return ""
	}
	u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+told.Encode(), "&")
	return u.String()
}

// Fill fills in what the token says of a link to be made and the registration
// does not.
func (g Grant) Fill(made Registration) Registration {
	if made.FetchResources == nil {
		made.FetchResources = g.FetchResources
	}
	if made.StoreCredentials == "" {
		made.StoreCredentials = g.Storage
	}
	if made.StaleIn == "" {
		made.StaleIn = g.StaleIn
	}
	if made.ExternalID == nil {
		made.ExternalID = g.ExternalID
	}
	if made.AccessMode == "" {
		made.AccessMode = g.AccessMode
	}
	made.ConsentDays = g.Widget.Consent.Days
	return made
}

// scopes are what a token must allow for the widget to open.
//
// Source: vendor document for the names and for which product asks for which;
// that the widget refuses to open without them is inferred.
func (g Grant) scopes() []string {
	needed := []string{"read_institutions", "write_links"}
	if g.LinkID != "" {
		needed = append(needed, "read_links")
	}
	if g.Widget.Feature == makeConsent {
		needed = append(needed, "read_consents", "write_consents", "write_consent_callback")
	}
	return needed
}
