package sandbox

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
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

	// ID and Persona are for those who prepare a world; a client never sets them.
	ID        string
	Persona   string
	Movements []MovementChange // rows besides the persona's
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

// make turns a checked registration into a link and starts its historical
// update.
func (w *Workspace) make(cause *Cause, r Registration, institution fixtures.Institution) LinkRecord {
	link := w.add(r, institution, Valid)
	w.collectAll(cause, link.ID, "", link.history(institution), w.latency)
	return w.describe(w.state.Links[link.ID])
}

// add puts a new link among the others.
func (w *Workspace) add(r Registration, institution fixtures.Institution, status LinkStatus) *Link {
	link := w.newLink(r, institution)
	link.Status = status
	external := ""
	if r.ExternalID != nil {
		external = *r.ExternalID
	}
	family := familyOf(institution, link.Username, r)
	if r.Persona != "" && r.Login == nil {
		w.apply(familyCounted{strangers(institution, r)})
	}
	for {
		nth := w.state.Made[family]
		link.Path = w.path.At("link", institution.Name, link.Username, external).Number(nth)
		if link.ID = r.ID; link.ID == "" {
			link.ID = link.Path.UUID()
		}
		if w.free(link.ID) == nil {
			break
		}
		w.apply(familyCounted{family}) // a chance in 2^48: take the next path
	}
	w.apply(linkMade{Link: link, Family: family})
	w.follow(nil, link.ID)
	return w.state.Links[link.ID]
}

func (w *Workspace) newLink(r Registration, institution fixtures.Institution) Link {
	link := Link{
		Institution: institution.Name, Username: r.Login["username"], Persona: r.Persona, ExternalID: r.ExternalID,
		AccessMode: Recurrent, Status: Valid, Created: w.agenda.Now(), FetchResources: slices.Clone(r.FetchResources),
		StoreCredentials: defaultStorage, StaleIn: defaultStaleIn, RefreshRate: cmp.Or(r.RefreshRate, defaultRate),
		FetchAll: r.FetchHistorical && len(r.FetchResources) == 0,
	}
	if institution.IntegrationType == openFinance {
		link.Consent = &Consent{Days: cmp.Or(r.ConsentDays, defaultConsentDays)}
		link.renew(link.Created)
	}
	if r.AccessMode != "" {
		link.AccessMode = r.AccessMode
	}
	if r.StoreCredentials != "" {
		link.StoreCredentials = r.StoreCredentials
	}
	if link.AccessMode == Recurrent {
		link.StoreCredentials = "store"
	}
	if r.StaleIn != "" {
		link.StaleIn = r.StaleIn
	}
	if link.Persona == "" {
		link.Persona = w.personaOf(institution, link.Username)
	} else if link.Username == "" {
		link.Username = w.stranger(institution, r)
	}
	link.Person = w.path.At("person", institution.Name, link.Username, link.Persona)
	link.UserID = w.UserID(institution.Name, link.Username)
	return link
}

// familyOf is a link's path without its ordinal.
func familyOf(institution fixtures.Institution, username string, r Registration) string {
	external := ""
	if r.ExternalID != nil {
		external = *r.ExternalID
	}
	return strings.Join([]string{institution.Name, username, external}, "\x00")
}

// personaOf is who a username is: the persona it names (anything may follow a
// plus sign), or one of the institution's country, drawn by the seed.
func (w *Workspace) personaOf(institution fixtures.Institution, username string) string {
	name, _, _ := strings.Cut(username, "+")
	user := userOf(username)
	for _, id := range []string{name, user.persona} {
		if persona, ok := w.fixtures.Persona(id); ok {
			return persona.ID
		}
	}
	business := strings.HasSuffix(institution.Name, "_business")
	var fitting []string
	for _, persona := range w.fixtures.Personas {
		if persona.Country == institution.Country() && (persona.Kind == "company") == business {
			fitting = append(fitting, persona.ID)
		}
	}
	if len(fitting) == 0 {
		return firstPersona
	}
	if user.steady {
		return fitting[0]
	}
	return seeded.Pick(w.path.At("persona", institution.Name, username).Chance(), fitting)
}

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

// history is what is collected of a link without being asked for, first as its
// historical update and then by the clock.
//
// Source: fetch_resources is the vendor's document 1.223.0, fetch_historical
// 1.35.0.
func (l *Link) history(institution fixtures.Institution) []string {
	if len(l.FetchResources) == 0 && l.FetchAll {
		return institution.Resources
	}
	return l.FetchResources
}

// collectAll starts one historical collection for each resource that is built.
// Their webhooks carry one request_id.
func (w *Workspace) collectAll(cause *Cause, linkID, requestID string, types []string, after time.Duration) {
	w.collectFor(cause, linkID, Historical, requestID, types, after)
}

// collectFor is collectAll for any process.
func (w *Workspace) collectFor(cause *Cause, linkID string, process Process, requestID string, types []string, after time.Duration) {
	link := w.state.Links[linkID]
	institution, _ := w.fixtures.Institution(link.Institution)
	for _, typ := range types {
		resource, ok := resourceOfType(typ, institution.IntegrationType)
		if !ok {
			w.skip(linkID, process, typ)
			continue
		}
		from := Coverage{From: bank.DayOf(link.Created).Add(-historyDays)}
		if !resource.Dated {
			from = Coverage{}
		}
		job := w.newJob(w.state.Links[linkID], process, resource.Name, from)
		if requestID == "" {
			requestID = job.RequestID
		}
		job.RequestID, job.Due = requestID, w.agenda.Now().Add(after)
		w.accept(cause, job)
	}
}

// skip journals what is not built, once for a link.
func (w *Workspace) skip(linkID string, process Process, typ string) {
	if process == Historical {
		w.finding(linkID, "not_emulated", typ+" in fetch_resources is documented but not emulated: it is skipped")
	}
}

// historyDays is how far a historical update looks back.
//
// Source: vendor document (12 months for the Brazilian network).
const historyDays = 366
