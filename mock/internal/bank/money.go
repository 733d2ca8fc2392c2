package bank

import (
	"fmt"
	"strconv"
	"strings"
)

// Money is an amount in hundredths of a currency's unit. It is never a float:
// what a client adds up must come out to the cent.
type Money int64

// ParseMoney reads a decimal number with at most two decimals, such as 1234.5.
func ParseMoney(text string) (Money, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, cents, _ := strings.Cut(digits, ".")
	if len(cents) > 2 || whole == "" || strings.Trim(whole+cents, "0123456789") != "" || strings.HasSuffix(text, ".") {
		return 0, fmt.Errorf("%q is not an amount with at most two decimals", text)
	}
	n, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is too large an amount", text)
	}
	if negative {
		n = -n
	}
	return Money(n), nil
}

// String is the amount with two decimals, such as 1234.50.
func (m Money) String() string { return string(m.append(nil)) }

// MarshalJSON writes an exact decimal number with two decimals.
func (m Money) MarshalJSON() ([]byte, error) { return m.append(nil), nil }

// UnmarshalJSON reads what MarshalJSON writes; it refuses further decimals and
// exponents instead of rounding.
func (m *Money) UnmarshalJSON(text []byte) error {
	read, err := ParseMoney(string(text))
	if err == nil {
		*m = read
	}
	return err
}

func (m Money) append(b []byte) []byte {
	n := uint64(m)
	if m < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendUint(b, n/100, 10)
	return append(b, '.', byte('0'+n/10%10), byte('0'+n%10))
}

func (m Money) abs() Money { return max(m, -m) }
