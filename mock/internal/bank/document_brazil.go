package bank

import "github.com/belvo-mock/belvo-mock/mock/internal/seeded"

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
