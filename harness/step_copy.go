package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
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

// look looks at what the client holds until it is good; false if it did not
// become so for as long as it may take.
func (w *World) look(p *Person, resource string, good func(Holding) (bool, error)) (last Holding, became bool, err error) {
	timer := time.NewTimer(ArrivalLimit)
	defer timer.Stop()
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	for {
		if last, err = w.held(p, resource); err != nil {
			return last, false, err
		}
		if became, err = good(last); became || err != nil {
			return last, became, err
		}
		select {
		case <-ticker.C:
		case <-timer.C:
			return last, false, w.orGone(nil)
		case <-w.ctx.Done():
			return last, false, w.ctx.Err()
		}
	}
}

func (w *World) matches(who, resource string, cents bool) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	var difference string
	var rows map[string]string
	seen := uint64(0)
	good := func(h Holding) (ok bool, err error) {
		if last := w.last(); rows == nil || last != seen { // what there is changes with the journal alone
			if rows, err = w.truth(p, resource); err != nil {
				return false, err
			}
			seen = last
		}
		difference = compare(rows, h.Items)
		if difference == "" && len(rows) == 0 && resource != "transactions" {
			difference = "the client has read none of them"
		}
		return difference == "", nil
	}
	h, became, err := w.look(p, resource, good)
	if err != nil {
		return err
	}
	if became {
		if _, err := w.Silence(); err != nil {
			return err
		}
		if h, err = w.held(p, resource); err != nil {
			return err
		}
		if _, err := good(h); err != nil {
			return err
		}
	}
	switch {
	case difference != "":
		return broken(who+"'s "+resource+" to be held as the provider shows them", difference, lastOf(fetchesAbout(w.Entries(), p.Link, resource, 0)))
	case cents && slices.ContainsFunc(h.Items, func(i Held) bool { return i.Amount == "" }):
		return never("the probe tells no amounts", "items of the probe may have an amount, as decimal text")
	}
	return nil
}

// compare says in words how what is held differs from what there is; empty if it
// does not.
func compare(rows map[string]string, held []Held) string {
	times := map[string]int{}
	var twice, strange, wrong, missing []string
	for _, item := range held {
		amount, there := rows[item.ID]
		times[item.ID]++
		switch {
		case !there:
			strange = append(strange, item.ID)
		case times[item.ID] == 2:
			twice = append(twice, item.ID)
		case amount != "" && item.Amount != "" && !sameAmount(amount, item.Amount):
			wrong = append(wrong, item.Amount+" instead of "+amount)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		if times[id] == 0 {
			missing = append(missing, id)
		}
	}
	var found []string
	for _, kind := range []struct {
		words string
		what  []string
	}{{"missing", missing}, {"held more than once", twice}, {"unknown to the provider", strange}, {"with a wrong amount", wrong}} {
		if len(kind.what) > 0 {
			found = append(found, fmt.Sprintf("%d %s, such as %s", len(kind.what), kind.words, kind.what[0]))
		}
	}
	if len(found) == 0 {
		return ""
	}
	return fmt.Sprintf("%d rows held where there are %d: %s", len(held), len(rows), strings.Join(found, "; "))
}

// sameAmount tells whether two decimal texts are one number.
func sameAmount(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}
