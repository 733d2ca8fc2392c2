package bank

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// CLABE draws the number by which Mexican banks know an account: 18 digits, of
// which three are a bank, three a town, eleven the account and one is the check.
func CLABE(c *seeded.Chance) string {
	root := seeded.Pick(c, mexico.banks) + seeded.Pick(c, clabeTowns) + c.Digits(11)
	return root + string(clabeCheck(root))
}

// clabeTowns are Mexico City, Guadalajara, Monterrey, Puebla and Mérida.
var clabeTowns = []string{"180", "320", "580", "650", "910"}

// ValidCLABE tells whether s is 18 digits with a right check digit. Whether
// there is such a bank is not looked at.
func ValidCLABE(s string) bool {
	s = PlainDocument(s)
	return allOf(s, 18, digits) && s[17] == clabeCheck(s[:17])
}

func clabeCheck(root string) byte {
	sum := 0
	for i := range len(root) {
		sum += int(root[i]-'0') * [...]int{3, 7, 1}[i%3] % 10
	}
	return byte('0' + (10-sum%10)%10)
}

// A Mexican is what the numbers of a person in Mexico are made of. An absent
// surname counts as X.
type Mexican struct {
	Given, Paternal, Maternal string
	Woman                     bool
	Born                      time.Time // its day in UTC
}

// CompanyRFC draws the tax number of a company: 12 characters. What follows a
// comma in its name, such as S.A. de C.V., does not count.
func CompanyRFC(c *seeded.Chance, name string, founded time.Time) string {
	return withRFCCheck(companyInitials(name) + founded.UTC().Format(rfcDay) + rfcTail(c))
}

const rfcDay = "060102"

func rfcTail(c *seeded.Chance) string {
	const tail = "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ" // no 0 and no O
	return string([]byte{tail[c.Between(0, 33)], tail[c.Between(0, 33)]})
}

// ValidRFC tells whether s is the RFC of a person or a company with a date
// that exists and a right check digit. The two that stand for anybody and for
// foreigners (XAXX010101000, XEXX010101000) have none and are not valid.
func ValidRFC(s string) bool {
	s = PlainDocument(s)
	form := rfcForm.FindStringSubmatch(s)
	if form == nil {
		return false
	}
	_, err := time.Parse(rfcDay, form[1])
	return err == nil && s == withRFCCheck(s[:len(s)-1])
}

var rfcForm = regexp.MustCompile(`^[A-ZÑ&]{3,4}([0-9]{6})[A-Z0-9]{2}[0-9A]$`)

// withRFCCheck appends the check character. A company's number counts as if a
// space stood before it.
func withRFCCheck(root string) string {
	const alphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
	text, order := []rune(root), []rune(alphabet)
	if len(text) == 11 {
		text = slices.Insert(text, 0, ' ')
	}
	sum := 0
	for i, r := range text {
		sum += slices.Index(order, r) * (13 - i)
	}
	return root + "0123456789A"[(11-sum%11)%11:][:1]
}

// CURP draws the population number of a person: 18 characters.
func CURP(c *seeded.Chance, p Mexican) string {
	sex, tail := "H", digits
	if p.Woman {
		sex = "M"
	}
	if p.Born.UTC().Year() >= 2000 {
		tail = letters[:10]
	}
	root := strings.ReplaceAll(p.initials(), "Ñ", "X") + p.Born.UTC().Format(rfcDay) + sex +
		seeded.Pick(c, curpStates) + p.consonants() + string(tail[c.Between(0, 9)])
	return root + string(curpCheck(root))
}

// ValidCURP tells whether s is a CURP with a date and a state that exist and a
// right check digit.
func ValidCURP(s string) bool {
	s = PlainDocument(s)
	form := curpForm.FindStringSubmatch(s)
	if form == nil || !slices.Contains(curpStates, form[2]) {
		return false
	}
	_, err := time.Parse(rfcDay, form[1])
	return err == nil && s[17] == curpCheck(s[:17])
}

var curpForm = regexp.MustCompile(`^[A-Z][AEIOUX][A-Z]{2}([0-9]{6})[HMX]([A-Z]{2})[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9][0-9]$`)

// curpStates are the 32 states, and NE for who was born abroad.
var curpStates = strings.Fields("AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ YN ZS")

func curpCheck(root string) byte {
	sum := 0
	for i := range len(root) {
		value := strings.IndexByte(digits+letters, root[i])
		if root[i] > 'N' {
			value++ // Ñ has a place in the order, though none in a CURP
		}
		sum += value * (18 - i)
	}
	return byte('0' + (10-sum%10)%10)
}
