package sandbox

import (
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// A MovementChange is what somebody at the bank writes by hand: a new row, or
// what is different about one; nil is left as it is. The forms are those of
// control.TransactionSpec.
type MovementChange struct {
	Account, ValueDate, Amount, Type, Status, Description, Merchant, Category, Reference *string
}

// AtBank are all rows of a link at its bank, collected or not, in the vendor's
// form and the order of a list.
func (w *Workspace) AtBank(linkID string) ([]Row, error) {
	w.mu.Lock()
	link, err := w.link(linkID)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	holder, now := w.holder(link), link.look(w.agenda.Now())
	w.mu.Unlock()
	return atBank(holder, now)
}

func atBank(h bank.Holder, now time.Time) ([]Row, error) {
	return encode(bank.Transactions(h, seenBy([]Coverage{{Times: []time.Time{now}}})), nil)
}

// AddMovement writes a new row. The provider sees it when it collects next.
func (w *Workspace) AddMovement(linkID string, c MovementChange) (Row, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, err := w.link(linkID)
	if err != nil {
		return Row{}, err
	}
	row, err := w.newMovement(link, c)
	if err != nil {
		return Row{}, err
	}
	w.apply(recordsAdded{Link: linkID, Rows: []bank.Movement{row}})
	return w.bankRow(linkID, row.ID)
}

// newMovement is the next row that is written by hand.
func (w *Workspace) newMovement(link *Link, c MovementChange) (bank.Movement, error) {
	if c.Amount == nil {
		return bank.Movement{}, refuse(Required, "amount", "A new row needs an amount.")
	}
	now := w.agenda.Now()
	row := bank.Movement{
		ID: link.Path.At("added").Number(link.Added).UUIDUnder(link.ID), Account: bank.AccountIDs(w.holder(link))[0],
		At: now.Truncate(time.Millisecond), Since: link.write(now), Status: "PROCESSED", Operation: "OUTROS",
	}
	return row, w.edit(&row, link, c)
}

// ChangeMovement edits a row. What the provider has collected stays as it was
// until it collects again.
func (w *Workspace) ChangeMovement(linkID, id string, c MovementChange) (Row, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, before, err := w.movement(linkID, id)
	if err != nil {
		return Row{}, err
	}
	after := before
	after.Since = link.write(w.agenda.Now())
	if err := w.edit(&after, link, c); err != nil {
		return Row{}, err
	}
	w.apply(recordReplaced{Link: linkID, Before: before, After: &after})
	return w.bankRow(linkID, id)
}

// RemoveMovement takes a row away at the bank. The provider notices when it
// collects next.
func (w *Workspace) RemoveMovement(linkID, id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, before, err := w.movement(linkID, id)
	if err != nil {
		return err
	}
	before.Until = link.write(w.agenda.Now())
	w.apply(recordReplaced{Link: linkID, Before: before})
	return nil
}

// movement finds a row at the bank as it is now.
func (w *Workspace) movement(linkID, id string) (*Link, bank.Movement, error) {
	link, err := w.link(linkID)
	if err != nil {
		return nil, bank.Movement{}, err
	}
	for _, row := range bank.Movements(w.holder(link), bank.Day{}, bank.Day{}, link.look(w.agenda.Now())) {
		if row.ID == id {
			return link, row, nil
		}
	}
	return nil, bank.Movement{}, refuse(NotFound, "", "Link %s has no transaction %s.", linkID, id)
}

// bankRow is one row at the bank in the vendor's form.
func (w *Workspace) bankRow(linkID, id string) (Row, error) {
	link := w.state.Links[linkID]
	rows, err := atBank(w.holder(link), link.look(w.agenda.Now()))
	if err != nil {
		return Row{}, err
	}
	i := slices.IndexFunc(rows, func(row Row) bool { return row.ID == id })
	if i < 0 {
		return Row{}, refuse(NotFound, "", "Link %s has no transaction %s.", linkID, id)
	}
	return rows[i], nil
}

// edit writes what a change names into a row.
func (w *Workspace) edit(row *bank.Movement, link *Link, c MovementChange) error {
	for _, text := range []struct {
		from *string
		to   *string
	}{
		{c.Description, &row.Description}, {c.Merchant, &row.Merchant}, {c.Category, &row.Category}, {c.Reference, &row.Reference},
	} {
		if text.from != nil {
			*text.to = *text.from
		}
	}
	if c.Category != nil && *c.Category != "" && !slices.Contains(bank.Categories(), *c.Category) {
		return refuse(InvalidChoice, "category", "%q is none of %s.", *c.Category, strings.Join(bank.Categories(), ", "))
	}
	if c.Account != nil {
		if row.Account = *c.Account; !w.owns(link, row.Account) {
			return refuse(DoesNotExist, "account", "Link %s has no account %s.", link.ID, row.Account)
		}
	}
	if err := choose(&row.Status, "status", c.Status, "PENDING", "PROCESSED"); err != nil {
		return err
	}
	direction := "OUTFLOW"
	if row.Inflow {
		direction = "INFLOW"
	}
	if err := choose(&direction, "type", c.Type, "INFLOW", "OUTFLOW"); err != nil {
		return err
	}
	row.Inflow = direction == "INFLOW"
	return w.editFigures(row, link, c)
}

func (w *Workspace) editFigures(row *bank.Movement, link *Link, c MovementChange) error {
	if c.Amount != nil {
		amount, err := bank.ParseMoney(*c.Amount)
		if err != nil || amount <= 0 {
			return refuse(Invalid, "amount", "%q is not an amount above 0 with at most two decimals.", *c.Amount)
		}
		row.Amount = amount
	}
	if c.ValueDate == nil {
		return nil
	}
	s, ok := parseSpan(*c.ValueDate)
	first := bank.HistoryStart(w.holder(link)).Start()
	if !ok || s.from.After(w.agenda.Now()) || s.from.Before(first) {
		return refuse(Invalid, "value_date", "%q is neither a day nor a moment from %s to now.", *c.ValueDate, bank.DayOf(first))
	}
	if row.At = s.from.UTC(); s.from != s.to {
		row.At = row.At.Add(noon)
		if now := w.agenda.Now(); row.At.After(now) {
			row.At = now
		}
	}
	row.At = row.At.Truncate(time.Millisecond)
	row.Day = bank.DayOf(row.At)
	return nil
}

// noon is when a row falls that has a day alone.
const noon = 12 * time.Hour

// choose writes one of two words.
func choose(to *string, field string, from *string, one, other string) error {
	if from == nil {
		return nil
	}
	if *from != one && *from != other {
		return refuse(InvalidChoice, field, "%q is neither %s nor %s.", *from, one, other)
	}
	*to = *from
	return nil
}
