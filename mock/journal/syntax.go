package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// A SyntaxError is the first place at which a text stops being JSON.
type SyntaxError struct {
	Offset  int    // in bytes from the text's begin, which is 0; the text's length where it ends too early
	Line    int    // from 1
	Column  int    // in characters from 1
	Message string // what is wrong, in English
}

// FindSyntaxError tells where a text is no JSON; false if it is JSON. Bytes that
// are no UTF-8 are an error too.
func FindSyntaxError(text []byte) (at SyntaxError, found bool) {
	var whole json.RawMessage
	err := json.Unmarshal(text, &whole)
	syntax, invalid := errors.AsType[*json.SyntaxError](err)
	switch {
	case !invalid && utf8.Valid(text):
		return SyntaxError{}, false
	case !invalid:
		at.Offset, at.Message = firstInvalid(text), "a byte that is no UTF-8"
	default:
		at.Offset, at.Message = int(syntax.Offset), syntax.Error()
		if at.Message != endsEarly {
			at.Offset-- // the byte that was not expected has been read
		}
	}
	before := text[:at.Offset]
	at.Line = 1 + bytes.Count(before, []byte("\n"))
	at.Column = 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return at, true
}

// endsEarly is what encoding/json, which has no value for it, says of a text that
// more text could make right.
const endsEarly = "unexpected end of JSON input"

// firstInvalid is where the first byte stands that is no UTF-8.
func firstInvalid(text []byte) int {
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}
