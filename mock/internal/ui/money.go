package ui

import (
	"encoding/json"
	"strings"
)

// money is an amount with its thousands apart and two decimals.
func money(amount json.Number) string {
	whole, cents, _ := strings.Cut(amount.String(), ".")
	sign := ""
	if rest, negative := strings.CutPrefix(whole, "-"); negative {
		sign, whole = "−", rest
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u202f" + whole[i:] // a narrow space that does not break
	}
	return sign + whole + "." + (cents + "00")[:max(2, len(cents))]
}
