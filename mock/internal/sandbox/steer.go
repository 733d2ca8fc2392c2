package sandbox

import (
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// steer writes into a link what the bank or the person does to it.
func (w *Workspace) steer(link *Link, c LinkChange) error {
	now := w.agenda.Now()
	if c.RefreshRate != nil {
		if err := checkRate(*c.RefreshRate); err != nil {
			return err
		}
		link.RefreshRate = *c.RefreshRate
	}
	if c.Status != nil {
		if *c.Status == Valid && link.Consent.over() {
			link.renew(now)
		}
		link.Status = *c.Status
	}
	if c.Consent != nil {
		return link.steerConsent(*c.Consent, now)
	}
	return nil
}

// RefreshRates are how often a recurrent link can be refreshed.
//
// Source: vendor document.
func RefreshRates() []string { return []string{"6h", "12h", "24h", "7d", "30d"} }

func checkRate(rate string) error {
	if !slices.Contains(RefreshRates(), rate) {
		return refuse(InvalidChoice, "refresh_rate", "%q is none of %v.", rate, RefreshRates())
	}
	return nil
}

// tellStatus tells the subscriber what became of a link's status, if it is
// something that the vendor tells of a recurrent link.
//
// Source: the vendor sends these when a refresh finds out. That a status which
// is set by hand is told at once, as if a refresh had just found it, is our
// choice; whoever wants the refresh to find it takes the username
// refresh_invalid or refresh_token.
func (w *Workspace) tellStatus(before *Link, id string) {
	link := w.state.Links[id]
	if link.AccessMode != Recurrent || link.Status == before.Status {
		return
	}
	switch link.Status {
	case InvalidStatus:
		if !link.Consent.over() {
			w.raiseAlone(link, Event{Type: "LINK", Code: "invalid_credentials", Data: linkProblem{string(LoginError), wrongCredentials, 400}})
		}
	case TokenNeeded:
		w.raiseAlone(link, Event{Type: "LINK", Code: "token_required", Data: linkProblem{string(TokenRequired), tokenWanted, 428}})
	case Valid, Unconfirmed:
	}
}

const tokenWanted = "The institution asks for a one-time token."

// A linkProblem is the data of the webhooks of type LINK that tell of one.
//
// Source: vendor document for invalid_credentials; inferred for token_required.
type linkProblem struct {
	Code    string `json:"error_code"`
	Message string `json:"error_message"`
	Status  int    `json:"status"` // that a request would have been answered with
}

// raiseAlone raises an event that no request caused. It has a request_id of its
// own.
func (w *Workspace) raiseAlone(link *Link, e Event) {
	e.Process, e.RequestID = string(RecurrentUpdate), link.Path.At("request").Number(link.Jobs).Hex()
	w.apply(linkCounted{ID: link.ID, Jobs: 1})
	w.raise(w.state.Links[link.ID], e)
}

// follow puts on the agenda what is due of a link by the clock alone, or takes
// it off, where that differs from what was due before; nil is nothing. It
// follows from the link, so that it can be done again for a world that is read
// back.
func (w *Workspace) follow(before *Link, id string) {
	link := w.state.Links[id]
	w.put(itemRefresh, id, before.refreshDue(), link.refreshDue())
	w.put(itemConsent, id, before.consentDue(), link.consentDue())
}

// put moves an item of the agenda from one moment to another; the zero moment
// is off it.
func (w *Workspace) put(kind, id string, from, to time.Time) {
	switch {
	case from.Equal(to):
	case to.IsZero():
		w.agenda.Remove(kind, id)
	default:
		w.agenda.Add(agenda.Item{Due: to, Kind: kind, ID: id})
	}
}
