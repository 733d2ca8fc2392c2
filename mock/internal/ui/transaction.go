package ui

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// rowsPerPage is how many transactions a page of a link lists.
const rowsPerPage = 25

// A transaction is a row at the bank, as far as the page shows it.
type transaction struct {
	ID          string      `json:"id"`
	ValueDate   string      `json:"value_date"`
	Amount      json.Number `json:"amount"`
	Currency    string      `json:"currency"`
	Type        string      `json:"type"`
	Status      string      `json:"status"`
	Description string      `json:"description"`
	Category    string      `json:"category"`
	Reference   string      `json:"reference"`
	Account     struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"account"`
	Change string `json:"-"` // path of the page with its form
}

// Inflow tells whether money comes in.
func (t transaction) Inflow() bool { return t.Type == "INFLOW" }

// Day is when it happened.
func (t transaction) Day() string { return t.ValueDate[:min(len(t.ValueDate), len(time.DateOnly))] }

// booked is part of a link's transactions at the bank, whether they were collected
// or not.
type booked struct {
	Rows  []transaction
	Count int    // of the chosen account, or all
	Newer string // path of the page before; empty: there is none
	Older string // path of the next
	From  int    // place of the first row, from 1
	To    int
}

func (v *visit) booked(ctx context.Context, link string) (booked, error) {
	texts, err := v.Workspace.Transactions(ctx, link)
	if err != nil {
		return booked{}, err
	}
	if account := v.Query("account"); account != "" {
		texts = ofAccount(texts, account)
	}
	page, _ := strconv.Atoi(v.Query("page")) // what is no number is the first
	from := min(max(page-1, 0)*rowsPerPage, len(texts))
	to := min(from+rowsPerPage, len(texts))
	b := booked{Count: len(texts), From: from + 1, To: to}
	for _, text := range texts[from:to] {
		var t transaction
		if err := json.Unmarshal(text, &t); err != nil {
			return b, err
		}
		t.Change = v.With("change", t.ID) + "#transaction"
		b.Rows = append(b.Rows, t)
	}
	if to < len(texts) {
		b.Older = v.With("page", strconv.Itoa(max(page, 1)+1)) + "#booked"
	}
	switch {
	case page == 2:
		b.Newer = v.With("page", "") + "#booked"
	case page > 2:
		b.Newer = v.With("page", strconv.Itoa(page-1)) + "#booked"
	}
	return b, nil
}

func ofAccount(texts []json.RawMessage, account string) []json.RawMessage {
	var own []json.RawMessage
	for _, text := range texts {
		var t struct {
			Account struct {
				ID string `json:"id"`
			} `json:"account"`
		}
		if json.Unmarshal(text, &t) == nil && t.Account.ID == account {
			own = append(own, text)
		}
	}
	return own
}

// A transactionForm adds a row at the bank, or changes one.
type transactionForm struct {
	Title  string
	Do     action
	Fields []formField
	Open   bool
	Delete *action // nil for a new one
	Cancel string  // path of the page without it
}

// transactionForm is the form of the row that the page's query names, or of a new
// one.
func (v *visit) transactionForm(ctx context.Context, link control.LinkDetail) (transactionForm, error) {
	path := "/links/" + link.ID + "/transactions"
	id := v.Query("change")
	if id == "" {
		form := transactionForm{Title: "Add a transaction", Do: v.act("Add", "POST", path, nil), Fields: transactionFields(transaction{}, link)}
		form.Do.Said = "It is booked at the bank. The client sees it after the next collection."
		return form, nil
	}
	row, err := v.transaction(ctx, link.ID, id)
	if err != nil {
		return transactionForm{}, err
	}
	path += "/" + url.PathEscape(id)
	form := transactionForm{
		Title: "Change a transaction", Do: v.act("Change", "PATCH", path, nil), Fields: transactionFields(row, link), Open: true,
		Cancel: v.With("change", ""),
	}
	form.Do.Said, form.Do.Then = "It is changed at the bank. The client sees it after the next collection.", form.Cancel
	gone := v.act("Delete", "DELETE", path, nil)
	gone.Tone, gone.Said, gone.Then = "danger", "It is gone from the bank.", form.Cancel
	gone.Confirm = "Delete this transaction from the bank?"
	form.Delete = &gone
	return form, nil
}

func (v *visit) transaction(ctx context.Context, link, id string) (transaction, error) {
	texts, err := v.Workspace.Transactions(ctx, link)
	if err != nil {
		return transaction{}, err
	}
	for _, text := range texts {
		var t transaction
		if json.Unmarshal(text, &t) == nil && t.ID == id {
			return t, nil
		}
	}
	return transaction{}, control.Refuse(control.NotFound, "", "There is no transaction %s at the bank (any more).", id)
}

func transactionFields(t transaction, link control.LinkDetail) []formField {
	var accounts []option
	for _, a := range link.Accounts {
		accounts = append(accounts, option{a.ID, a.Name})
	}
	fields := []formField{
		{Name: "amount", Label: "amount", Kind: "number", Value: t.Amount.String(), Hint: "49.90", Required: t.ID == ""},
		{Name: "type", Label: "type", Value: t.Type, Hint: "OUTFLOW", Options: options("INFLOW", "OUTFLOW")},
		{Name: "status", Label: "status", Value: t.Status, Hint: "PROCESSED", Options: options("PENDING", "PROCESSED")},
		{Name: "value_date", Label: "day", Value: t.Day(), Type: "date", Summary: "absent: now"},
		{Name: "description", Label: "description", Value: t.Description},
		{Name: "category", Label: "category", Value: t.Category, Hint: "one of the vendor's"},
		{Name: "reference", Label: "reference", Value: t.Reference},
	}
	if t.ID == "" {
		fields = append(fields, formField{Name: "account", Label: "account", Options: accounts, Hint: "the first"}, formField{Name: "merchant", Label: "merchant"})
	}
	return fields
}
