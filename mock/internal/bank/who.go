package bank

import (
	"strings"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A who is what an institution knows of a holder, whatever the form it is
// written in.
type who struct {
	country                   *country
	chance                    *seeded.Chance
	name, first, last, second string // second is empty for some
	business                  string // of a company; else empty
	woman                     bool
	born                      Day // a company was founded
	since                     Day // became a customer
	document                  OwnerDocument
	town                      town
	street, postcode          string
	area, number              string // of a telephone; mobile ones in Colombia have no area
	email, phone, address     *string
}

// identifyHolder draws who a holder is, always the same for one person. One in
// ten has given no address for mail, another no telephone, another no address.
func identifyHolder(h Holder) *who {
	c := h.World.At("holder").Chance()
	w := &who{country: countryOf(h), chance: c}
	if h.Persona.Kind == fixtures.Company {
		w.company()
	} else {
		w.person()
	}
	w.document = w.identity()
	w.town = seeded.Pick(c, w.country.towns)
	w.street = seeded.Pick(c, w.country.streets) + " " + c.Digits(3)
	w.postcode = w.town.postcode + c.Digits(w.country.postcodeLength()-len(w.town.postcode))
	w.telephone()
	if c.Hit(900) {
		w.email = given(mailName(w.name) + "@example.com")
	}
	if c.Hit(900) {
		w.phone = given("+" + w.country.dialing + w.area + w.number)
	}
	if c.Hit(900) {
		w.address = given(strings.Join([]string{w.street, w.town.district, w.town.name, w.town.state, w.postcode}, ", "))
	}
	return w
}

// person draws somebody born from 1955 to 2002, a customer since they were of
// age. One in twenty has one surname only.
func (w *who) person() {
	c := w.chance
	w.born = Day{unixEpoch}.Add(int(c.Between(-15*365, 33*365)))
	w.since = w.born.AddMonths(18 * 12).Add(int(c.Between(0, 1000)))
	w.woman = c.Hit(500)
	names := w.country.men
	if w.woman {
		names = w.country.women
	}
	w.first, w.last, w.second = seeded.Pick(c, names), seeded.Pick(c, w.country.surnames), seeded.Pick(c, w.country.surnames)
	if c.Hit(50) {
		w.second = ""
	}
	w.name = strings.TrimSpace(w.first + " " + w.last + " " + w.second)
}

// company draws one founded from 2000 to 2021, a customer since soon after.
func (w *who) company() {
	c := w.chance
	w.born = Day{unixEpoch}.Add(int(c.Between(30*366, 52*365)))
	w.since = w.born.Add(int(c.Between(0, 1000)))
	w.business = w.country.companyName(c)
	w.name = w.business
}

// identity is the document of a person or company in their country.
func (w *who) identity() OwnerDocument {
	c, company := w.chance, w.business != ""
	switch w.country.code {
	case mexico.code:
		if company {
			return OwnerDocument{"RFC", CompanyRFC(c, w.business, w.born.Start())}
		}
		return OwnerDocument{"CURP", CURP(c, Mexican{Given: w.first, Paternal: w.last, Maternal: w.second, Woman: w.woman, Born: w.born.Start()})}
	case colombia.code:
		if company {
			return OwnerDocument{"NIT", NIT(c)}
		}
		return OwnerDocument{"CC", "1" + c.Digits(9)}
	default:
		if company {
			return OwnerDocument{"CNPJ", CNPJ(c)}
		}
		return OwnerDocument{"CPF", CPF(c)}
	}
}

// telephone draws a mobile one: nine digits in Brazil, the first a 9, after the
// area; ten in all in Mexico; ten without an area in Colombia, the first a 3.
func (w *who) telephone() {
	switch w.country.code {
	case mexico.code:
		w.area, w.number = w.town.area, "1"+w.chance.Digits(7)
	case colombia.code:
		w.number = "3" + w.chance.Digits(9)
	default:
		w.area, w.number = w.town.area, "9"+w.chance.Digits(8)
	}
}

// postcodeLength is how many digits a postcode has.
func (c *country) postcodeLength() int {
	switch c.code {
	case mexico.code:
		return 5
	case colombia.code:
		return 6
	default:
		return 8
	}
}

// mailName is a name as it stands in front of an @: its first three words in
// plain letters with dots between them.
func mailName(name string) string {
	var words []string
	for word := range strings.FieldsSeq(strings.ToUpper(name)) {
		word = strings.ToLower(strings.Map(mailLetter, word))
		if word != "" && len(words) < 3 {
			words = append(words, word)
		}
	}
	return strings.Join(words, ".")
}

func mailLetter(r rune) rune {
	switch r {
	case 'Ñ':
		return 'N'
	case '&':
		return -1
	default:
		return plainLetter(r)
	}
}
