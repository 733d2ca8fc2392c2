package harness

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// lifeSteps are the sentences about what happens besides requests and
// notifications: to time, to the bank, to the provider and to the client.
func (w *World) lifeSteps() []Step {
	return []Step{{
		"a while passes",
		"waits for as long as the client would need to do something",
		"a while passes",
		func() error { _, err := w.Silence(); return err },
	}, {
		"the client comes to rest",
		"waits until it has made no call for five seconds",
		"the client comes to rest",
		func() error { return w.watch(restLimit, func() bool { return false }) },
	}, {
		"the bank takes {dur}",
		"waits longer than the client waits by itself, as far as it declares that, and moves the provider's time",
		"the bank takes 3 days",
		w.takes,
	}, {
		"{n} more transactions are booked in {who}'s account",
		"adds rows at the bank, which the provider has not gathered yet",
		"2 more transactions are booked in Ana's account",
		w.books,
	}, {
		"the bank changes one of {who}'s transactions",
		"gives a row another amount, which the provider has not gathered yet",
		"the bank changes one of Ana's transactions",
		w.changes,
	}, {
		"the bank takes one of {who}'s transactions back",
		"removes a row, which the provider has not gathered yet",
		"the bank takes one of Ana's transactions back",
		w.takesBack,
	}, {
		"the provider gathers {who}'s data by itself",
		"moves time to the next recurrent refresh of the link; its notifications are kept back",
		"the provider gathers Ana's data by itself",
		w.refreshes,
	}, {
		"{who}'s link turns invalid",
		"lets the credentials of the link stop working, and sends what the provider tells of it",
		"Ana's link turns invalid",
		w.turnsInvalid,
	}, {
		"the provider goes away",
		"resets all connections from now on",
		"the provider goes away",
		func() error { return w.Fault(fault.Rule{ID: away, Fault: "reset"}) },
	}, {
		"the provider comes back",
		"answers again",
		"the provider comes back",
		func() error { return w.workspace.RemoveFault(w.ctx, away) },
	}, {
		"the client is restarted",
		"ends the client as a crash does, and brings it up again",
		"the client is restarted",
		w.restarts,
	}}
}

// away is the rule of a provider that is not there.
const away = "away"

// longestWait is what of the client's own patience we wait for. Our choice.
const longestWait = 2 * time.Minute

func (w *World) takes(how string) error {
	d, err := durationOf(how)
	if err != nil {
		return err
	}
	for wait := min(3*w.offers.PollsWithin, longestWait); ; {
		before := w.silent
		if _, err := w.Silence(); err != nil {
			return err
		}
		if wait -= w.silent - before; wait <= 0 {
			return w.Advance(d)
		}
	}
}

func (w *World) books(n int, who string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	for range n {
		if _, err := w.workspace.AddTransaction(w.ctx, p.Link, row("7.25")); err != nil {
			return fmt.Errorf("book a transaction: %w", err)
		}
	}
	return nil
}

// bankRow is what is needed of a transaction in the vendor's form.
type bankRow struct {
	ID     string      `json:"id"`
	Amount json.Number `json:"amount"`
}

// rowsAt are somebody's transactions at the bank.
func (w *World) rowsAt(p *Person) ([]bankRow, error) {
	texts, err := w.workspace.Transactions(w.ctx, p.Link)
	if err != nil {
		return nil, fmt.Errorf("read what the bank holds: %w", err)
	}
	rows := make([]bankRow, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal(text, &rows[i]); err != nil {
			return nil, fmt.Errorf("read a row of the bank: %w", err)
		}
	}
	return rows, nil
}

func (w *World) changes(who string) error {
	p, rows, err := w.somebodysRows(who)
	if err != nil {
		return err
	}
	if _, err := w.workspace.ChangeTransaction(w.ctx, p.Link, rows[0].ID, control.TransactionSpec{Amount: "99.90"}); err != nil {
		return fmt.Errorf("change a transaction: %w", err)
	}
	return nil
}

func (w *World) takesBack(who string) error {
	p, rows, err := w.somebodysRows(who)
	if err != nil {
		return err
	}
	if err := w.workspace.DeleteTransaction(w.ctx, p.Link, rows[len(rows)-1].ID); err != nil {
		return fmt.Errorf("take a transaction back: %w", err)
	}
	return nil
}

// somebodysRows are the rows of somebody who has at least one.
func (w *World) somebodysRows(who string) (*Person, []bankRow, error) {
	p, err := w.Person(who)
	if err != nil {
		return nil, nil, err
	}
	rows, err := w.rowsAt(p)
	if err == nil && len(rows) == 0 {
		err = fmt.Errorf("%s has no transactions", who)
	}
	return p, rows, err
}

func (w *World) refreshes(who string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	clock, err := w.workspace.Clock(w.ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(clock.Pending, func(item control.Pending) bool { return item.Kind == "refresh" && item.ID == p.Link })
	if at < 0 {
		return fmt.Errorf("%s's link is not refreshed by itself", who)
	}
	if err := w.Advance(clock.Pending[at].Due.Sub(clock.Now)); err != nil {
		return err
	}
	return w.gather()
}

func (w *World) turnsInvalid(who string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	if _, err := w.workspace.ChangeLink(w.ctx, p.Link, control.LinkChange{Status: new("invalid")}); err != nil {
		return err
	}
	waiting, err := w.waiting(p, "")
	if err != nil {
		return err
	}
	if err := w.tellEach(waiting); err != nil {
		return err
	}
	_, err = w.Silence() // it may act on it only once it has said that it heard
	return err
}

func (w *World) restarts() error {
	if !w.offers.Restart {
		return notOffered("restart")
	}
	if err := w.subject.Restart(w.ctx); err != nil {
		return never("the client was not restarted: "+err.Error(), "does the restart of the client file work?")
	}
	w.scene.crashed = true
	return nil
}
