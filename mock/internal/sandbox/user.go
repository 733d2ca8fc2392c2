package sandbox

import (
	"slices"
	"strings"
)

// A User is a username that makes something happen at any institution. Anything
// may follow it after a plus sign, so that one link is one person: bnk100+ana.
//
// Source: bnk100 and user_valid are the vendor's documents of 2021 to 2024, as
// are the codes; the other names, and what each does, are our choice.
type User struct {
	ID      string
	Summary string
	Effect  string // what a client sees of it

	persona string // whose data it is; empty: somebody's of the institution's country
	steady  bool   // whose data it is: the country's first persona that fits, whatever the seed
	token   TokenKind
	late    bool   // the login session is over before its token can come
	refusal Kind   // of the login; empty: it works
	detail  string // the refusal's words
	status  LinkStatus
	turns   LinkStatus // what a refresh by the clock finds the link to be; empty: as it was
}

// Users are all of them, in the order in which they are listed.
func Users() []User { return slices.Clone(users) }

var users = []User{
	{ID: "bnk100", Summary: "the vendor's default person", Effect: "data of an employee, or of a company at a business bank", steady: true},
	{ID: "user_valid", Summary: "the vendor's default person of 2021", Effect: "data of an employee, or of a company at a business bank", steady: true},
	{ID: "user_empty", Summary: "somebody whose accounts never move", Effect: "accounts, but no transactions", persona: "empty"},
	{ID: "user_little", Summary: "somebody with little data", Effect: "exactly 100 transactions, which is one page", persona: "one_page"},
	{ID: "user_much", Summary: "somebody with much data", Effect: "exactly 1,001 transactions, one more than the largest page", persona: "rows_1001"},
	{ID: "user_negative", Summary: "somebody below zero", Effect: "a checking account below zero without an agreed overdraft", persona: "negative"},

	{ID: "mfa_numeric", Summary: "logging in takes a code of digits", Effect: tokenEffect, token: Numeric, steady: true},
	{ID: "mfa_text", Summary: "logging in takes an answer in words", Effect: tokenEffect, token: Worded, steady: true},
	{ID: "mfa_qr", Summary: "logging in takes the scan of a QR code", Effect: tokenEffect + "; the PATCH needs no token", token: Scanned, steady: true},
	{ID: "mfa_inputless", Summary: "logging in takes the press of a button on the phone", Effect: tokenEffect + "; the PATCH needs no token", token: Inputless, steady: true},
	{
		ID: "session_expired", Summary: "the login session is over before the token comes",
		Effect: "428 token_required, and 400 session_expired for its PATCH", token: Numeric, late: true, steady: true,
	},

	{ID: "login_error", Summary: "the credentials are wrong", Effect: "400 login_error", refusal: LoginError, detail: wrongCredentials},
	{
		ID: "login_mfa_unsupported", Summary: "the second factor is one that is not supported",
		Effect: "400 login_error", refusal: LoginError, detail: "The institution asks for a kind of second factor that is not supported.",
	},
	{ID: "login_unexpected", Summary: "the login fails for a reason unknown", Effect: "400 login_error", refusal: LoginError, detail: "The login failed unexpectedly."},
	{
		ID: "login_not_attempted", Summary: "the login is not tried",
		Effect: "400 login_error", refusal: LoginError, detail: "The login was not attempted: these credentials failed before.",
	},
	{ID: "login_missing", Summary: "the institution misses a credential", Effect: "400 login_error", refusal: LoginError, detail: "A credential that the institution asks for is missing."},
	{ID: "login_forbidden", Summary: "the person may not use online banking", Effect: "400 login_error", refusal: LoginError, detail: "The institution forbids this user access."},
	{ID: "login_locked", Summary: "the account is locked", Effect: "400 login_error", refusal: LoginError, detail: "The institution has locked this account: the person has to unlock it there."},
	{ID: "invalid_credentials", Summary: "the credentials have the wrong form", Effect: "400 invalid_credentials", refusal: InvalidCredentials, detail: "The institution does not know credentials like these."},
	{ID: "institution_down", Summary: "the institution cannot be reached", Effect: "400 institution_down", refusal: InstitutionDown, detail: "The institution cannot be reached at the moment."},
	{ID: "institution_inactive", Summary: "the institution is switched off", Effect: "400 institution_inactive", refusal: InstitutionInactive, detail: "The institution is not supported at the moment."},
	{ID: "institution_unavailable", Summary: "the institution is in maintenance", Effect: "400 institution_unavailable", refusal: InstitutionUnavailable, detail: "The institution is in maintenance."},
	{ID: "too_many_sessions", Summary: "the person is logged in elsewhere", Effect: "400 too_many_sessions", refusal: TooManySessions, detail: elsewhere},

	{
		ID: "unconfirmed", Summary: "the first login is never completed",
		Effect: "a link of status unconfirmed, and 400 unconfirmed_link when its data is asked for", status: Unconfirmed, steady: true,
	},
	{
		ID: "refresh_invalid", Summary: "the credentials stop working once the link is made",
		Effect: "each refresh by the clock makes a recurrent link invalid, and a webhook LINK invalid_credentials tells so", turns: InvalidStatus, steady: true,
	},
	{
		ID: "refresh_token", Summary: "the institution begins to ask for a token once the link is made",
		Effect: "each refresh by the clock finds token_required on a recurrent link, and a webhook LINK token_required tells so", turns: TokenNeeded, steady: true,
	},
}

const (
	tokenEffect      = "428 token_required for the link and for each POST that collects"
	wrongCredentials = "The institution does not know this user with this password."
	elsewhere        = "The person is logged in elsewhere: try again in 120 seconds."
)

// WrongPassword is the password that is wrong at every institution, in POST and
// in PUT. All others are right, as in the vendor's sandbox. Our choice.
const WrongPassword = "wrong"

// userOf is the User that a username is; the zero User if it is none.
func userOf(username string) User {
	name, _, _ := strings.Cut(username, "+")
	i := slices.IndexFunc(users, func(u User) bool { return u.ID == name })
	if i < 0 {
		return User{}
	}
	return users[i]
}

// admits refuses a login that does not work.
func (u User) admits(password string) error {
	switch {
	case u.refusal != "":
		return refuse(u.refusal, "", "%s", u.detail)
	case password == WrongPassword:
		return refuse(LoginError, "", "%s", wrongCredentials)
	default:
		return nil
	}
}
