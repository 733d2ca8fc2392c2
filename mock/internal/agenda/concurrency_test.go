package agenda_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// Whatever is done at the same time, each item runs once, and never early.
func TestEachItemRunsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		ran, want := map[string]int{}, map[string]int{}
		var a *agenda.Agenda
		a = agenda.New(agenda.Config{
			Start: start, Width: 3,
			Overlaps: func(kind string) bool { return kind == delivery },
			Run: func(_ context.Context, it agenda.Item) {
				if now := a.Now(); now.Before(it.Due) {
					t.Errorf("%s ran %v early", it.ID, it.Due.Sub(now))
				}
				if it.Kind == delivery {
					time.Sleep(time.Second)
				}
				mu.Lock()
				defer mu.Unlock()
				ran[it.ID]++
			},
		})
		go a.Follow(t.Context())
		var group sync.WaitGroup
		for worker := range 8 {
			group.Go(func() {
				for i := range 50 {
					id := fmt.Sprintf("%d-%d", worker, i)
					mu.Lock()
					want[id] = 1
					mu.Unlock()
					kind := []string{job, delivery}[i%2]
					hold := a.Hold()
					hold.Add(agenda.Item{Due: a.Now().Add(time.Duration(i) * time.Second), Kind: kind, ID: id})
					if i%10 == worker {
						if err := a.Set(agenda.Setting{Scale: ptr(float64(1 + worker))}); err != nil {
							t.Error(err)
						}
					}
					hold.Release()
					if i%10 == 5 {
						if _, err := a.AdvanceBy(t.Context(), 10*time.Second); err != nil {
							t.Error(err)
						}
					}
					time.Sleep(time.Duration(worker) * time.Second)
				}
			})
		}
		group.Wait()
		if _, err := a.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		defer mu.Unlock()
		if diff := cmp.Diff(want, ran); diff != "" {
			t.Errorf("ran (-want +got):\n%s", diff)
		}
	})
}
