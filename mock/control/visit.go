package control

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A VisitSpec opens the Connect widget. What it leaves out besides the token is
// as the token says.
type VisitSpec struct {
	AccessToken      string   `json:"access_token"`                // of POST /api/token/
	Locale           string   `json:"locale,omitempty"`            // en, es or pt; empty: the page decides
	AccessMode       string   `json:"access_mode,omitempty"`       // single or recurrent
	ExternalID       *string  `json:"external_id,omitempty"`       // the client's own name for the person
	Institutions     []string `json:"institutions,omitempty"`      // names; empty: all
	InstitutionTypes []string `json:"institution_types,omitempty"` // retail, business, fiscal, employment; empty: all
	IntegrationType  string   `json:"integration_type,omitempty"`  // credentials or openfinance; empty: both
	CountryCodes     []string `json:"country_codes,omitempty"`     // BR, MX, CO; empty: all
	Resources        []string `json:"resources,omitempty"`         // what to collect as soon as the link is made
	CompanyName      string   `json:"company_name,omitempty"`
	CompanyIcon      string   `json:"company_icon,omitempty"`
	CloseDialog      bool     `json:"show_close_dialog,omitempty"`   // whether to ask before leaving
	AbandonSurvey    bool     `json:"show_abandon_survey,omitempty"` // whether to ask why
	Parent           string   `json:"parent,omitempty"`              // origin of the page that holds the widget in a frame
}

// A VisitAct is one thing that a person does in the widget; it has exactly one
// key.
type VisitAct struct {
	Institution *string           `json:"institution,omitempty"` // a name; empty: back to the list
	Consent     *Identity         `json:"consent,omitempty"`
	Login       map[string]string `json:"login,omitzero"`    // the form's fields by name
	Token       *string           `json:"token,omitempty"`   // empty where nothing is typed in
	Approve     *bool             `json:"approve,omitempty"` // on the page of an open finance institution
	Exit        *string           `json:"exit,omitempty"`    // the reason; empty: none was asked for
	Outcome     string            `json:"outcome,omitempty"` // a short cut: success, exit, error:<code>, mfa:<kind>
}

// An Identity is who a Brazilian person or company is.
type Identity struct {
	Type   string `json:"type"`   // CPF or CNPJ
	Number string `json:"number"` // in any spelling
	Name   string `json:"name,omitempty"`
}

// A Visit is a person's way through the Connect widget.
type Visit struct {
	ID            string                 `json:"id"` // hard to guess: who knows it is the visitor
	SecretID      string                 `json:"secret_id"`
	Step          string                 `json:"step"` // consent, institution, credentials, bank, token, done or exited
	OpenedAt      time.Time              `json:"opened_at"`
	ExpiresAt     time.Time              `json:"expires_at"` // when the token is over
	Locale        string                 `json:"locale,omitempty"`
	AccessMode    string                 `json:"access_mode,omitempty"`
	ExternalID    *string                `json:"external_id,omitempty"`
	Resources     []string               `json:"resources"`
	LinkID        string                 `json:"link_id,omitempty"`     // of the link that is updated; empty: one is made
	Username      string                 `json:"username,omitempty"`    // of that link
	Institutions  []fixtures.Institution `json:"institutions"`          // to choose from; none but at the step institution
	Unavailable   []string               `json:"unavailable"`           // named by the page, but not to be had
	Institution   *fixtures.Institution  `json:"institution,omitempty"` // that was chosen
	Identity      *Identity              `json:"identity,omitempty"`    // who gave the consent
	Consent       ConsentTerms           `json:"consent"`
	Challenge     *Challenge             `json:"challenge,omitempty"` // at the step token
	Problem       *Problem               `json:"problem,omitempty"`   // what the last act came to, if it did not go well
	LastProblem   *Problem               `json:"last_problem,omitempty"`
	Link          string                 `json:"link,omitempty"`   // at the steps token and done
	Exit          *Exit                  `json:"exit,omitempty"`   // at the step exited
	Return        string                 `json:"return,omitempty"` // where the person goes when it is over
	Event         string                 `json:"event,omitempty"`  // where the application is told of Unavailable
	Company       Company                `json:"company"`
	CloseDialog   bool                   `json:"show_close_dialog"`
	AbandonSurvey bool                   `json:"show_abandon_survey"`
	Parent        string                 `json:"parent,omitempty"`
}

// ConsentTerms are what a person agrees to at an open finance institution.
type ConsentTerms struct {
	Purpose        string     `json:"purpose,omitempty"`
	TermsURL       string     `json:"terms_url,omitempty"`
	Permissions    []string   `json:"permissions"`
	Identification []Identity `json:"identification"` // documents that are known already
	Days           int        `json:"days"`           // how long it holds
}

// A Challenge is a second factor that an institution asks for.
type Challenge struct {
	Type             string `json:"type"` // numeric, text, qr or inputless
	Instructions     string `json:"instructions"`
	Value            string `json:"value,omitempty"` // what to show the person
	ExpectsUserInput bool   `json:"expects_user_input"`
}

// A Problem is what an institution, or the provider on its behalf, refused.
type Problem struct {
	Code      string `json:"code"` // the vendor's
	Message   string `json:"message"`
	Field     string `json:"field,omitempty"`
	RequestID string `json:"request_id"`
}

// An Exit is how a person left.
type Exit struct {
	Step   string `json:"step"` // abandon-survey if they said why
	Reason string `json:"reason,omitempty"`
}

// Company is who asks.
type Company struct {
	Name     string `json:"name,omitempty"`
	Icon     string `json:"icon,omitempty"`
	TermsURL string `json:"terms_url,omitempty"`
}

const visitsPath = "/_mock/widget/visits"

func openVisit(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	return asked(r, http.StatusCreated, func(spec VisitSpec) (Visit, error) { return h.OpenVisit(ctx, spec) })
}

func showVisit(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	return okay(h.Visit(ctx, r.PathValue("id")))
}

func actInVisit(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(act VisitAct) (Visit, error) { return h.ActInVisit(ctx, r.PathValue("id"), act) })
}

// OpenVisit begins a visit of the widget.
func (c *Client) OpenVisit(ctx context.Context, spec VisitSpec) (Visit, error) {
	return send[Visit](ctx, c, http.MethodPost, visitsPath, spec)
}

// Visit is a visit of the widget as it is now.
func (c *Client) Visit(ctx context.Context, id string) (Visit, error) {
	return send[Visit](ctx, c, http.MethodGet, visitsPath+"/"+url.PathEscape(id), nil)
}

// ActInVisit does what a person does in the widget.
func (c *Client) ActInVisit(ctx context.Context, id string, act VisitAct) (Visit, error) {
	return send[Visit](ctx, c, http.MethodPost, visitsPath+"/"+url.PathEscape(id), act)
}
