package harness

import (
	"encoding/json"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// linkingSteps are the sentences about who is there when a scenario begins.
func (w *World) linkingSteps() []Step {
	return []Step{{
		"a client integration under test",
		"keeps every notification back until a sentence lets it go",
		"a client integration under test",
		w.begin,
	}, {
		"{who} has linked a bank account",
		"makes a link of a person with two accounts and three transactions",
		"Ana has linked a bank account",
		func(who string) error { return w.hasLinked(who, 3) },
	}, {
		"the client expects {who}'s {res}",
		"has the client ask, if it can be made to, so that what it is told is no news about a stranger",
		"the client expects Ana's transactions",
		w.expects,
	}, {
		"{who} has linked a bank account with {n} transactions",
		"makes a link of a person with so many transactions",
		"Ana has linked a bank account with 101 transactions",
		w.hasLinked,
	}, {
		"{who} has linked a bank account with transactions of {amounts}",
		"makes a link of a person with transactions of these amounts",
		"Ana has linked a bank account with transactions of 0.10 and 1234.56",
		w.hasLinkedAmounts,
	}, {
		"{who} has linked a bank account that the provider refreshes by itself",
		"makes a link whose transactions are gathered again every week, after a first time of which the client is not told",
		"Ana has linked a bank account that the provider refreshes by itself",
		w.hasLinkedRefreshed,
	}, {
		"the client waits for {who}'s {res}",
		"has the client ask, if it can be made to, and sees whether it looks before it is told",
		"the client waits for Ana's transactions",
		w.waits,
	}, {
		"the client already holds {who}'s {res}",
		"has the client ask, tells it, and waits until it has fetched all",
		"the client already holds Ana's transactions",
		w.alreadyHolds,
	}}
}

// hasLinked makes all transactions of today, so that a client which asks for
// less than a year has them too.
func (w *World) hasLinked(who string, n int) error {
	amounts := make([]string, n)
	for i := range amounts {
		amounts[i] = "12.50"
	}
	return w.link(who, amounts)
}

func (w *World) hasLinkedAmounts(who, list string) error {
	return w.link(who, strings.Split(strings.ReplaceAll(list, " and ", ", "), ", "))
}

func (w *World) hasLinkedRefreshed(who string) error {
	if err := w.link(who, []string{"12.50", "20.00", "3.75"}, "TRANSACTIONS"); err != nil {
		return err
	}
	all, err := w.allWaiting("")
	for _, d := range all {
		w.scene.shelved = append(w.scene.shelved, d.ID)
	}
	return err
}

// link makes a link of somebody with transactions of these amounts, of which
// the provider gathers some resources by itself.
func (w *World) link(who string, amounts []string, refreshed ...string) error {
	spec := control.LinkSpec{Persona: "empty", FetchResources: refreshed}
	for _, amount := range amounts {
		spec.Transactions = append(spec.Transactions, row(amount))
	}
	_, err := w.Link(who, spec)
	return err
}

// row is a transaction of today.
func row(amount string) control.TransactionSpec {
	return control.TransactionSpec{Amount: json.Number(amount), Description: new("COFFEE AND CAKE"), Category: new("Food & Groceries")}
}

func (w *World) expects(who, resource string) error {
	if !w.offers.Trigger {
		return nil
	}
	return w.triesToAsk(who, resource)
}

func (w *World) waits(who, resource string) error {
	if !w.offers.Trigger {
		return nil // the wire alone can be watched
	}
	if err := w.asks(who, resource); err != nil {
		return err
	}
	_, err := w.Silence()
	return err
}

func (w *World) alreadyHolds(who, resource string) error {
	if err := w.asks(who, resource); err != nil {
		return err
	}
	if err := w.notifiesReady(who, resource); err != nil {
		return err
	}
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	read, err := w.eventuallyReads(p, resource, 0)
	if err != nil {
		return err
	}
	if !read {
		return never("the client did not fetch "+who+"'s "+resource+" in the first place", "do ACK-02 and FET-02 pass?")
	}
	return w.remember(p, resource)
}
