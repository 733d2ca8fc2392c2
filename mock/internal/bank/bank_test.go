package bank_test

import (
	"encoding/json"
	"flag"
	"iter"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// Each check of a property makes years of data, so there are fewer than rapid's
// hundred unless -rapid.checks says how many.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "15"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

const (
	aLink     = "bcca0da9-a4c6-4830-9676-1d54682851d9"
	otherLink = "0badcafe-0000-4000-8000-000000000000"
)

// opened is when links are made that do not care.
var opened = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// clerk has an account of every category and a stream of every schedule; two
// cards, of which one is paid late.
var clerk = fixtures.Persona{
	ID: "clerk", Summary: "built by hand", Country: "BR", Kind: fixtures.Individual,
	Accounts: []fixtures.PersonaAccount{
		{Key: "checking", Category: fixtures.Checking, Balance: [2]int64{900, 1500}, Limit: [2]int64{500, 900}},
		{Key: "savings", Category: fixtures.Savings, Balance: [2]int64{2000, 3000}},
		{Key: "card", Category: fixtures.CreditCard, Limit: [2]int64{4000, 6000}},
		{Key: "late", Category: fixtures.CreditCard, Limit: [2]int64{1000, 2000}, DueDay: 20, Late: true},
	},
	Streams: []fixtures.Stream{
		{Kind: "salary", Amount: [2]int64{3000, 5000}, Schedule: fixtures.Schedule{BusinessDay: 5}},
		{Kind: "rent", Amount: [2]int64{900, 1400}, Schedule: fixtures.Schedule{Day: 31}},
		{Kind: "freelance", Amount: [2]int64{100, 400}, Varies: true, Schedule: fixtures.Schedule{Fortnight: true}},
		{Kind: "bonus", Amount: [2]int64{3000, 5000}, Schedule: fixtures.Schedule{Date: "12-20"}},
		{Kind: "savings", Amount: [2]int64{50, 200}, Schedule: fixtures.Schedule{Day: 6}},
		{Kind: "interest", Account: "savings", Amount: [2]int64{5, 20}, Varies: true, Schedule: fixtures.Schedule{Day: 1}},
		{Kind: "transfer_out", Amount: [2]int64{10, 90}, Schedule: fixtures.Schedule{PerMonth: 9}},
		{Kind: "groceries", Account: "card", Amount: [2]int64{15, 250}, Schedule: fixtures.Schedule{PerMonth: 12}},
		{Kind: "electronics", Account: "card", Amount: [2]int64{80, 120}, Schedule: fixtures.Schedule{Day: 12}},
		{Kind: "delivery", Account: "late", Amount: [2]int64{20, 80}, Schedule: fixtures.Schedule{PerMonth: 6}},
	},
}

func institution(tb testing.TB, name string) fixtures.Institution {
	tb.Helper()
	found, ok := fixtures.Bundled().Institution(name)
	if !ok {
		tb.Fatalf("no institution %s", name)
	}
	return found
}

// holderOf is the person of a seed at a bank of the persona's country.
func holderOf(tb testing.TB, seed uint64, p fixtures.Persona) bank.Holder {
	tb.Helper()
	name := map[string]string{"": "erebor_br_retail", "BR": "erebor_br_retail", "MX": "erebor_mx_retail", "CO": "erebor_co_retail"}[p.Country]
	return bank.Holder{
		World: seeded.World(seed).At(name, p.ID), Link: aLink, Institution: institution(tb, name), Persona: p, Opened: opened,
	}
}

// openly is the same person at a bank of the open finance network.
func openly(tb testing.TB, h bank.Holder) bank.Holder {
	tb.Helper()
	h.Institution = institution(tb, "ofmockbank_br_retail")
	return h
}

// personas are the bundled ones and clerk.
func personas() []fixtures.Persona { return append(slices.Clone(fixtures.Bundled().Personas), clerk) }

// holders are all personas, by name, at a bank of either generation.
func holders(tb testing.TB) iter.Seq2[string, bank.Holder] {
	tb.Helper()
	return func(yield func(string, bank.Holder) bool) {
		for _, p := range personas() {
			h := holderOf(tb, 7, p)
			if !yield(p.ID, h) || !yield(p.ID+" openly", openly(tb, h)) {
				return
			}
		}
	}
}

// drawHolder draws a person at a bank, with their link made on any day.
func drawHolder(tb testing.TB, t *rapid.T) bank.Holder {
	tb.Helper()
	p := rapid.SampledFrom(personas()).Draw(t, "persona")
	h := holderOf(tb, rapid.Uint64().Draw(t, "seed"), p)
	if rapid.Bool().Draw(t, "open finance") {
		h = openly(tb, h)
	}
	h.Opened = opened.Add(time.Duration(rapid.Int64Range(-800*day, 800*day).Draw(t, "opened")) * time.Millisecond)
	return h
}

// day is in milliseconds.
const day = 24 * 3_600_000

// drawMoment draws one up to some days after another.
func drawMoment(t *rapid.T, label string, from time.Time, days int64) time.Time {
	return from.Add(time.Duration(rapid.Int64Range(0, days*day).Draw(t, label)) * time.Millisecond)
}

// looks is what a provider saw that looked at everything at some moments.
func looks(times ...time.Time) bank.Seen {
	return func(_ string, _, since time.Time) (first, last time.Time, ok bool) {
		i, _ := slices.BinarySearchFunc(times, since, time.Time.Compare)
		if i == len(times) {
			return first, last, false
		}
		return times[i], times[len(times)-1], true
	}
}

// resources are all that a bank tells, by name.
var resources = []struct {
	name, operation string
	records         func(bank.Holder, bank.Seen) []bank.Record
}{
	{"accounts", "ListAccounts", bank.Accounts},
	{"transactions", "ListTransactions", bank.Transactions},
	{"owners", "ListOwners", bank.Owners},
	{"bills", "ListBills", bank.Bills},
	{"balances", "ListLegacyBalances", bank.Balances},
	{"br balances", "ListBalances", bank.BRBalances},
}

// asJSON is what the vendor would send of some records, one a line.
func asJSON(tb testing.TB, records []bank.Record) string {
	tb.Helper()
	var text []byte
	for _, r := range records {
		line, err := json.Marshal(r)
		if err != nil {
			tb.Fatal(err)
		}
		text = append(append(text, line...), '\n')
	}
	return string(text)
}

func signed(m bank.Movement) bank.Money {
	if m.Inflow {
		return m.Amount
	}
	return -m.Amount
}
