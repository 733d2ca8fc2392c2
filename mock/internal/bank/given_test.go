package bank_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// took is h after the bank took a row back at a moment, and put another in its
// place, if there is one.
func took(h bank.Holder, before bank.Movement, after *bank.Movement, at time.Time) bank.Holder {
	before.Until = at
	h.Extra = slices.Clone(h.Extra)
	i := slices.IndexFunc(h.Extra, func(m bank.Movement) bool { return m.ID == before.ID && m.Until.IsZero() })
	if i >= 0 {
		h.Extra[i].Until = at
	} else {
		h.Hidden = append(slices.Clone(h.Hidden), before)
	}
	if after != nil {
		after.ID, after.Since = before.ID, at
		h.Extra = append(h.Extra, *after)
	}
	return h
}

// drawEdits is h after the bank added, took back and changed some rows, the one
// after the other, from one moment to another.
func drawEdits(t *rapid.T, h bank.Holder, from, to time.Time) bank.Holder {
	n := rapid.IntRange(1, 6).Draw(t, "edits")
	for i := range n {
		at := from.Add(to.Sub(from) * time.Duration(i) / time.Duration(n))
		rows := bank.Movements(h, bank.Day{}, bank.Day{}, at)
		fresh := bank.Movement{
			ID: h.World.At("fresh").Number(i).UUIDUnder(h.Link), Account: rapid.SampledFrom(bank.AccountIDs(h)).Draw(t, "account"), Since: at,
			At:     at.Add(-time.Duration(rapid.Int64Range(0, 200*day).Draw(t, "ago")) * time.Millisecond).Truncate(time.Millisecond),
			Amount: bank.Money(rapid.Int64Range(1, 500_00).Draw(t, "amount")), Inflow: rapid.Bool().Draw(t, "inflow"),
		}
		act := rapid.SampledFrom([]string{"add", "take", "change", "move"}).Draw(t, "act")
		if act == "add" || len(rows) == 0 {
			h.Extra = append(slices.Clone(h.Extra), fresh)
			continue
		}
		before := rapid.SampledFrom(rows).Draw(t, "row")
		after := before
		switch act {
		case "take":
			h = took(h, before, nil, at)
		case "change":
			after.Amount, after.Inflow, after.Description = fresh.Amount, fresh.Inflow, "changed"
			h = took(h, before, &after, at)
		case "move":
			h = took(h, before, &fresh, at)
		}
	}
	return h
}

// The invariants hold before, amid and after what the bank did by hand.
func TestEditedBalancesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		h = drawEdits(rt, h, h.Opened, h.Opened.AddDate(0, 0, 30))
		if err := checkLedger(h, drawMoment(rt, "now", h.Opened, 60)); err != nil {
			rt.Error(err)
		}
	})
}

// What the provider has collected stays as it was until it collects again.
func TestEditsAreNotSeenBeforeTheNextLook(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		look := drawMoment(rt, "look", h.Opened, 40)
		edited := drawEdits(rt, h, look.Add(time.Second), look.AddDate(0, 0, 10))
		for _, r := range resources {
			want, got := r.records(h, looks(look)), r.records(edited, looks(look))
			if !reflect.DeepEqual(want, got) {
				rt.Errorf("%s (-before +after):\n%s", r.name, cmp.Diff(asJSON(t, want), asJSON(t, got)))
			}
		}
	})
}

// Days that were not looked at again stay as they were, though others change.
func TestEditsAreSeenOnlyWhereOneLooks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHolder(t, rt)
		look := drawMoment(rt, "look", h.Opened, 40)
		again := look.AddDate(0, 0, 10)
		edited := drawEdits(rt, h, look.Add(time.Second), again)
		cut := bank.DayOf(look).Add(-rapid.IntRange(1, 300).Draw(rt, "cut"))
		seen := func(account string, at, since time.Time) (first, last time.Time, ok bool) {
			if at.IsZero() || !at.Before(cut.Start()) {
				return looks(look, again)(account, at, since)
			}
			return looks(look)(account, at, since)
		}
		rows := bank.Transactions(edited, seen)
		held := endsBefore(cut, bank.Balances(h, looks(look)))
		if now := endsBefore(cut, bank.Balances(edited, seen)); !reflect.DeepEqual(held, now) {
			rt.Errorf("balances (-before +after):\n%s", cmp.Diff(asJSON(t, held), asJSON(t, now)))
		}
		before, after := byID(bank.Transactions(h, looks(look))), byID(rows)
		if len(rows) != len(after) {
			rt.Errorf("%d rows have %d ids", len(rows), len(after))
		}
		for id, was := range before {
			is, kept := after[id]
			if was.ValueDate.Before(cut) && kept && is.ValueDate.Before(cut) && !reflect.DeepEqual(was, is) {
				rt.Errorf("(-before +after):\n%s", cmp.Diff(oneJSON(t, was), oneJSON(t, is)))
			}
			if was.ValueDate.Before(cut) && !kept {
				rt.Errorf("transaction %s of %s is gone", id, was.ValueDate)
			}
		}
	})
}

