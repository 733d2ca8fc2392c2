package bank

import (
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// CPF draws the number of a Brazilian person: 11 digits, no punctuation.
func CPF(c *seeded.Chance) string {
	root := c.Digits(9)
	for repeats(root) {
		root = c.Digits(9)
	}
	return withMod11(root, 10)
}

// ValidCPF tells whether s is a CPF with right check digits. A repeated digit
// is refused, as the tax office refuses it.
func ValidCPF(s string) bool {
	s = PlainDocument(s)
	return allOf(s, 11, digits) && !repeats(s) && s == withMod11(s[:9], 10)
}

// CNPJ draws the number of a Brazilian company's first branch: 14 digits, no
// punctuation. Companies of before July 2026 have no letters in theirs.
func CNPJ(c *seeded.Chance) string {
	root := c.Digits(8)
	for repeats(root) {
		root = c.Digits(8)
	}
	return withMod11(root+"0001", 8)
}

// ValidCNPJ tells whether s is a CNPJ with right check digits, of digits or of
// the newer form, in which all but the last two may be letters.
func ValidCNPJ(s string) bool {
	s = PlainDocument(s)
	return allOf(s, 14, digits+letters) && !repeats(s) && s == withMod11(s[:12], 8)
}

// withMod11 appends the two check digits of CPF and CNPJ to root. Weights run
// from 2 upwards from the right and begin again after that many; a letter
// counts as its ASCII code less 48, as digits do.
func withMod11(root string, weights int) string {
	for range 2 {
		sum := 0
		for i := range len(root) {
			sum += int(root[len(root)-1-i]-'0') * (2 + i%weights)
		}
		check := 11 - sum%11
		if check > 9 {
			check = 0
		}
		root += string(rune('0' + check))
	}
	return root
}

// PIXEndToEnd draws the identifier that a PIX keeps from bank to bank: E, the
// eight digits by which the network knows the payer's bank (ISPB), the minute
// in UTC, 11 letters or digits; 32 characters. It panics if ispb is not eight
// digits, or if the year has not four.
func PIXEndToEnd(c *seeded.Chance, ispb string, at time.Time) string {
	minute := at.UTC().Format(pixMinute)
	if !allOf(ispb, 8, digits) || len(minute) != 12 {
		panic("a PIX needs eight digits of a bank and a year of four, not " + ispb + " and " + minute)
	}
	var b strings.Builder
	b.WriteString("E" + ispb + minute)
	for range 11 {
		b.WriteByte(pixAlphabet[c.Between(0, int64(len(pixAlphabet)-1))])
	}
	return b.String()
}

const (
	pixMinute   = "200601021504"
	pixAlphabet = digits + letters + "abcdefghijklmnopqrstuvwxyz"
)

// ValidPIXEndToEnd tells whether s has the form that PIXEndToEnd makes. Case
// counts.
func ValidPIXEndToEnd(s string) bool {
	if len(s) != 32 || s[0] != 'E' || !allOf(s[1:21], 20, digits) || !allOf(s[21:], 11, pixAlphabet) {
		return false
	}
	_, err := time.Parse(pixMinute, s[9:21])
	return err == nil
}
