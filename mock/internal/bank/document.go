package bank

import (
	"strings"
	"unicode"
)

// Numbers of documents are generated strictly: every check digit is right.
// What clients send is accepted leniently, since the vendor's own pages show
// numbers that fail their checks; the Valid functions are for those who want
// to harden, and see through punctuation and lower case.

// PlainDocument is a document's number without what people write between its
// characters, in upper case: 761.092.776-73 is 76109277673. Letters, digits
// and the ampersand of Mexican companies stay.
func PlainDocument(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '&' {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// allOf tells whether s is n bytes long and made of the characters of set only.
func allOf(s string, n int, set string) bool {
	return len(s) == n && strings.Trim(s, set) == ""
}

const (
	digits  = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// repeats tells whether s is one character again and again, such as the
// 111.111.111-11 that passes its checks and is nobody's.
func repeats(s string) bool {
	return s != "" && strings.Trim(s, s[:1]) == ""
}
