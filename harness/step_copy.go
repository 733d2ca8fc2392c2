package harness

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// copySteps are the sentences about what the client holds, as its probe tells.
func (w *World) copySteps() []Step {
	return []Step{{
		"the client's copy of {who}'s {res} matches the provider's",
		"waits until the client holds every row once and no other, and sees that it stays so",
		"the client's copy of Ana's transactions matches the provider's",
		func(who, resource string) error { return w.matches(who, resource, false) },
	}, {
		"the client's copy of {who}'s {res} matches the provider's to the cent",
		"likewise; the probe must tell amounts",
		"the client's copy of Ana's transactions matches the provider's to the cent",
		func(who, resource string) error { return w.matches(who, resource, true) },
	}, {
		"the client's copy of {who}'s {res} is unchanged",
		"lets the calibrated window pass and compares with what the client held before",
		"the client's copy of Ana's transactions is unchanged",
		w.isUnchanged,
	}, {
		"the client's copy of {who}'s {res} has not come back",
		"lets the calibrated window pass and wants no more rows than before the link was deleted, and no request under way",
		"the client's copy of Ana's transactions has not come back",
		w.hasNotComeBack,
	}, {
		"the client reports {who}'s {res} as {state}",
		"waits until the probe says so",
		"the client reports Ana's transactions as failed",
		w.reports,
	}, {
		"the client does not report {who}'s {res} as complete",
		"lets the calibrated window pass and wants the probe to say something else than ready",
		"the client does not report Ana's transactions as complete",
		w.doesNotReportComplete,
	}}
}

// held is what the client holds; nothing is a Holding too.
func (w *World) held(p *Person, resource string) (Holding, error) {
	h, err := w.Held(p, resource)
	if errors.Is(err, ErrNothingHeld) {
		return Holding{}, nil
	}
	return h, err
}

// remember keeps what the client holds, to be compared with later. A client
// that does not tell of it is not asked.
func (w *World) remember(p *Person, resource string) error {
	if !w.offers.Probe {
		return nil
	}
	if err := w.matches(p.Name, resource, false); err != nil {
		if j, ok := errors.AsType[*judgement](err); ok && j.expected != "" {
			return never("the client's copy was wrong before anything happened: "+j.seen, "do FET-02 and FET-09 pass?")
		}
		return err
	}
	h, err := w.held(p, resource)
	if err != nil {
		return err
	}
	if w.scene.copies == nil {
		w.scene.copies = map[string]Holding{}
	}
	w.scene.copies[p.Link+resource] = h
	return nil
}

// truth are the rows that the provider has shown the client, with their amounts
// where they are known: of transactions all that the bank holds, of others
// what arrived.
func (w *World) truth(p *Person, resource string) (map[string]string, error) {
	rows := map[string]string{}
	if resource == "transactions" {
		all, err := w.rowsAt(p)
		for _, row := range all {
			rows[row.ID] = row.Amount.String()
		}
		return rows, err
	}
	for _, f := range fetchesAbout(w.Entries(), p.Link, resource, 0) {
		answer, ok := f.answer.Data.(journal.Answer)
		if !ok || !f.intact {
			continue
		}
		var page struct {
			Results []struct {
				ID string `json:"id"`
			} `json:"results"`
		}
		if err := json.Unmarshal(answer.Body.Text, &page); err != nil {
			return nil, fmt.Errorf("a page of %s is too large to be compared: %w", resource, err)
		}
		for _, row := range page.Results {
			if about := (fetch{detail: true, path: "/" + row.ID}); about.about(p.Link) {
				rows[row.ID] = ""
			}
		}
	}
	return rows, nil
}

// glance is how often a probe is looked at while its copy is not complete.
const glance = 20 * time.Millisecond

// lookLimit is how long a probe is looked at while the client makes calls.
const lookLimit = 25 * time.Second

// look looks at what the client holds until it is good; false if it did not
// become so for as long as it may take since the client moved last.
func (w *World) look(p *Person, resource string, good func(Holding) (bool, error)) (last Holding, became bool, err error) {
	ctx, cancel := context.WithTimeout(w.ctx, lookLimit)
	defer cancel()
	timer := time.NewTimer(ArrivalLimit)
	defer timer.Stop()
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	for made := 0; ; {
		if last, err = w.held(p, resource); err != nil {
			return last, false, err
		}
		if became, err = good(last); became || err != nil {
			return last, became, err
		}
		select {
		case <-ticker.C:
			if n := moves(w.Entries()); n > made {
				made = n
				timer.Reset(ArrivalLimit)
			}
			continue
		case <-timer.C:
		case <-ctx.Done():
		}
		return last, false, cmp.Or(w.ctx.Err(), w.orGone(nil))
	}
}

func (w *World) matches(who, resource string, cents bool) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	c := comparison{w: w, p: p, resource: resource}
	h, became, err := w.look(p, resource, c.good)
	if err == nil && became {
		h, err = c.again()
	}
	switch {
	case err != nil:
		return err
	case c.difference != "":
		return broken(who+"'s "+resource+" to be held as the provider shows them", c.difference, lastOf(fetchesAbout(w.Entries(), p.Link, resource, 0)))
	case cents && slices.ContainsFunc(h.Items, func(i Held) bool { return i.Amount == "" }):
		return never("the probe tells no amounts", "items of the probe may have an amount, as decimal text")
	}
	return nil
}

// A comparison is of what the client holds with what there is.
type comparison struct {
	w          *World
	p          *Person
	resource   string
	rows       map[string]string
	seen       uint64 // the journal's last entry when rows were read
	difference string // in words; empty if there is none
}

// good tells whether a holding is as it should be. What there is changes with
// the journal alone.
func (c *comparison) good(h Holding) (ok bool, err error) {
	if last := c.w.last(); c.rows == nil || last != c.seen {
		if c.rows, err = c.w.truth(c.p, c.resource); err != nil {
			return false, err
		}
		c.seen = last
	}
	c.difference = compare(c.rows, h.Items)
	if c.difference == "" && len(c.rows) == 0 && c.resource != "transactions" {
		c.difference = "the client has read none of them"
	}
	return c.difference == "", nil
}

// again looks once more when the calibrated window has passed.
func (c *comparison) again() (Holding, error) {
	if _, err := c.w.Silence(); err != nil {
		return Holding{}, err
	}
	h, err := c.w.held(c.p, c.resource)
	if err == nil {
		_, err = c.good(h)
	}
	return h, err
}
