package bank

import "github.com/belvo-mock/belvo-mock/mock/internal/seeded"

// A country is how people are called and how banks write there. The tables are
// never changed.
type country struct {
	code, iso3, name string
	currency         string
	rate             int64 // roughly, units of the currency for one Brazilian real
	whole            bool  // amounts are whole units

	women, men, surnames []string
	brands, trades       []string // make the name of a company: "Aurora", "Padaria"
	suffix               string   // of a company's name
	towns                []town
	streets              []string
	messages             []string // what people write with a transfer
	banks                []string // three digits each
	dialing              string

	merchants map[string][]string // by kind
	texts     map[string][]string // what a statement says, by kind
	wording   wording
}

// A town is a place with the number by which its country knows it.
type town struct {
	name, state, district string
	code                  string // seven digits in Brazil, else empty
	postcode              string // the first digits
	area                  string // of telephones
}

// wording is how a country's banks name accounts and bills.
type wording struct {
	checking, savings, card string
	personal, business      string
	bill                    string
	cardPurchase            string // before a merchant's name, on an account that is no card
	part                    string // before 03/12
}

// countryOf is whose names, merchants and currency a holder has.
func countryOf(h Holder) *country {
	code := h.Persona.Country
	if code == "" {
		code = h.Institution.Country()
	}
	switch code {
	case mexico.code:
		return &mexico
	case colombia.code:
		return &colombia
	default:
		return &brazil
	}
}

// merchantsOf are the merchants of a kind; some are the same everywhere.
func (c *country) merchantsOf(kind string) []string {
	if names := c.merchants[kind]; names != nil {
		return names
	}
	return everywhere[kind]
}

var everywhere = map[string][]string{
	"streaming":   {"Netflix", "Spotify", "Disney Plus", "Amazon Prime", "YouTube Premium", "HBO Max"},
	"software":    {"Google One", "Apple iCloud", "Microsoft 365", "Adobe", "Dropbox", "Canva"},
	"advertising": {"Google Ads", "Meta Ads", "LinkedIn Ads"},
	"games":       {"Steam", "PlayStation Store", "Xbox", "Nintendo eShop"},
	"travel":      {"LATAM Airlines", "Booking.com", "Airbnb", "Decolar"},
}

// companyName is the name of a company that has no other role than to be paid
// or to pay.
func (c *country) companyName(chance *seeded.Chance) string {
	return seeded.Pick(chance, c.trades) + " " + seeded.Pick(chance, c.brands) + c.suffix
}

// personName is somebody's full name.
func (c *country) personName(chance *seeded.Chance) string {
	given := c.women
	if chance.Hit(500) {
		given = c.men
	}
	return seeded.Pick(chance, given) + " " + seeded.Pick(chance, c.surnames) + " " + seeded.Pick(chance, c.surnames)
}
