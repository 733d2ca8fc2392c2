package agenda_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

func idle() *agenda.Agenda {
	return agenda.New(agenda.Config{Start: start, Frozen: true, Run: func(context.Context, agenda.Item) {}})
}

// A hundred days of hourly work, as an application's test would skip them. The
// bound is far above what it takes, also with -race on a busy machine.
func TestAdvanceOverManyDaysIsQuick(t *testing.T) {
	t.Parallel()
	const days = 100
	var a *agenda.Agenda
	a = agenda.New(agenda.Config{Start: start, Frozen: true, Run: func(_ context.Context, it agenda.Item) {
		a.Add(agenda.Item{Due: it.Due.Add(time.Hour), Kind: it.Kind, ID: it.ID})
	}})
	a.Add(item(time.Hour, refresh, "hourly"))
	began := time.Now()
	got, err := a.AdvanceBy(t.Context(), days*24*time.Hour)
	wantRun(t, run(0, days*24*time.Hour, days*24, 1), got, err)
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func BenchmarkAdvanceOverHundredDays(b *testing.B) {
	var a *agenda.Agenda
	a = agenda.New(agenda.Config{Start: start, Frozen: true, Run: func(_ context.Context, it agenda.Item) {
		a.Add(agenda.Item{Due: it.Due.Add(time.Hour), Kind: it.Kind, ID: it.ID})
	}})
	a.Add(item(time.Hour, refresh, "hourly"))
	for b.Loop() {
		if err := a.Set(agenda.Setting{To: &start}); err != nil {
			b.Fatal(err)
		}
		a.Add(item(time.Hour, refresh, "hourly"))
		if _, err := a.AdvanceBy(b.Context(), 100*24*time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIdleAgenda(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		idle()
	}
}

func BenchmarkAddAmong100000(b *testing.B) {
	a := idle()
	for i := range 100_000 {
		a.Add(item(time.Duration(i*7919%100_000)*time.Second, job, strconv.Itoa(i)))
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		a.Add(item(time.Duration(n*7919%100_000)*time.Second, job, "one more"))
	}
}

// A request that brings one item about: its hold, the item, its run.
func BenchmarkHoldAndRun(b *testing.B) {
	a := idle()
	b.ReportAllocs()
	for b.Loop() {
		h := a.Hold()
		h.Add(item(0, job, "j"))
		h.Release()
		if _, err := a.Settle(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
