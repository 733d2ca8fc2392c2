package agenda_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// A plan is an item of the property, with what it adds when it runs.
type plan struct {
	after    time.Duration // after start, or after the item that adds it
	kind     string
	children []plan
}

// drawPlans draws few dues, so that many are equal.
func drawPlans(t *rapid.T, depth int) []plan {
	plans := make([]plan, rapid.IntRange(0, 6-2*depth).Draw(t, "items"))
	for i := range plans {
		plans[i].after = time.Duration(rapid.IntRange(0, 5).Draw(t, "after")) * time.Hour
		plans[i].kind = rapid.SampledFrom([]string{job, delivery, refresh}).Draw(t, "kind")
		if depth < 2 {
			plans[i].children = drawPlans(t, depth+1)
		}
	}
	return plans
}

// One after another, everything runs in the order of (due, added), each at its
// due, in however many strides the clock is advanced.
func TestWorkRunsInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plans := drawPlans(t, 0)
		var got []string
		named := map[string]plan{}
		var a *agenda.Agenda
		add := func(from time.Duration, plans []plan) {
			for _, p := range plans {
				id := fmt.Sprintf("%03d", len(named))
				named[id] = p
				a.Add(item(from+p.after, p.kind, id))
			}
		}
		a = agenda.New(agenda.Config{
			Start: start, Frozen: true, Width: 1,
			Overlaps: func(kind string) bool { return kind == delivery },
			Run: func(_ context.Context, it agenda.Item) {
				now := a.Now().Sub(start)
				got = append(got, fmt.Sprintf("%s %s", now, it.ID))
				add(now, named[it.ID].children)
			},
		})
		add(0, plans)
		for a.Now().Before(start.Add(20 * time.Hour)) {
			stride := time.Duration(rapid.IntRange(1, 1000).Draw(t, "stride")) * time.Minute
			if _, err := a.AdvanceBy(context.Background(), stride); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(modelOrder(plans), got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// modelOrder is the same order without an agenda: always the smallest of what
// is there.
func modelOrder(plans []plan) []string {
	type pending struct {
		due    time.Duration
		number int
		plan   plan
	}
	var queue []pending
	var order []string
	number := 0
	add := func(from time.Duration, plans []plan) {
		for _, p := range plans {
			queue = append(queue, pending{from + p.after, number, p})
			number++
		}
	}
	add(0, plans)
	for len(queue) > 0 {
		slices.SortFunc(queue, func(a, b pending) int {
			if a.due != b.due {
				return int(a.due - b.due)
			}
			return a.number - b.number
		})
		next := queue[0]
		queue = queue[1:]
		order = append(order, fmt.Sprintf("%s %03d", next.due, next.number))
		add(next.due, next.plan.children)
	}
	return order
}
