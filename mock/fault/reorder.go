package fault

import (
	"cmp"
	"slices"
	"time"
)

var reorder = Fault{
	ID: "reorder", Seam: Webhook, moment: Raised,
	Summary: "Webhooks that belong together leave in another order, each once the one before was answered.",
	Params: []Param{
		{Name: "order", Type: "string", Required: true, Choices: []string{"reverse", "shuffle", "every"}, Summary: "every goes through all orders, one a group"},
		{Name: "of", Type: "integer", Default: "all that come in time", Summary: "how many make a group, from 2"},
		{Name: "within", Type: "duration", Default: "1s", Summary: "workspace time that a group waits for its members"},
	},
	Example: Rule{Fault: "reorder", With: With{Order: "reverse"}},
	check: func(r Rule) error {
		if r.With.Of == 1 {
			return &Error{"with.of", "One webhook has no other order: it is 2 or more."}
		}
		return nil
	},
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		d.Group = &Group{
			Rule: r.ID, Order: Order(r.With.Order), Of: r.With.Of,
			Within: cmp.Or(time.Duration(r.With.Within), time.Second),
		}
		return true
	},
}

// An Order says how a group leaves.
type Order string

// The orders.
const (
	Reverse Order = "reverse"
	Shuffle Order = "shuffle" // drawn from the seed
	Every   Order = "every"   // the nth group leaves in the nth of all orders
)

// Arrange is the order, as indexes, in which the nth group of n members leaves,
// from 0.
func (o Order) Arrange(members, nth int, c Chance) []int {
	order := make([]int, members)
	for i := range order {
		order[i] = i
	}
	switch o {
	case Reverse:
		slices.Reverse(order)
	case Shuffle:
		for i := members - 1; i > 0; i-- {
			j := int(c.Between(0, int64(i)))
			order[i], order[j] = order[j], order[i]
		}
	case Every:
		return permutation(order, nth)
	}
	return order
}

// permutation is the nth order of some things, in the order of a dictionary; it
// begins anew after the last.
func permutation(of []int, nth int) []int {
	left, order := slices.Clone(of), make([]int, 0, len(of))
	for len(left) > 0 {
		ways := 1
		for i := 2; i < len(left) && ways < 1<<40; i++ {
			ways *= i
		}
		i := nth / ways % len(left)
		nth %= ways
		order = append(order, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return order
}
