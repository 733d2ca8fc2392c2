package bank

import (
	"cmp"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// An OwnerProfile is what the owner earns and has.
type OwnerProfile struct {
	CompanyID      *string         `json:"company_id"` // this and what follows up to Income: people
	OccupationCode *string         `json:"occupation_code"`
	Occupation     *string         `json:"occupation_description"`
	Income         *OwnerIncome    `json:"informed_income"`
	Activities     []OwnerActivity `json:"economic_activities"` // companies
	Revenue        *OwnerRevenue   `json:"informed_revenue"`    // companies
	Patrimony      OwnerPatrimony  `json:"patrimony"`
}

// OwnerIncome is what a person says to earn.
type OwnerIncome struct {
	Frequency string `json:"frequency"`
	Amount    Money  `json:"amount"`
	Currency  string `json:"currency"`
	Date      Day    `json:"date"`
}

// An OwnerActivity is a line of business.
type OwnerActivity struct {
	Main bool   `json:"is_main"`
	Code string `json:"code"`
}

// OwnerRevenue is what a company says to take in.
type OwnerRevenue struct {
	Frequency string  `json:"frequency"`
	Info      *string `json:"frequency_additional_info"`
	Amount    Money   `json:"amount"`
	Currency  string  `json:"currency"`
	Year      int     `json:"year"`
}

// An OwnerPatrimony is what the owner is worth.
type OwnerPatrimony struct {
	Amount   Money  `json:"amount"`
	Currency string `json:"currency"`
	Year     *int   `json:"year"` // people
	Date     *Day   `json:"date"` // companies
}

// OwnerRelations are what the owner has with the institution.
type OwnerRelations struct {
	Start        string         `json:"start_date"`
	Services     []string       `json:"product_services"`
	ServicesInfo *string        `json:"product_services_additional_info"`
	Procurators  []struct{}     `json:"procurators"`
	Products     []OwnerProduct `json:"products"`
}

// An OwnerProduct is an account of the owner there.
type OwnerProduct struct {
	Type    string `json:"type"`
	Subtype string `json:"subtype"`
	Agency  string `json:"agency"`
	Bank    string `json:"clearing_code"`
	Number  string `json:"number"`
	Check   string `json:"check_digit"`
}

// activities are some of Brazil's codes for lines of business (CNAE): a
// supermarket, a restaurant, software, consulting and building.
var activities = []string{"4711302", "5611201", "6201501", "7020400", "4120400"}

// personProfile is of somebody whom a bank, by its CNPJ, knows.
func (w *who) personProfile(l *ledger, bank string) *OwnerProfile {
	p, year := w.profile(), w.born.AddMonths(12*21).Start().Year()
	p.CompanyID, p.Patrimony.Year = &bank, &year
	p.Income = &OwnerIncome{Frequency: "MONTHLY", Amount: l.income(), Currency: w.country.currency, Date: w.since}
	return p
}

func (w *who) companyProfile(l *ledger) *OwnerProfile {
	p, day := w.profile(), w.born.AddMonths(24)
	p.Activities, p.Patrimony.Date = []OwnerActivity{{true, seeded.Pick(w.chance, activities)}}, &day
	p.Revenue = &OwnerRevenue{Frequency: "ANNUALLY", Amount: 12 * l.income(), Currency: w.country.currency, Year: day.Start().Year()}
	return p
}

func (w *who) profile() *OwnerProfile {
	worth := Money(w.chance.Between(200, 40_000)) * 1000 * Money(w.country.rate)
	return &OwnerProfile{Patrimony: OwnerPatrimony{Amount: worth, Currency: w.country.currency}}
}

// income is about what a holder earns in a month, in hundreds.
func (l *ledger) income() Money {
	var sum Money
	for i := range l.streams {
		if s := &l.streams[i]; s.inflow && s.kind.category == "Income & Payments" {
			sum += s.monthly()
		}
	}
	return sum / 100_00 * 100_00
}

// monthly is about what a stream moves in a month; nothing if it flows once a
// year. Where chance picks the days, small amounts are more often.
func (s *stream) monthly() Money {
	each := cmp.Or(s.steady, (s.lo+s.hi)/2)
	switch {
	case s.Schedule.Date != "":
		return 0
	case s.Schedule.PerMonth > 0:
		return (s.lo + (s.hi-s.lo)/4) * Money(s.Schedule.PerMonth)
	case s.Schedule.Fortnight:
		return 2 * each
	default:
		return each
	}
}

// services are the vendor's words for what a holder of an account uses.
var services = map[string]string{
	fixtures.Checking: "CONTA_DEPOSITO_A_VISTA", fixtures.Savings: "CONTA_POUPANCA", fixtures.CreditCard: "CARTAO_CREDITO",
}

func (w *who) relations(l *ledger) *OwnerRelations {
	r := &OwnerRelations{Start: w.since.Start().Format(time.RFC3339), Procurators: []struct{}{}, Products: []OwnerProduct{}}
	subtype := w.country.wording.personal
	if w.business != "" {
		subtype = w.country.wording.business
	}
	bank := seeded.Pick(seeded.World(0).At("bank", l.holder.Institution.Name).Chance(), brazil.banks)
	for i := range l.accounts {
		a := &l.accounts[i]
		if service := services[a.Category]; !slices.Contains(r.Services, service) {
			r.Services = append(r.Services, service)
		}
		if a.Category != fixtures.CreditCard {
			id := l.identify(a)
			r.Products = append(r.Products, OwnerProduct{a.Category, subtype, id.agency, bank, id.number, id.check})
		}
	}
	return r
}
