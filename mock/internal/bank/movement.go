package bank

import (
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A Movement is one thing that happened in an account. A row that was added by
// hand needs ID, Account, At and Amount; what else it leaves out is empty.
type Movement struct {
	ID          string
	Account     string    // id
	Day         Day       // of At
	At          time.Time // UTC, to the millisecond
	Amount      Money     // more than 0
	Inflow      bool
	Balance     Money  // of the account, after it; below 0 on a card, where it is owed
	Kind        string // one of fixtures.StreamKinds, or what follows from those
	Description string
	Message     string // what the payer wrote
	Merchant    string
	Category    string // the vendor's
	Subcategory string
	Reference   string
	Operation   string // the vendor's operation_type
	MCC         int    // four digits; 0: not paid by card
	Part, Parts int    // the third of ten instalments is 3, 10; 0, 0: paid at once
	Other       *Party // the other side; nil if it is nobody
	Slow        bool   // it is pending until Settles
	Settles     time.Time
	Lapses      time.Time // when it vanishes without having settled; zero: it does not
	Status      string    // PENDING or PROCESSED, whatever the time; empty: as Settles says
	Since       time.Time // when a row that was added by hand came to be; zero: it was always there
	Until       time.Time // when the bank took it back; zero: it did not
}

// A Party is who stands on the other side of a Movement.
type Party struct {
	Company  bool
	Name     string
	Document string // CPF of a Brazilian person, else empty
	Bank     string // three digits
	Agency   string // four digits
	Number   string // eight digits
	Check    string // one digit
}

// A MovementSummary is what webhooks tell of movements.
type MovementSummary struct {
	Total, Inflow, Outflow int
	First, Last            Day // zero if there are none
}

// Movements are a holder's rows of some days, in order of time, as far as they
// have happened by now. Zero days are the start of the history and today.
func Movements(h Holder, from, to Day, now time.Time) []Movement {
	l := newLedger(h)
	var all []Movement
	l.walk(from, to, now, func(r row, balances []Money) {
		if l.known(r, now) {
			all = append(all, l.movement(r, balances[r.account]))
		}
	})
	return all
}

// Summary counts the rows that Movements gives; account is empty for all. It
// makes no words, so it is cheaper.
func Summary(h Holder, from, to Day, account string, now time.Time) MovementSummary {
	var sum MovementSummary
	l := newLedger(h)
	l.walk(from, to, now, func(r row, _ []Money) {
		if account != "" && l.accounts[r.account].id != account || !l.known(r, now) {
			return
		}
		sum.Total++
		if r.inflow {
			sum.Inflow++
		} else {
			sum.Outflow++
		}
		sum.Last = dayOfMillis(r.at)
		if sum.First.IsZero() {
			sum.First = sum.Last
		}
	})
	return sum
}

// Balance is what an account holds at a moment; below 0 on a card, where it is
// owed. An account that the holder does not have holds nothing.
func Balance(h Holder, account string, at time.Time) Money {
	l := newLedger(h)
	for i, a := range l.accounts {
		if a.id == account {
			return l.balancesAt(at)[i]
		}
	}
	return 0
}

// movement puts r into words.
func (l *ledger) movement(r row, balance Money) Movement {
	at := time.UnixMilli(r.at).UTC()
	if r.extra > 0 {
		m := l.holder.Extra[r.extra-1]
		m.Day, m.At, m.Balance = DayOf(at), at, balance
		return m
	}
	path := l.pathOf(r)
	c := path.Chance()
	k, a := kinds[r.kind], &l.accounts[r.account]
	m := Movement{
		ID: path.UUIDUnder(l.holder.Link), Account: a.id, Day: dayOfMillis(r.at), At: at, Amount: r.amount, Inflow: r.inflow, Balance: balance,
		Kind: r.kind, Category: k.category, Subcategory: k.subcategory, Operation: k.operation, Reference: c.Digits(9), Slow: k.slow,
	}
	l.word(&m, r, k, c)
	if a.Category == fixtures.CreditCard && r.kind != "card_paid" {
		m.Slow = true
	}
	m.Settles = m.At.Add(time.Duration(c.Between(14*3600, 26*3600)) * time.Second)
	if r.lapses > 0 {
		m.Lapses = time.UnixMilli(r.lapses).UTC()
		m.Settles = m.Lapses
	}
	if r.part > 0 {
		m.Part, m.Parts = r.part, k.parts
	}
	return m
}

// pathOf is the path of a row: its day and its place in it.
func (l *ledger) pathOf(r row) seeded.Path {
	if l.holder.Persona.Rows > 0 {
		return l.holder.World.At("counted").Number(r.ordinal)
	}
	return l.days.Number(int(dayOfMillis(r.at).n)).Number(r.ordinal)
}

// word finds a row's description and who stands on the other side.
func (l *ledger) word(m *Movement, r row, k kind, c *seeded.Chance) {
	card := l.accounts[r.account].Category == fixtures.CreditCard
	switch k.party {
	case merchant:
		m.Merchant = seeded.Pick(c, l.country.merchantsOf(r.kind))
		if steady := l.steadyMerchant(r); steady != "" {
			m.Merchant = steady
		}
	case individual, company, employer, landlord:
		m.Other = l.contact(r.kind, k.party, c)
		if (r.kind == "transfer_in" || r.kind == "transfer_out") && !card {
			m.Message = seeded.Pick(c, l.country.messages)
		}
	case nobody:
	}
	texts := l.country.texts[r.kind]
	switch {
	case card && m.Merchant != "":
		m.Description, m.MCC, m.Operation = m.Merchant, k.mcc, "OUTROS"
	case len(texts) > 0:
		m.Description = fill(seeded.Pick(c, texts), m)
	default:
		m.Description, m.MCC = l.country.wording.cardPurchase+m.Merchant, k.mcc
	}
}

// fill writes a text with the names that stand in it.
func fill(text string, m *Movement) string {
	before, rest, found := strings.Cut(text, "{")
	if !found {
		return text
	}
	name, after, _ := strings.Cut(rest, "}")
	switch {
	case name == "merchant":
		return before + m.Merchant + after
	case m.Other != nil:
		return before + m.Other.Name + after
	default:
		return before + after
	}
}
