package bank

import "github.com/belvo-mock/belvo-mock/mock/internal/seeded"

// NIT draws the number of a Colombian company: nine digits, of which the first
// is a company's 9, a dash, and the check digit.
func NIT(c *seeded.Chance) string {
	root := "9" + c.Digits(8)
	return root + "-" + string(nitCheck(root))
}

// ValidNIT tells whether s is a NIT of 7 to 15 digits, those of people
// included, and its check digit, which comes last, with or without a dash.
func ValidNIT(s string) bool {
	s = PlainDocument(s)
	if len(s) < 8 || !allOf(s, len(s), digits) || len(s) > len(nitWeights)+1 {
		return false
	}
	last := len(s) - 1
	return s[last] == nitCheck(s[:last])
}

// nitWeights are for the digits from the right.
var nitWeights = [...]int{3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71}

func nitCheck(root string) byte {
	sum := 0
	for i := range len(root) {
		sum += int(root[len(root)-1-i]-'0') * nitWeights[i]
	}
	rest := sum % 11
	if rest > 1 {
		rest = 11 - rest
	}
	return byte('0' + rest)
}
