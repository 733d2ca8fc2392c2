package bank

import (
	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A kind is what a movement is, in every country alike.
type kind struct {
	category, subcategory string
	inflow                bool
	party                 party
	operation             string // Brazilian operation_type on an account that is no card
	mcc                   int    // of the merchant's trade; 0: not paid by card
	slow                  bool   // booked a day later, and pending until then
	parts                 int    // instalments, if it is bought on a schedule with a card
	round                 bool   // amounts have no cents
}

// A party is who stands on the other side.
type party int

const (
	nobody party = iota
	merchant
	individual
	company
	employer // a company that stays the same
	landlord // an individual who stays the same
)

// kinds are all kinds of movements: those of fixtures.StreamKinds, then those
// that follow from others. Pairs of category and subcategory are the vendor's.
var kinds = map[string]kind{
	"salary":      {category: "Income & Payments", subcategory: "Salary", inflow: true, party: employer, operation: "FOLHA_PAGAMENTO"},
	"bonus":       {category: "Income & Payments", subcategory: "Salary", inflow: true, party: employer, operation: "FOLHA_PAGAMENTO"},
	"freelance":   {category: "Income & Payments", subcategory: "Freelance", inflow: true, party: individual, operation: "PIX", round: true},
	"sales":       {category: "Income & Payments", subcategory: "Other", inflow: true, party: company, operation: "TED"},
	"transfer_in": {category: "Transfers", subcategory: "Other", inflow: true, party: individual, operation: "PIX"},
	"interest":    {category: "Income & Payments", subcategory: "Interest", inflow: true, operation: "RENDIMENTO_APLIC_FINANCEIRA"},
	"cash_in":     {category: "Deposits", subcategory: "Other", inflow: true, operation: "DEPOSITO", round: true},

	"rent":        {category: "Bills & Utilities", subcategory: "Rent", party: landlord, operation: "PIX"},
	"electricity": {category: "Bills & Utilities", subcategory: "Electricity & Energy", party: merchant, operation: "CONVENIO_ARRECADACAO", slow: true},
	"water":       {category: "Bills & Utilities", subcategory: "Water", party: merchant, operation: "CONVENIO_ARRECADACAO", slow: true},
	"telecom":     {category: "Bills & Utilities", subcategory: "Telecommunications", party: merchant, operation: "BOLETO", mcc: 4814, slow: true},
	"streaming":   {category: "Online Platforms & Leisure", subcategory: "Movie & Audio", party: merchant, operation: "CARTAO", mcc: 5815},
	"software":    {category: "Online Platforms & Leisure", subcategory: "Apps, Software and Cloud Services", party: merchant, operation: "CARTAO", mcc: 5817},
	"insurance":   {category: "Insurance", subcategory: "Auto Insurance", party: merchant, operation: "BOLETO", mcc: 6300, slow: true},
	"gym":         {category: "Home & Life", subcategory: "Gyms & Fitness", party: merchant, operation: "CARTAO", mcc: 7997},
	"tuition":     {category: "Home & Life", subcategory: "Education", party: merchant, operation: "BOLETO", mcc: 8220, slow: true},

	"groceries":   {category: "Food & Groceries", subcategory: "Groceries", party: merchant, operation: "CARTAO", mcc: 5411},
	"restaurants": {category: "Food & Groceries", subcategory: "Restaurants", party: merchant, operation: "CARTAO", mcc: 5812},
	"delivery":    {category: "Food & Groceries", subcategory: "Delivery", party: merchant, operation: "CARTAO", mcc: 5814},
	"bakery":      {category: "Food & Groceries", subcategory: "Bakery & Coffee", party: merchant, operation: "CARTAO", mcc: 5462},
	"convenience": {category: "Food & Groceries", subcategory: "Convenience Store", party: merchant, operation: "CARTAO", mcc: 5499},
	"pharmacy":    {category: "Home & Life", subcategory: "Pharmacies", party: merchant, operation: "CARTAO", mcc: 5912},
	"health":      {category: "Home & Life", subcategory: "Health", party: merchant, operation: "CARTAO", mcc: 8099},
	"transit":     {category: "Transport & Travel", subcategory: "Public Transit", party: merchant, operation: "CARTAO", mcc: 4111},
	"rideshare":   {category: "Transport & Travel", subcategory: "Taxis & Rideshares", party: merchant, operation: "CARTAO", mcc: 4121},
	"fuel":        {category: "Transport & Travel", subcategory: "Gas", party: merchant, operation: "CARTAO", mcc: 5541},
	"parking":     {category: "Transport & Travel", subcategory: "Parking & Tolls", party: merchant, operation: "CARTAO", mcc: 7523},
	"travel":      {category: "Transport & Travel", subcategory: "Flights", party: merchant, operation: "CARTAO", mcc: 4511, parts: 10},
	"clothing":    {category: "Personal Shopping", subcategory: "Clothing & Accessories", party: merchant, operation: "CARTAO", mcc: 5651, parts: 6},
	"electronics": {category: "Personal Shopping", subcategory: "Electronics", party: merchant, operation: "CARTAO", mcc: 5732, parts: 12},
	"ecommerce":   {category: "Personal Shopping", subcategory: "E-commerce", party: merchant, operation: "CARTAO", mcc: 5969},
	"pets":        {category: "Personal Shopping", subcategory: "Pet Supplies", party: merchant, operation: "CARTAO", mcc: 5995},
	"gifts":       {category: "Personal Shopping", subcategory: "Gifts", party: merchant, operation: "CARTAO", mcc: 5947},
	"games":       {category: "Online Platforms & Leisure", subcategory: "Gaming", party: merchant, operation: "CARTAO", mcc: 5816},
	"cinema":      {category: "Online Platforms & Leisure", subcategory: "Movie & Audio", party: merchant, operation: "CARTAO", mcc: 7832},
	"cash":        {category: "Withdrawal & ATM", subcategory: "Other", operation: "SAQUE", round: true},
	"donation":    {category: "Taxes", subcategory: "Donation", party: merchant, operation: "PIX", mcc: 8398, round: true},

	"transfer_out":   {category: "Transfers", subcategory: "Other", party: individual, operation: "PIX"},
	"savings":        {category: "Investments & Savings", subcategory: "Savings", operation: "TRANSFERENCIA_MESMA_INSTITUICAO", round: true},
	"bank_fee":       {category: "Fees & Charges", subcategory: "Bank Fees", operation: "PACOTE_TARIFA_SERVICOS"},
	"overdraft":      {category: "Credits & Loans", subcategory: "Interest & Charges", operation: "ENCARGOS_JUROS_CHEQUE_ESPECIAL"},
	"income_tax":     {category: "Taxes", subcategory: "Income Tax", operation: "CONVENIO_ARRECADACAO"},
	"government_fee": {category: "Taxes", subcategory: "Government Fees", operation: "CONVENIO_ARRECADACAO"},
	"car_tax":        {category: "Taxes", subcategory: "Auto Tax & Fees", operation: "CONVENIO_ARRECADACAO"},

	"payroll":     {category: "Transfers", subcategory: "Other", party: individual, operation: "FOLHA_PAGAMENTO"},
	"supplier":    {category: "Transfers", subcategory: "Other", party: company, operation: "BOLETO", slow: true},
	"accountant":  {category: "Home & Life", subcategory: "Professional Services", party: merchant, operation: "BOLETO", mcc: 8931, slow: true},
	"advertising": {category: "Online Platforms & Leisure", subcategory: "Apps, Software and Cloud Services", party: merchant, operation: "CARTAO", mcc: 7311},
	"office":      {category: "Personal Shopping", subcategory: "Office Supplies", party: merchant, operation: "CARTAO", mcc: 5943},

	"savings_in":    {category: "Investments & Savings", subcategory: "Savings", inflow: true, operation: "TRANSFERENCIA_MESMA_INSTITUICAO"},
	"savings_out":   {category: "Investments & Savings", subcategory: "Savings", operation: "TRANSFERENCIA_MESMA_INSTITUICAO"},
	"invest":        {category: "Investments & Savings", subcategory: "Fixed income", operation: "TRANSFERENCIA_MESMA_INSTITUICAO"},
	"redeem":        {category: "Investments & Savings", subcategory: "Fixed income", inflow: true, operation: "RESGATE_APLIC_FINANCEIRA"},
	"loan":          {category: "Credits & Loans", subcategory: "Personal", inflow: true, operation: "OPERACAO_CREDITO"},
	"loan_payment":  {category: "Credits & Loans", subcategory: "Personal", operation: "OPERACAO_CREDITO"},
	"card_payment":  {category: "Credits & Loans", subcategory: "Credit Card", operation: "BOLETO", slow: true},
	"card_paid":     {category: "Credits & Loans", subcategory: "Credit Card", inflow: true, operation: "PAGAMENTO"},
	"late_fee":      {category: "Fees & Charges", subcategory: "Bank Fees", operation: "TARIFA"},
	"late_interest": {category: "Credits & Loans", subcategory: "Interest & Charges", operation: "TARIFA"},
	"levy":          {category: "Taxes", subcategory: "Government Fees"},
}

// Categories are those that the vendor sorts movements into.
func Categories() []string { return fixtures.Categories() }

// price draws an amount from lo to hi, small ones more often, with the endings
// that prices have; whole leaves out hundredths, as Colombian pesos do.
func (k kind) price(c *seeded.Chance, lo, hi Money, whole bool) Money {
	part := int64(hi-lo) * c.Between(0, 1000) / 1000 * c.Between(0, 1000) / 1000
	return k.ending(c, lo+Money(part), lo, hi, whole)
}

// sum draws an amount from lo to hi, all equally likely.
func (k kind) sum(c *seeded.Chance, lo, hi Money, whole bool) Money {
	return k.ending(c, Money(c.Between(int64(lo), int64(hi))), lo, hi, whole)
}

func (k kind) ending(c *seeded.Chance, amount, lo, hi Money, whole bool) Money {
	cents, style := Money(c.Between(0, 99)), c.Between(0, 9)
	switch {
	case whole:
		amount = amount / 5000 * 5000
	case k.round:
		amount = amount / 500 * 500
	case k.party == merchant && style < 6:
		amount = amount/100*100 + [6]Money{90, 99, 50, 0, 90, 99}[style]
	default:
		amount = amount/100*100 + cents
	}
	return max(lo, min(amount, hi))
}