// endsBefore are the balances of days before one.
func endsBefore(cut bank.Day, balances []bank.Record) []bank.Record {
	return slices.DeleteFunc(balances, func(r bank.Record) bool { return !r.(*bank.DailyBalance).ValueDate.Before(cut) })
}

func byID(records []bank.Record) map[string]*bank.Transaction {
	found := map[string]*bank.Transaction{}
	for _, r := range records {
		found[r.RecordID()] = r.(*bank.Transaction)
	}
	return found
}

func oneJSON(tb testing.TB, tx *bank.Transaction) string {
	tb.Helper()
	return asJSON(tb, []bank.Record{tx})
}

// The next look sees what was changed, under its id and first time, and no
// longer what was taken back.
func TestTheNextLookSeesEdits(t *testing.T) {
	t.Parallel()
	h := holderOf(t, 7, clerk)
	look, again := opened.Add(time.Hour), opened.Add(48*time.Hour)
	rows := bank.Movements(h, bank.Day{}, bank.Day{}, look)
	hidden, first, second := rows[3], rows[50], rows[50]
	first.Amount = 1_00
	second.Amount, second.Description = 2_00, ""
	edited := took(h, hidden, nil, look.Add(time.Hour))
	edited = took(edited, rows[50], &first, look.Add(2*time.Hour))
	edited = took(edited, first, &second, look.Add(3*time.Hour))

	added := bank.Movement{
		ID: h.World.At("added").UUIDUnder(h.Link), Account: hidden.Account, At: rows[9].At, Since: look.Add(time.Hour), Amount: 3_00,
	}
	edited.Extra = append(edited.Extra, added)

	want := byID(bank.Transactions(h, looks(look, again)))
	got := byID(bank.Transactions(edited, looks(look, again)))
	delete(want, hidden.ID)
	want[added.ID] = nil
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Fatalf("ids (-want +got):\n%s", diff)
	}
	tx := got[second.ID]
	if tx.Amount != 2_00 || tx.Description != "" || tx.CreatedAt != bank.Stamp(look) || tx.CollectedAt != bank.Stamp(again) {
		t.Errorf("the edited row is %s", oneJSON(t, tx))
	}
	if tx := got[added.ID]; tx.CreatedAt != bank.Stamp(again) || tx.ValueDate != rows[9].Day {
		t.Errorf("the added row is %s", oneJSON(t, tx))
	}
	total := bank.Summary(edited, bank.Day{}, bank.Day{}, "", again).Total
	if total != len(got) {
		t.Errorf("summary counts %d, there are %d", total, len(got))
	}
	account := rows[50].Account
	change := signed(second) - signed(rows[50])
	if hidden.Account == account {
		change += signed(added) - signed(hidden)
	}
	if before, after := bank.Balance(h, account, again), bank.Balance(edited, account, again); after-before != change {
		t.Errorf("balance went from %s to %s, want %s more", before, after, change)
	}
}

// A row that says no more than it must has nulls, or the vendor's word for
// other things.
func TestBareRow(t *testing.T) {
	t.Parallel()
	other := "OUTROS"
	for _, tt := range []struct {
		name   string
		holder bank.Holder
		want   *string
	}{
		{"2023", holderOf(t, 7, clerk), nil},
		{"2026", openly(t, holderOf(t, 7, clerk)), &other},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := tt.holder
			row := bank.Movement{ID: h.World.At("bare").UUIDUnder(h.Link), Account: bank.AccountIDs(h)[0], At: opened.Add(-time.Minute), Amount: 12_34}
			h.Extra = []bank.Movement{row}
			tx := byID(bank.Transactions(h, looks(opened)))[row.ID]
			type said struct {
				Amount, Type, Status, Description                    string
				Operation, Category, Subcategory, Reference, Message *string
				Merchant                                             *bank.Merchant
			}
			want := said{Amount: "12.34", Type: "OUTFLOW", Status: "PROCESSED", Operation: tt.want}
			got := said{
				tx.Amount.String(), tx.Type, tx.Status, tx.Description, tx.OperationType, tx.Category, tx.Subcategory, tx.Reference, tx.Observations, tx.Merchant,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An account that the holder does not have takes no rows.
func TestForeignAccount(t *testing.T) {
	t.Parallel()
	h := holderOf(t, 7, clerk)
	want := asJSON(t, bank.Transactions(h, looks(opened)))
	stranger := bank.Movement{ID: otherLink, Account: otherLink, At: opened.Add(-time.Hour), Amount: 1_00}
	h.Extra, h.Hidden = []bank.Movement{stranger}, []bank.Movement{stranger}
	if diff := cmp.Diff(want, asJSON(t, bank.Transactions(h, looks(opened)))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := bank.Balance(h, otherLink, opened); got != 0 {
		t.Errorf("a foreign account holds %s", got)
	}
}
