package sandbox

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/internal/duration"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// Scenario is the workspace as it is now, as what another one can begin with:
// its links with their facts and the rows that were added by hand, the rules that
// still have something to do, and the acts that are still to come. Dates count
// from now. What was collected in part, what is under way and what happened are
// not in it.
func (w *Workspace) Scenario() fixtures.Scenario {
	w.mu.Lock()
	defer w.mu.Unlock()
	clock, latency, seed := w.agenda.Clock(), duration.Duration(w.latency), w.seed
	policy := w.state.Subscriber.Policy
	window, gaps := duration.Duration(policy.Window), duration.Gaps(append([]time.Duration{}, policy.Gaps...))
	s := fixtures.Scenario{
		Version: 1, Name: w.state.Scenario.Name, Summary: w.state.Scenario.Summary, Seed: &seed, Edition: w.terms.Edition,
		Latency: &latency, Limits: w.state.Limits.Names(),
		Webhook:  &fixtures.ScenarioWebhook{URL: w.state.Subscriber.URL, Ack: string(policy.Ack), Timeout: &window, Retry: &gaps},
		Personas: slices.Clone(w.state.Scenario.Personas),
	}
	if clock.Frozen || clock.Scale != 1 {
		s.Clock = &fixtures.ScenarioClock{Frozen: clock.Frozen, Scale: clock.Scale}
	}
	names := w.linkNames()
	for _, link := range w.state.Order {
		s.Links = append(s.Links, w.scenarioLink(link, names[link.ID], clock.Now))
	}
	for _, rule := range w.state.Faults.Rules {
		if left, more := leftOf(rule); more {
			s.Faults = append(s.Faults, called(left, names))
		}
	}
	s.Timeline = w.actsLeft(names, clock.Now)
	return s
}

// linkNames are names for all links by their ids: those of the scenario that
// made them, and others of the same form.
func (w *Workspace) linkNames() map[string]string {
	names, taken := map[string]string{}, map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(w.state.Names)) {
		if id := w.state.Names[name]; w.state.Links[id] != nil {
			names[id] = name
		}
		taken[name] = true
	}
	for _, link := range w.state.Order {
		for n := link.Ordinal + 1; names[link.ID] == ""; n++ {
			if name := "link-" + strconv.Itoa(n); !taken[name] {
				names[link.ID], taken[name] = name, true
			}
		}
	}
	return names
}

// scenarioLink is a link as a scenario says it.
func (w *Workspace) scenarioLink(link *Link, name string, now time.Time) fixtures.ScenarioLink {
	l := fixtures.ScenarioLink{
		Name: name, ID: link.ID, Institution: link.Institution, Persona: link.Persona, Username: link.Username,
		FetchResources: slices.Clone(link.FetchResources), Collected: w.isCollected(link), Transactions: w.addedRows(link, now),
		Consent: link.consentLeft(now),
	}
	if link.ExternalID != nil {
		l.ExternalID = *link.ExternalID
	}
	if link.AccessMode == Recurrent {
		l.Refresh = link.RefreshRate
	} else {
		l.AccessMode = string(link.AccessMode)
	}
	if link.Status != Valid {
		l.Status = string(link.Status)
	}
	return l
}

// addedRows are the rows of a link that were added by hand and are there, as far
// as a year back. Those that stand for an edited one of the persona's are not.
func (w *Workspace) addedRows(link *Link, now time.Time) []fixtures.ScenarioRow {
	var rows []fixtures.ScenarioRow
	holder := w.holder(link)
	accounts := bank.AccountIDs(holder)
	for _, m := range link.Extra {
		edited := slices.ContainsFunc(link.Hidden, func(hidden bank.Movement) bool { return hidden.ID == m.ID })
		if edited || !m.Until.IsZero() || link.Gone[m.ID] || now.Sub(m.At) > 365*24*time.Hour {
			continue
		}
		row := fixtures.ScenarioRow{
			ValueDate: fixtures.MomentAfter(min(0, m.At.Sub(now.Truncate(time.Millisecond)))), Amount: json.Number(m.Amount.String()), Description: m.Description,
			Merchant: m.Merchant, Category: m.Category, Reference: m.Reference,
		}
		if i := slices.Index(accounts, m.Account); i > 0 {
			row.Account = holder.Persona.Accounts[i].Key
		}
		if m.Inflow {
			row.Type = "INFLOW"
		}
		if m.Status == "PENDING" {
			row.Status = m.Status
		}
		rows = append(rows, row)
	}
	return rows
}

// leftOf is what of a rule is still to happen; false if that is nothing.
func leftOf(a fault.Active) (left fault.Rule, more bool) {
	left = a.Rule
	left.After = max(0, left.After-a.Matches)
	left.Times = max(0, left.Times-a.Hits)
	left.On.Nth = max(0, left.On.Nth-a.Matches)
	return left, (a.Times == 0 || left.Times > 0) && (a.On.Nth == 0 || left.On.Nth > 0)
}

// called is a rule that calls links by their names.
func called(r fault.Rule, names map[string]string) fault.Rule {
	r.On.Link = cmp.Or(names[r.On.Link], r.On.Link)
	r.With.Link = cmp.Or(names[r.With.Link], r.With.Link)
	return r
}

// actsLeft are the acts that are still to come, but for those about links that
// are gone.
func (w *Workspace) actsLeft(names map[string]string, now time.Time) []fixtures.Act {
	var acts []fixtures.Act
	for _, p := range w.state.planned() {
		act := p.Act
		act.At = duration.Duration(max(0, p.Due.Sub(now).Round(time.Millisecond)))
		if act.Link != "" && names[w.state.Names[act.Link]] == "" {
			continue
		}
		if act.Fault != nil {
			rule := called(*act.Fault, names)
			act.Fault = &rule
		}
		acts = append(acts, act)
	}
	return acts
}
