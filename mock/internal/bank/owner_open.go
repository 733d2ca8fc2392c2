package bank

import (
	"cmp"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// An OwnerPaper is a further document.
type OwnerPaper struct {
	Type    string  `json:"type"`
	Info    *string `json:"type_additional_info"`
	Number  string  `json:"number"`
	Check   string  `json:"check_digit"`
	Issued  Day     `json:"issue_date"`
	Expires *Day    `json:"expiration_date"`
	Country string  `json:"country_of_issuance"`
	Remark  *string `json:"additional_info"`
}

// An OwnerEmail is an address for mail.
type OwnerEmail struct {
	Main  bool   `json:"is_main"`
	Email string `json:"email"`
}

// An OwnerPhone is a telephone.
type OwnerPhone struct {
	Main      bool    `json:"is_main"`
	Type      string  `json:"type"`
	Info      *string `json:"additional_info"`
	Number    string  `json:"number"`
	Country   string  `json:"country_code"`
	Area      *string `json:"area_code"`
	Extension *string `json:"extension"`
}

// An OwnerAddress is where the owner lives or works.
type OwnerAddress struct {
	Main      bool    `json:"is_main"`
	Address   string  `json:"address"`
	Info      *string `json:"additional_info"`
	District  string  `json:"district_name"`
	Town      string  `json:"town"`
	TownCode  string  `json:"town_code"`
	State     string  `json:"state"`
	Postcode  string  `json:"postcode"`
	Country   string  `json:"country_name"`
	ISO3      string  `json:"country_code"`
	Latitude  *string `json:"latitude"`
	Longitude *string `json:"longitude"`
}

// An OwnerParent is a parent of a person.
type OwnerParent struct {
	Type       string  `json:"type"`
	CivilName  string  `json:"civil_name"`
	SocialName *string `json:"social_name"`
}

// An OwnerParty is somebody who runs a company.
type OwnerParty struct {
	PersonType   string  `json:"person_type"`
	Type         string  `json:"type"`
	Name         string  `json:"display_name"`
	SocialName   *string `json:"social_name"`
	CompanyName  *string `json:"company_name"`
	TradeName    *string `json:"trade_name"`
	Start        Day     `json:"start_date"`
	Share        Money   `json:"percentage_type"` // 1 is all of it
	DocumentType string  `json:"document_type"`
	Document     string  `json:"document_number"`
	Issued       *Day    `json:"document_issue_date"`
	Expires      *Day    `json:"document_expiration_date"`
	Country      string  `json:"document_country"`
	Info         *string `json:"document_additional_info"`
}

// openFinance writes the form of 2026, in which people and companies have
// different keys. Lists are there though nothing is in them, as the vendor has
// them; only a Brazilian address has the form that addresses must have.
func (w *who) openFinance(o *Owner, h Holder) {
	bank := CNPJ(seeded.World(0).At("bank", h.Institution.Name).Chance())
	o.CompaniesID, o.Emails, o.Phones = []string{bank}, []OwnerEmail{}, []OwnerPhone{}
	if w.email != nil {
		o.Emails = append(o.Emails, OwnerEmail{true, *w.email})
	}
	if w.phone != nil {
		o.Phones = append(o.Phones, OwnerPhone{Main: true, Type: "MOBILE", Number: w.number, Country: w.country.dialing, Area: given(w.area)})
	}
	if w.country.code == brazil.code {
		o.Addresses = []OwnerAddress{{
			Main: true, Address: w.street, District: w.town.district, Town: w.town.name, TownCode: w.town.code, State: w.town.state,
			Postcode: w.postcode, Country: w.country.name, ISO3: w.country.iso3,
		}}
	}
	l := newLedger(h)
	if w.business != "" {
		o.Profile = w.companyProfile(l)
		w.openCompany(o)
	} else {
		o.Profile = w.personProfile(l, bank)
		w.openPerson(o)
	}
	o.Relation = w.relations(l)
	paper := OwnerPaper{Type: "ID_CARD", Number: w.chance.Digits(8), Check: w.chance.Digits(1), Issued: w.born.AddMonths(16 * 12), Country: w.country.iso3}
	if w.business != "" {
		paper.Type, paper.Issued = "FISCAL_ID", w.born
	}
	o.MoreDocuments = []OwnerPaper{paper}
}

func (w *who) openCompany(o *Owner) {
	trade := strings.TrimSuffix(w.business, w.country.suffix)
	o.DisplayName, o.CompanyName, o.TradeName, o.Incorporation = nil, &w.business, &trade, &w.born
	partner := OwnerParty{
		PersonType: "INDIVIDUAL", Type: "ADMINISTRATOR", Name: w.country.personName(w.chance), Start: w.born, Share: 1_00,
		DocumentType: "CPF", Document: CPF(w.chance), Country: w.country.iso3,
	}
	o.Parties = []OwnerParty{partner}
}

func (w *who) openPerson(o *Owner) {
	gender, resident := "MALE", true
	if w.woman {
		gender = "FEMALE"
	}
	marital := seeded.Pick(w.chance, []string{"SINGLE", "MARRIED", "DIVORCED", "CIVIL_UNION", "WIDOWED"})
	o.BirthDate, o.MaritalStatus, o.Gender, o.Resident = &w.born, &marital, &gender, &resident
	if w.chance.Hit(50) {
		o.SocialName = given(seeded.Pick(w.chance, w.country.women))
	}
	mother := OwnerParent{Type: "MOTHER", CivilName: seeded.Pick(w.chance, w.country.women) + " " + cmp.Or(w.second, w.last)}
	o.Filiations = []OwnerParent{mother}
}
