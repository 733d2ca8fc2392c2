package bank_test

import (
	"testing"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

func salaried(b *testing.B) bank.Holder {
	b.Helper()
	p, ok := fixtures.Bundled().Persona("br_salaried")
	if !ok {
		b.Fatal("no persona br_salaried")
	}
	return holderOf(b, 7, p)
}

// A collection of twelve months.
func BenchmarkTransactions(b *testing.B) {
	h := salaried(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n = len(bank.Transactions(h, looks(opened)))
	}
	b.ReportMetric(float64(n), "rows")
}

// What a webhook tells of twelve months.
func BenchmarkSummary(b *testing.B) {
	h := salaried(b)
	b.ReportAllocs()
	for b.Loop() {
		bank.Summary(h, bank.Day{}, bank.Day{}, "", opened)
	}
}

// A year of daily balances.
func BenchmarkBalances(b *testing.B) {
	h := salaried(b)
	b.ReportAllocs()
	for b.Loop() {
		bank.Balances(h, looks(opened))
	}
}
