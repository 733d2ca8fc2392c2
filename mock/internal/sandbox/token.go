package sandbox

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// TokenLife is how long an access token for the widget can be used.
//
// Source: vendor document, which says ten minutes in its prose; a sample token
// of its pages lasts twenty.
const TokenLife = 10 * time.Minute

// A TokenRequest is the body of POST /api/token/ without its secret pair.
type TokenRequest struct {
	Scopes         string // comma-separated
	FetchResources []string
	Storage        string // credentials_storage
	StaleIn        string
	LinkID         string
	ExternalID     *string
	AccessMode     AccessMode
	Widget         WidgetSettings
}

// Tokens are what the widget is opened with.
type Tokens struct{ Access, Refresh string }

// claims are those that the vendor's tokens carry, and what our widget needs.
//
// Source: vendor document (a decoded sample).
type claims struct {
	jwt.RegisteredClaims
	TokenType        string         `json:"token_type"`
	UserID           string         `json:"user_id"`
	OrganizationName string         `json:"organization_name"`
	OrganizationID   string         `json:"organization_id"`
	Scopes           []string       `json:"scopes"`
	Environment      string         `json:"environment"`
	APIURL           string         `json:"api_url"`
	Storage          string         `json:"credentials_storage"`
	StaleIn          string         `json:"stale_in"`
	FetchResources   []string       `json:"fetch_resources"`
	LinkID           string         `json:"link_id,omitempty"`
	ExternalID       *string        `json:"external_id,omitempty"`
	AccessMode       AccessMode     `json:"access_mode,omitempty"`
	Widget           WidgetSettings `json:"widget,omitzero"` // ours
}

// A Grant is what a valid access token allows.
type Grant struct {
	ID             string // spent once it made a link
	Scopes         []string
	FetchResources []string
	Storage        string
	StaleIn        string
	LinkID         string // to be updated; empty: a link is to be made
	ExternalID     *string
	AccessMode     AccessMode
	Widget         WidgetSettings
	Expires        time.Time
}

// OrganizationOf is the organization_id in the tokens of a secret id: a token
// names its workspace by it.
func OrganizationOf(secretID string) string {
	return seeded.World(0).At("organization", secretID).UUID()
}

// NewTokens makes the tokens of a request. apiURL is where the client reached us.
func (w *Workspace) NewTokens(r TokenRequest, apiURL string) (Tokens, error) {
	scopes := strings.FieldsFunc(r.Scopes, func(c rune) bool { return c == ',' || c == ' ' })
	if len(scopes) == 0 {
		return Tokens{}, refuse(Required, "scopes", "Name at least one scope.")
	}
	if unknown := slices.IndexFunc(scopes, func(s string) bool { return !slices.Contains(knownScopes, s) }); unknown >= 0 {
		return Tokens{}, refuse(InvalidChoice, "scopes", "%q is not a scope.", scopes[unknown])
	}
	if err := r.Widget.check(); err != nil {
		return Tokens{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.LinkID != "" && w.state.Links[r.LinkID] == nil {
		return Tokens{}, refuse(DoesNotExist, "link_id", "There is no link %s.", r.LinkID)
	}
	w.apply(counted{Counts{Tokens: 1}})
	now := w.agenda.Now().Truncate(time.Second)
	c := claims{
		UserID: w.path.At("creator").UUID(), OrganizationName: "belvo-mock", OrganizationID: OrganizationOf(w.owner),
		Scopes: scopes, Environment: "sandbox", APIURL: apiURL, Storage: r.Storage, StaleIn: r.StaleIn,
		FetchResources: append([]string{}, r.FetchResources...), LinkID: r.LinkID, ExternalID: r.ExternalID, AccessMode: r.AccessMode,
		Widget: r.Widget,
	}
	id := w.path.At("token").Number(w.state.Counts.Tokens)
	access, err := w.sign(c, "access", id.At("access").Hex(), now)
	if err != nil {
		return Tokens{}, err
	}
	refresh, err := w.sign(c, "refresh", id.At("refresh").Hex(), now)
	return Tokens{Access: access, Refresh: refresh}, err
}

// knownScopes are those that the vendor's pages name.
var knownScopes = []string{
	"read_institutions", "write_links", "read_links",
	"read_consents", "write_consents", "write_consent_callback", "delete_consents",
}

func (w *Workspace) sign(c claims, kind, id string, now time.Time) (string, error) {
	c.TokenType = kind
	c.RegisteredClaims = jwt.RegisteredClaims{
		ID: id, Issuer: "belvo-mock", IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(TokenLife)),
	}
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS512, c).SignedString(w.signingKey())
	if err != nil {
		return "", fmt.Errorf("sign the widget's token: %w", err)
	}
	return text, nil
}

func (w *Workspace) signingKey() []byte {
	key := sha256.Sum256(append(w.path.At("signing").Key(), w.owner...))
	return key[:]
}

// TokenOrganization reads which organization a token says it is for, without
// believing it.
func TokenOrganization(text string) (string, bool) {
	var c claims
	_, _, err := jwt.NewParser().ParseUnverified(text, &c)
	return c.OrganizationID, err == nil
}

// CheckToken reads what an access token allows. One that is forged, over or
// spent is refused; of one that is ours the refusal names the event link.
func (w *Workspace) CheckToken(text string) (Grant, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.checkToken(text)
}

func (w *Workspace) checkToken(text string) (Grant, error) {
	var c claims
	_, err := jwt.ParseWithClaims(text, &c, func(*jwt.Token) (any, error) { return w.signingKey(), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS512.Alg()}), jwt.WithTimeFunc(w.agenda.Now), jwt.WithExpirationRequired())
	over := errors.Is(err, jwt.ErrTokenExpired)
	if err != nil && !over || c.TokenType != "access" {
		return Grant{}, refuse(AuthenticationFailed, "", "The access token is not valid, or no longer.")
	}
	g := Grant{
		ID: c.ID, Scopes: c.Scopes, FetchResources: c.FetchResources, Storage: c.Storage, StaleIn: c.StaleIn, LinkID: c.LinkID,
		ExternalID: c.ExternalID, AccessMode: c.AccessMode, Widget: c.Widget, Expires: c.ExpiresAt.UTC(),
	}
	return g, w.usableGrant(g)
}

// usableGrant refuses a grant that is over or spent.
func (w *Workspace) usableGrant(g Grant) error {
	refused := func(detail string) error {
		return &Error{Kind: TokenOver, Detail: detail, Event: g.Widget.Callbacks.Event}
	}
	if _, spent := w.state.Spent[g.ID]; spent {
		return refused("The access token was used up by the link that it made.")
	}
	if !w.agenda.Now().Before(g.Expires) {
		return refused("The access token is over: it can be used for ten minutes.")
	}
	return nil
}

// Allows refuses what the grant has no scope for.
func (g Grant) Allows(scope string) error {
	if slices.Contains(g.Scopes, scope) {
		return nil
	}
	return refuse(PermissionDenied, "", "This access token lacks the scope %s.", scope)
}

// Spend uses an access token up: it has made its link.
//
// Source: vendor document.
func (w *Workspace) Spend(g Grant) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.spend(g)
}

func (w *Workspace) spend(g Grant) {
	w.apply(tokenSpent{ID: g.ID, Expires: g.Expires, Now: w.agenda.Now()})
}
