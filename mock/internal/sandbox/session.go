package sandbox

import (
	"time"
)

// A Session is a login at an institution that waits for a one-time token.
type Session struct {
	ID              string // 32 hexadecimal digits
	Link            string
	UserID          string // institution_user_id of who logs in
	Opened, Expires time.Time
	Token           TokenKind
	Challenge       string // what the token is made from; six digits
	Wrong           int    // tokens that were wrong
	Errand          Errand
	// What the client had asked for.
	Resource string // of a Collecting
	Account  string
	From, To string
	Keep     bool
	Types    []string // of a Registering or a Refreshing: what to collect then
}

// An Errand is what a login was for, and what goes on with its token.
type Errand string

// The errands.
const (
	Registering Errand = "register" // the link's first login
	Updating    Errand = "update"   // new credentials
	Refreshing  Errand = "refresh"  // POST on the link's refresh
	Collecting  Errand = "collect"  // POST on a resource
	Confirming  Errand = "confirm"  // POST on a resource without a PATCH of its own: the link alone goes on
)

const (
	// sessionLife is how long a login session waits for its token.
	//
	// Source: vendor document (the example's expiry of 9600 seconds).
	sessionLife = 9600 * time.Second

	// sessionGap is how long nobody else can log in as the same person while a
	// session of theirs waits. Then that one is over.
	//
	// Source: the vendor's document says to wait 120 seconds after
	// too_many_sessions; that another open session is what it means is our choice.
	sessionGap = 120 * time.Second

	// maxWrong is how many wrong tokens a session takes; with the last it is
	// over. Our choice.
	maxWrong = 3
)

// Life is how long the session waits for its token, from its beginning.
func (s Session) Life() time.Duration { return s.Expires.Sub(s.Opened) }

// Guide says how the person comes by the token.
func (s Session) Guide() TokenGuide { return s.guide() }

// crowded refuses a login while another session of the same person waits.
func (w *Workspace) crowded(userID string) error {
	now := w.agenda.Now()
	for _, open := range w.state.Sessions {
		if open.UserID == userID && now.Before(open.Opened.Add(sessionGap)) && !now.After(open.Expires) {
			return refuse(TooManySessions, "", "%s", elsewhere)
		}
	}
	return nil
}

// challenge opens a login session on a link for an errand, and refuses with it.
func (w *Workspace) challenge(link *Link, errand Session) error {
	if err := w.crowded(link.UserID); err != nil {
		return err
	}
	institution, _ := w.fixtures.Institution(link.Institution)
	path, now := link.Path.At("session").Number(link.Sessions), w.agenda.Now()
	s := errand
	s.ID, s.Link, s.UserID, s.Opened, s.Expires = path.Hex(), link.ID, link.UserID, now, now.Add(sessionLife)
	s.Challenge = path.Chance().Digits(6)
	if s.Token = tokenOf(institution, link.Username); s.Token == "" {
		s.Token = Numeric
	}
	for id, open := range w.state.Sessions {
		if open.UserID == link.UserID {
			w.apply(sessionClosed{id})
		}
	}
	w.apply(linkCounted{ID: link.ID, Sessions: 1})
	w.apply(sessionOpened{s})
	return &Error{
		Kind: TokenRequired, Detail: tokenWanted + " Send it with PATCH.", Session: &s,
	}
}

// Resume goes on with a login session once its token is there: the link is
// valid, and what was asked for begins. What a Collecting had asked for is
// returned, to be asked again; the token holds for it.
//
// Resource is the name of the collection that the client goes on with, empty
// for links: it must be the one that asked for the token.
//
// Source: the flow is the vendor's document; which tokens are right, and
// login_error for those that are not, are our choice.
func (w *Workspace) Resume(cause *Cause, resource, sessionID, linkID, token string) (Ask, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.goOn(cause, resource, sessionID, linkID, token)
}

func (w *Workspace) goOn(cause *Cause, resource, sessionID, linkID, token string) (Ask, error) {
	link := w.state.Links[linkID]
	if link == nil {
		return Ask{}, refuse(DoesNotExist, "link", "There is no link %s.", linkID)
	}
	s, open := w.state.Sessions[sessionID]
	if !open || s.Link != linkID || s.Resource != resource || w.agenda.Now().After(s.Expires) {
		return Ask{}, sessionOver(sessionID)
	}
	if link.Status == InvalidStatus && s.Errand != Updating {
		return Ask{}, w.usable(link)
	}
	if s.guide().Typed && token == "" {
		return Ask{}, refuse(Required, "token", "The institution's token is needed to go on.")
	}
	if userOf(link.Username).late {
		w.apply(sessionClosed{sessionID})
		return Ask{}, sessionOver(sessionID)
	}
	if s.Token.wrong(token) {
		return Ask{}, w.wrongToken(s)
	}
	w.apply(sessionClosed{sessionID})
	return w.loggedIn(cause, link, s), nil
}

func sessionOver(id string) error {
	return refuse(SessionExpired, "session", "There is no open login session %s for this link: start again.", id)
}

// wrongToken counts a token that the institution did not take.
func (w *Workspace) wrongToken(s Session) error {
	s.Wrong++
	if s.Wrong < maxWrong {
		w.apply(sessionOpened{s})
		return refuse(LoginError, "token", "The institution did not take this token: %d more can be tried.", maxWrong-s.Wrong)
	}
	w.apply(sessionClosed{s.ID})
	return refuse(LoginError, "token", "The institution did not take this token either: start again.")
}

// loggedIn does what a login was for.
func (w *Workspace) loggedIn(cause *Cause, link *Link, s Session) Ask {
	w.confirm(link)
	switch s.Errand {
	case Registering:
		w.collectAll(cause, link.ID, "", s.Types, w.latency)
	case Updating:
		w.updated(cause, link.ID)
	case Refreshing:
		w.refresh(cause, link.ID, s.Types)
	case Confirming:
	case Collecting:
		resource, _ := ResourceNamed(s.Resource)
		return Ask{
			Resource: resource, Link: s.Link, Account: s.Account, From: s.From, To: s.To, Keep: s.Keep, proved: true,
		}
	}
	return Ask{}
}
