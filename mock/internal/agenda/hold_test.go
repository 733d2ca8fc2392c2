package agenda_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// What a request brings about waits for its answer, however early it is due.
func TestHeldWorkWaitsForItsRelease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.follow(t)
		h := d.Hold()
		h.Add(item(0, delivery, "held first"))
		h.Add(item(-time.Hour, job, "held second, due before"))
		h.Add(item(0, job, "taken back"))
		d.Remove(job, "taken back")
		d.add(0, job, "free")
		time.Sleep(time.Second)
		synctest.Wait()
		d.want(t, "0s free")
		if d.Len(delivery) != 0 || d.Idle() {
			t.Errorf("%d deliveries are on the agenda, idle is %t", d.Len(delivery), d.Idle())
		}

		h.Release()
		h.Release()
		synctest.Wait()
		h.Add(item(0, job, "after the release"))
		synctest.Wait()
		d.want(t, "0s free", "1s held second, due before", "1s held first", "1s after the release")
	})
}

// An Advance waits for open holds, up to their tenth second by the wall.
func TestAdvanceWaitsForHolds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		released time.Duration
		want     []string
	}{
		{"released in time", agenda.HoldLimit - 1, []string{"1s held", "1m0s j"}},
		{"released too late", agenda.HoldLimit + 1, []string{"1m0s j"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDiary(nil)
				d.add(time.Minute, job, "j")
				h := d.Hold()
				h.Add(item(time.Second, delivery, "held"))
				began := time.Now()
				time.Sleep(time.Second) // the age of the hold counts, not the wait for it
				go func() {
					time.Sleep(tt.released - time.Second)
					h.Release()
				}()
				if _, err := d.AdvanceBy(t.Context(), time.Hour); err != nil {
					t.Fatal(err)
				}
				if took, want := time.Since(began), min(tt.released, agenda.HoldLimit); took != want {
					t.Errorf("waited until the hold was %v old, want %v", took, want)
				}
				d.want(t, tt.want...)
				time.Sleep(time.Minute)
			})
		})
	}
}

// A settling agenda waits for answers, too: they may bring more work.
func TestSettleWaitsForHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		h := d.Hold()
		h.Add(item(time.Hour, job, "held"))
		go func() {
			time.Sleep(time.Second)
			h.Release()
		}()
		got, err := d.Settle(t.Context())
		wantRun(t, run(0, time.Hour, 1, 0), got, err)
	})
}

// Most requests bring nothing about: their release alone lets an Advance go on.
func TestAdvanceHearsOfAnEmptyRelease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		h := d.Hold()
		go func() {
			time.Sleep(time.Second)
			h.Release()
		}()
		began := time.Now()
		if _, err := d.AdvanceBy(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("waited %v, want a second", took)
		}
	})
}

// What two requests bring about at one moment happens in the order of the
// requests, whichever was answered first.
func TestHoldsKeepTheOrder(t *testing.T) {
	t.Parallel()
	var ran []string
	a := agenda.New(agenda.Config{Start: start, Frozen: true, Run: func(_ context.Context, item agenda.Item) { ran = append(ran, item.ID) }})
	defer a.Stop()
	one, two := a.Hold(), a.Hold()
	for _, id := range []string{"1", "2"} {
		one.Add(agenda.Item{Due: start, Kind: "job", ID: id})
	}
	two.Add(agenda.Item{Due: start, Kind: "job", ID: "3"})
	a.Add(agenda.Item{Due: start, Kind: "job", ID: "4"})
	two.Release()
	one.Release()
	if _, err := a.Settle(t.Context()); err != nil || strings.Join(ran, "") != "1234" {
		t.Errorf("ran %v, %v", ran, err)
	}
}
