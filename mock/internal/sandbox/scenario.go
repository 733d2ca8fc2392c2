package sandbox

import (
	"cmp"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// A Title is what a world keeps of the scenario that it began with, besides what
// it made of it.
type Title struct {
	Name, Summary string
	Personas      []fixtures.Persona // laid over those that the provider knows
}

type (
	scenarioBegun struct{ Title Title }
	linkNamed     struct{ Name, Link string }
)

func (c scenarioBegun) to(s *state) { s.Scenario = c.Title }
func (c linkNamed) to(s *state)     { s.Names[c.Name] = c.Link }

// play makes the world of a scenario, which a fixtures.ScenarioWorld has
// checked: its links with their rows, what goes wrong, and what will happen. What
// cannot be made all the same is a finding.
func (w *Workspace) play(s fixtures.Scenario) {
	w.apply(scenarioBegun{Title{s.Name, s.Summary, s.Personas}})
	w.fixtures = w.fixtures.With(s.Personas)
	start := w.agenda.Now()
	for _, l := range s.Links {
		for _, name := range l.Names() {
			if err := w.enter(name, l, start); err != nil {
				w.unplayed("", "link "+name, err)
			}
		}
	}
	for _, rule := range s.Faults {
		w.apply(ruleAdded{w.named(rule)})
	}
	w.plan(s.Timeline, start)
}

// unplayed journals what of a scenario could not be done.
func (w *Workspace) unplayed(linkID, what string, err error) {
	w.finding(linkID, "scenario", what+" of the scenario: "+err.Error())
}

// enter makes a link of a scenario.
func (w *Workspace) enter(name string, l fixtures.ScenarioLink, start time.Time) error {
	r := Registration{
		ID: l.ID, Institution: l.Institution, Persona: l.Persona, AccessMode: AccessMode(l.AccessMode),
		RefreshRate: l.Refresh, Status: LinkStatus(l.Status), Collected: l.Collected,
	}
	if l.ExternalID != "" {
		r.ExternalID = &l.ExternalID
	}
	if l.Consent != nil {
		r.ConsentEnds = l.Consent.Expires.Of(start)
	}
	if username := usernameOf(name, l); username != "" {
		r.Login = map[string]string{"username": username}
	}
	made, err := w.prepare(r)
	if err != nil {
		return err
	}
	w.apply(linkNamed{name, made.ID})
	link := *w.state.Links[made.ID]
	link.FetchResources = slices.Clone(l.FetchResources) // what was collected is not collected once more
	w.replace(link)
	if err := w.book(made.ID, l.Transactions, start, true); err != nil {
		return err
	}
	if link.Status == Valid && !l.Collected {
		w.collectAll(nil, made.ID, "", link.FetchResources, w.latency)
	}
	return nil
}

// usernameOf is with what somebody logs in; empty: it is drawn. The kind of a
// token goes by it.
func usernameOf(name string, l fixtures.ScenarioLink) string {
	if l.MFA != "" && l.MFA != "none" {
		return "mfa_" + l.MFA + "+" + name
	}
	return l.Username
}

// book writes rows at the bank. Rows of the past were always there; others the
// bank writes now.
func (w *Workspace) book(linkID string, rows []fixtures.ScenarioRow, from time.Time, past bool) error {
	for _, r := range rows {
		link := w.state.Links[linkID]
		row, err := w.newMovement(link, w.changeOf(link, r, from))
		if err != nil {
			return err
		}
		if past {
			row.Since = time.Time{}
		}
		w.apply(recordsAdded{Link: linkID, Rows: []bank.Movement{row}})
	}
	return nil
}

// changeOf is a row of a scenario as it is written by hand. Its date counts from
// a moment.
func (w *Workspace) changeOf(link *Link, r fixtures.ScenarioRow, from time.Time) MovementChange {
	given := func(text string) *string {
		if text == "" {
			return nil
		}
		return &text
	}
	date := string(r.ValueDate)
	if date != "" && !r.ValueDate.Absolute() {
		date = r.ValueDate.Of(from).Format(time.RFC3339Nano)
	}
	return MovementChange{
		Account: given(w.accountOf(link, r.Account)), ValueDate: given(date), Amount: given(r.Amount.String()), Type: given(r.Type),
		Status: given(r.Status), Description: given(r.Description), Merchant: given(r.Merchant), Category: given(r.Category),
		Reference: given(r.Reference),
	}
}

// accountOf is the id of the account with a key; a key that is none stays one.
func (w *Workspace) accountOf(link *Link, key string) string {
	holder := w.holder(link)
	i := slices.IndexFunc(holder.Persona.Accounts, func(a fixtures.PersonaAccount) bool { return a.Key == key })
	if i < 0 {
		return key
	}
	return bank.AccountIDs(holder)[i]
}

// isCollected tells whether the provider has collected all history of a link.
func (w *Workspace) isCollected(link *Link) bool {
	institution, _ := w.fixtures.Institution(link.Institution)
	for _, typ := range institution.Resources {
		resource, built := resourceOfType(typ, institution.IntegrationType)
		if built && !slices.ContainsFunc(link.Collections[resource.Name], wholeOf(link, resource).isIn) {
			return false
		}
	}
	return true
}

// isIn tells whether all of an open period lies in another.
func (c Coverage) isIn(other Coverage) bool {
	return other.Account == "" && other.To.IsZero() && (other.From.IsZero() || !c.From.IsZero() && !c.From.Before(other.From))
}

// named is a rule with the ids of the links that it calls by their names.
func (w *Workspace) named(r fault.Rule) fault.Rule {
	r.On.Link = cmp.Or(w.state.Names[r.On.Link], r.On.Link)
	r.With.Link = cmp.Or(w.state.Names[r.With.Link], r.With.Link)
	return r
}
