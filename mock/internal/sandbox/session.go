package sandbox

import (
	"time"
)

// A Session is a login at the institution that waits for a one-time token.
type Session struct {
	ID      string // 32 hexadecimal digits
	Link    string
	Life    time.Duration // from its beginning
	Expires time.Time
	Ask     Ask // what the client had asked for, and goes on with the token
}

// sessionLife is how long a login session waits for its token.
//
// Source: vendor document (the example's expiry of 9600 seconds).
const sessionLife = 9600 * time.Second

// challenge opens a login session for a link whose institution wants a token.
func (w *Workspace) challenge(link *Link, ask Ask) error {
	session := Session{
		ID:   link.Path.At("session").Number(link.Sessions).Hex(),
		Link: link.ID, Life: sessionLife, Expires: w.agenda.Now().Add(sessionLife), Ask: ask,
	}
	w.apply(linkCounted{ID: link.ID, Sessions: 1})
	w.apply(sessionOpened{session})
	return &Error{
		Kind: TokenRequired, Detail: "The institution asks for a one-time token: send it with PATCH.", Session: &session,
	}
}

// Resume goes on with a login session: with its token the link is valid again,
// and what was asked for can be asked again. Any token that is not empty is right.
//
// Source: the flow is the vendor's document; which tokens are right is our choice.
// Resource is the name of the collection that the client goes on with, empty
// for links: it must be the one that asked for the token.
func (w *Workspace) Resume(resource, sessionID, linkID, token string) (Ask, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link := w.state.Links[linkID]
	if link == nil {
		return Ask{}, refuse(DoesNotExist, "link", "There is no link %s.", linkID)
	}
	session, open := w.state.Sessions[sessionID]
	if !open || session.Link != linkID || session.Ask.Resource.Name != resource || w.agenda.Now().After(session.Expires) {
		return Ask{}, refuse(SessionExpired, "session", "There is no open login session %s for this link: start again.", sessionID)
	}
	if token == "" {
		return Ask{}, refuse(Required, "token", "The institution's token is needed to go on.")
	}
	valid := *link
	valid.Status = Valid
	w.apply(sessionClosed{sessionID})
	w.apply(linkSet{valid})
	return session.Ask, nil
}
