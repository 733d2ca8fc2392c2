package bank

import (
	"strconv"

	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// circles are how many people or companies a holder has to do with, for each
// kind of movement; who is in none of them is one.
var circles = map[string]int64{
	"freelance": 60, "sales": 30, "transfer_in": 20, "transfer_out": 20, "payroll": 6, "supplier": 12,
}

// A contactKey names one of a circle. People who send are people who receive.
type contactKey struct {
	circle string
	nth    int
}

// contact is who stands on the other side of a movement of a kind.
func (l *ledger) contact(kind string, p party, c *seeded.Chance) *Party {
	key := contactKey{circle: kind}
	if n := circles[kind]; n > 0 {
		key.nth = int(c.Between(0, n-1))
	}
	if kind == "transfer_in" {
		key.circle = "transfer_out"
	}
	if kind == "bonus" {
		key.circle = "salary"
	}
	if known := l.people[key]; known != nil {
		return known
	}
	if l.people == nil {
		l.people = map[contactKey]*Party{}
	}
	made := l.meet(l.holder.World.At("contact", key.circle).Number(key.nth).Chance(), p)
	l.people[key] = made
	return made
}

func (l *ledger) meet(c *seeded.Chance, p party) *Party {
	other := &Party{Company: p == company || p == employer}
	if other.Company {
		other.Name = l.country.companyName(c)
	} else {
		other.Name = l.country.personName(c)
		if l.country.code == brazil.code {
			other.Document = CPF(c)
		}
	}
	other.Bank, other.Agency = seeded.Pick(c, l.country.banks), c.Digits(4)
	other.Number, other.Check = c.Digits(8), c.Digits(1)
	return other
}

// steadyMerchant is the merchant of a bill that comes from the same one every
// time; empty for a row whose merchant chance picks.
func (l *ledger) steadyMerchant(r row) string {
	if r.ordinal >= ordinalAfter || l.holder.Persona.Rows > 0 {
		return ""
	}
	i := r.ordinal / ordinalStream
	s := &l.streams[i]
	if s.Schedule.PerMonth > 0 {
		return ""
	}
	path := l.holder.World.At("merchant", strconv.Itoa(i))
	if r.part > 0 {
		path = path.Number(int(dayOfMillis(r.at).month()) / s.kind.parts)
	}
	return seeded.Pick(path.Chance(), l.country.merchantsOf(r.kind))
}
