package sandbox

import (
	"strings"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A TokenKind is a second factor that an institution asks for.
//
// Source: vendor document.
type TokenKind string

// The kinds of tokens.
const (
	Inputless TokenKind = "inputless" // the person presses a button elsewhere
	Numeric   TokenKind = "numeric"   // digits that a device shows for a number
	Scanned   TokenKind = "qr"        // the person scans a code
	Worded    TokenKind = "text"      // an answer in words
)

// A TokenGuide says how a person comes by a token.
type TokenGuide struct {
	Kind         TokenKind
	Instructions string
	Value        string // what to show the person; empty: nothing
	Typed        bool   // whether the person types the token in
}

// guide is what a session tells the person. Words and values are our choice.
func (s Session) guide() TokenGuide {
	g := TokenGuide{Kind: s.Token, Typed: true}
	switch s.Token {
	case Numeric:
		g.Instructions, g.Value = "Type this number into your token device, and here what it shows.", s.Challenge
	case Worded:
		g.Instructions, g.Value = "Answer your bank's question.", "Which word is on your card "+s.Challenge+"?"
	case Scanned:
		g.Instructions, g.Value, g.Typed = "Scan this code with your bank's app.", "belvo-mock:"+s.ID, false
	case Inputless:
		g.Instructions, g.Typed = "Confirm the login in your bank's app.", false
	}
	return g
}

// wrong tells whether a token is not the one that the institution expects:
// nothing but zeros, or other signs than digits where it asks for digits. All
// others are right. Our choice.
func (k TokenKind) wrong(token string) bool {
	switch k {
	case Numeric:
		return strings.Trim(token, "0") == "" || strings.Trim(token, "0123456789") != ""
	case Worded:
		return strings.Trim(token, "0") == ""
	default:
		return false
	}
}

// featureToken is the vendor's name of the feature that logging in takes a token.
const featureToken = "token_required"

// tokenOf is the kind of token that a login takes; empty if none. A username
// decides before its institution does, which asks for digits.
func tokenOf(institution fixtures.Institution, username string) TokenKind {
	if u := userOf(username); u.token != "" {
		return u.token
	}
	for _, f := range institution.Features {
		if f.Name == featureToken {
			return Numeric
		}
	}
	return ""
}
