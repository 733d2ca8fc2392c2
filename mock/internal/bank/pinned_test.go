package bank_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// What a seed makes is a promise to users with recorded data, so some of it is
// written out: a change of algorithm must show here.
func TestDataIsPinned(t *testing.T) {
	t.Parallel()
	h := bank.Holder{
		World: seeded.World(7), Link: aLink, Opened: opened, Institution: fixtures.Institution{Name: "a_bank", Type: "bank", CountryCodes: []string{"BR"}},
		Persona: clerk,
	}
	type row struct{ ID, At, Amount, Balance, Description, Category string }
	var got []row
	for _, m := range bank.Movements(h, bank.DayOf(opened).Add(-2), bank.Day{}, opened.AddDate(0, 0, 3))[:3] {
		got = append(got, row{m.ID, bank.Stamp(m.At), m.Amount.String(), m.Balance.String(), m.Description, m.Category})
	}
	want := []row{
		{"bcca0da9-a4c6-4826-9421-a7e12ad762a6", "2026-02-28T14:50:54.112000Z", "1071.18", "3481.06", "PIX ENVIADO - Caio Fernandes Oliveira - Aluguel", "Bills & Utilities"},
		{"bcca0da9-a4c6-4e1e-8b9c-7f8cec15d121", "2026-02-28T18:06:55.567000Z", "10.14", "3470.92", "PIX ENVIADO - Otávio Freitas Barros", "Transfers"},
		{"bcca0da9-a4c6-43d3-8a71-891653aed975", "2026-02-28T21:28:05.515000Z", "45.88", "-482.72", "Atacadão", "Food & Groceries"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
