package sandbox

import (
	"errors"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// The guide's link, with which a server starts.
//
// Source: vendor document (the guide to asynchronous requests).
const guideLink = "bcca0da9-a4c6-4830-9676-1d54682851d9"

// Prepare makes a link as if a person had finished the widget: without an
// institution at the first of the list, without a persona as whom its username
// names or else br_salaried, and without a username every time as somebody else.
func (w *Workspace) Prepare(r Registration) (LinkRecord, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.prepare(r)
}

func (w *Workspace) prepare(r Registration) (LinkRecord, error) {
	if r.Institution == "" {
		r.Institution = w.fixtures.Institutions[0].Name
	}
	if r.Persona == "" && r.Login["username"] == "" {
		r.Persona = firstPersona
	}
	if _, ok := w.fixtures.Persona(r.Persona); r.Persona != "" && !ok {
		return LinkRecord{}, refuse(DoesNotExist, "persona", "There is no persona %q.", r.Persona)
	}
	institution, err := w.checkRegistration(r)
	if err != nil {
		return LinkRecord{}, err
	}
	if err := w.free(r.ID); err != nil {
		return LinkRecord{}, err
	}
	return w.makeWith(r, institution)
}

// makeWith makes a link with rows of its own. If one of them will not do, there
// is no link.
func (w *Workspace) makeWith(r Registration, institution fixtures.Institution) (LinkRecord, error) {
	trial := w.newLink(r, institution)
	for i, c := range r.Movements {
		if _, err := w.newMovement(&trial, c); err != nil {
			return LinkRecord{}, within(err, "transactions["+strconv.Itoa(i)+"].")
		}
	}
	made := w.make(nil, r, institution)
	link, rows := *w.state.Links[made.ID], []bank.Movement(nil)
	for _, c := range r.Movements {
		row, err := w.newMovement(&link, c)
		if err != nil {
			return made, err
		}
		row.Since = time.Time{}
		link.Added++
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		w.apply(recordsAdded{Link: made.ID, Rows: rows})
	}
	if r.Collected {
		w.collectedBefore(w.state.Links[made.ID], institution)
	}
	return w.describe(w.state.Links[made.ID]), nil
}

// collectedBefore writes down that all that a link has was collected just now,
// of which nothing is told.
func (w *Workspace) collectedBefore(link *Link, institution fixtures.Institution) {
	at := link.look(w.agenda.Now())
	for _, typ := range institution.Resources {
		if resource, built := resourceOfType(typ, institution.IntegrationType); built {
			whole := wholeOf(link, resource)
			whole.Times = []time.Time{at}
			w.apply(collected{Link: link.ID, Resource: resource.Name, Coverage: whole})
		}
	}
}

// within is a refusal whose field stands below another.
func within(err error, prefix string) error {
	if refusal, ok := errors.AsType[*Error](err); ok {
		below := *refusal
		below.Field = prefix + below.Field
		return &below
	}
	return err
}

const firstPersona = "br_salaried"

func (w *Workspace) addGuideLink() {
	if _, err := w.prepare(Registration{ID: guideLink}); err != nil {
		panic("the guide's link cannot be made: " + err.Error())
	}
}

// stranger is the username of a prepared person, another one every time.
func (w *Workspace) stranger(institution fixtures.Institution, r Registration) string {
	for n := w.state.Made[strangers(institution, r)] + 1; ; n++ {
		name := r.Persona
		if n > 1 {
			name += "+" + strconv.Itoa(n)
		}
		if w.state.Made[familyOf(institution, name, r)] == 0 {
			return name
		}
	}
}

// strangers is under what state.Made counts the prepared people of a persona.
func strangers(institution fixtures.Institution, r Registration) string {
	return familyOf(institution, "\x00"+r.Persona, r)
}
