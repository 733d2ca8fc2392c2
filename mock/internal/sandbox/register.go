package sandbox

import (
	"regexp"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A Registration is what makes a link: the body of POST /api/links/, or what a
// person did in the widget.
type Registration struct {
	Institution      string
	Login            map[string]string // the fields of the institution's form
	ExternalID       *string
	AccessMode       AccessMode // empty: recurrent
	FetchResources   []string
	FetchHistorical  bool // 2023: all that is built of what the institution offers
	StoreCredentials string
	StaleIn          string
	ConsentDays      int    // how long the consent holds at an open finance institution; 0: 366
	RefreshRate      string // one of RefreshRates; empty: 7d

	// What follows is for those who prepare a world; a client never sets it.
	ID          string
	Persona     string
	Movements   []MovementChange // rows besides the persona's
	Status      LinkStatus       // as it is from the beginning, of which nothing is told; empty: valid
	ConsentEnds time.Time        // zero: after its full length; one that is over has made the link invalid
	Collected   bool             // whether all history was collected already
}

// Defaults of a link.
//
// Source: vendor document 1.223.0.
const (
	defaultStaleIn = "365d"
	defaultStorage = "365d"
	defaultRate    = "7d"
)

// Register makes a link from what a person typed in. What it announces waits
// for the cause's answer.
func (w *Workspace) Register(cause *Cause, r Registration) (LinkRecord, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.register(cause, r)
}

func (w *Workspace) register(cause *Cause, r Registration) (LinkRecord, error) {
	institution, err := w.checkRegistration(r)
	if err != nil {
		return LinkRecord{}, err
	}
	if problems := institution.CheckLogin(r.Login); len(problems) > 0 {
		return LinkRecord{}, loginRefusals(problems)
	}
	user := userOf(r.Login["username"])
	if err := user.admits(r.Login["password"]); err != nil {
		return LinkRecord{}, err
	}
	kind, token := tokenOf(institution, r.Login["username"]), r.Login["token"]
	switch {
	case kind != "" && token == "":
		return LinkRecord{}, w.firstLogin(r, institution)
	case kind != "" && kind.wrong(token):
		return LinkRecord{}, refuse(LoginError, "token", "The institution did not take this token.")
	case user.status == Unconfirmed:
		return w.describe(w.add(r, institution, Unconfirmed)), nil
	default:
		return w.make(cause, r, institution), nil
	}
}

// firstLogin makes a link that is confirmed by the token which its institution
// asks for.
func (w *Workspace) firstLogin(r Registration, institution fixtures.Institution) error {
	if err := w.crowded(w.UserID(institution.Name, r.Login["username"])); err != nil {
		return err
	}
	link := w.add(r, institution, Unconfirmed)
	return w.challenge(link, Session{Errand: Registering, Types: link.history(institution)})
}

// UserID is the institution_user_id of who logs in at an institution.
func (w *Workspace) UserID(institution, username string) string {
	return w.path.At("user", institution, username).Text()
}

func (w *Workspace) checkRegistration(r Registration) (fixtures.Institution, error) {
	institution, ok := w.fixtures.Institution(r.Institution)
	if !ok {
		return institution, refuse(DoesNotExist, "institution", "There is no institution %q.", r.Institution)
	}
	if institution.Status == "down" {
		return institution, refuse(InstitutionDown, "", "%s cannot be reached at the moment.", institution.DisplayName)
	}
	if r.AccessMode != "" && r.AccessMode != Single && r.AccessMode != Recurrent {
		return institution, refuse(InvalidChoice, "access_mode", "%q is neither single nor recurrent.", r.AccessMode)
	}
	if err := checkFetch(institution, r.FetchResources); err != nil {
		return institution, err
	}
	if r.RefreshRate != "" {
		if err := checkRate(r.RefreshRate); err != nil {
			return institution, err
		}
	}
	if r.StoreCredentials == "nostore" && len(r.FetchResources) == 0 {
		return institution, refuse(InvalidStorage, "credentials_storage", "nostore needs fetch_resources: nothing could be collected later.")
	}
	return institution, nil
}

// free refuses an id that a new link cannot have.
func (w *Workspace) free(id string) error {
	if id == "" {
		return nil
	}
	digits, ok := seeded.Prefix(id)
	if !ok || !uuidForm.MatchString(id) {
		return refuse(Invalid, "id", "%q is not a UUID.", id)
	}
	if other := w.state.Prefixes[digits]; other != "" {
		return refuse(Invalid, "id", "Link %s is there already, and records carry the first 12 digits of their link.", other)
	}
	return nil
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func loginRefusals(problems []fixtures.FieldProblem) error {
	var refusals Refusals
	for _, p := range problems {
		kind, detail := Required, "This institution needs it to log in."
		if p.Code == "invalid" {
			kind, detail = Invalid, "It does not have the form that this institution asks for."
		}
		refusals = append(refusals, &Error{Kind: kind, Field: p.Field, Detail: detail})
	}
	return refusals
}

// checkFetch refuses names in fetch_resources that the institution does not offer.
func checkFetch(institution fixtures.Institution, names []string) error {
	for _, name := range names {
		if !institution.Offers(name) {
			return refuse(InvalidFetchResources, "fetch_resources", "%s does not offer %q.", institution.Name, name)
		}
	}
	return nil
}
