package sandbox

import (
	"strings"
	"unicode"
)

// An Identity is a document of who gives a consent.
type Identity struct {
	Type   string `json:"type"` // CPF or CNPJ
	Number string `json:"number"`
	Name   string `json:"name,omitempty"`
}

// problem is what is wrong with a document; nil if nothing is. Digits are
// counted; what has letters is a persona's or a magic username, or a CNPJ of the
// new form, and taken as it is. Our choice.
func (i Identity) problem() *Error {
	digits := map[string]int{"CPF": 11, "CNPJ": 14}[i.Type]
	switch {
	case digits == 0:
		return &Error{Kind: InvalidChoice, Field: "document_type", Detail: "It is neither CPF nor CNPJ."}
	case i.Number == "":
		return &Error{Kind: Required, Field: "document_number", Detail: "The document's number is needed."}
	case strings.ContainsFunc(i.Number, unicode.IsLetter):
		return nil
	}
	n := 0
	for _, c := range i.Number {
		if unicode.IsDigit(c) {
			n++
		}
	}
	if n != digits {
		return &Error{Kind: Invalid, Field: "document_number", Detail: "This document's number does not have the right number of digits."}
	}
	return nil
}
