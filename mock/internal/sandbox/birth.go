package sandbox

import (
	"cmp"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// make turns a checked registration into a link and starts its historical
// update.
func (w *Workspace) make(cause *Cause, r Registration, institution fixtures.Institution) LinkRecord {
	link := w.add(r, institution, cmp.Or(r.Status, Valid))
	if link.Status == Valid {
		w.collectAll(cause, link.ID, "", link.history(institution), w.latency)
	}
	return w.describe(w.state.Links[link.ID])
}

// add puts a new link among the others.
func (w *Workspace) add(r Registration, institution fixtures.Institution, status LinkStatus) *Link {
	link := w.newLink(r, institution)
	if link.Status = status; link.Consent.over() {
		link.Status = InvalidStatus
	}
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
		link.Consent = consentOf(r, link.Created)
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
