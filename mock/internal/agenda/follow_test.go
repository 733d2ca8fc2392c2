package agenda_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// Work due in an hour must not run a moment early, nor need a poll to run.
func TestFollowRunsWorkWhenDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.follow(t)
		d.add(time.Hour, job, "j")

		time.Sleep(time.Hour - time.Nanosecond)
		synctest.Wait()
		d.want(t)
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		d.want(t, "1h0m0s j")
	})
}

func TestFollowHearsOfEarlierWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.follow(t)
		d.add(time.Hour, job, "later")
		synctest.Wait()
		d.add(time.Minute, job, "sooner")
		d.add(30*time.Minute, delivery, "between")
		d.add(-time.Hour, job, "overdue")
		time.Sleep(time.Hour)
		synctest.Wait()
		d.want(t, "0s overdue", "1m0s sooner", "30m0s between", "1h0m0s later")
	})
}

func TestReplacedAndRemovedWorkDoesNotRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.follow(t)
		d.add(time.Minute, job, "moved")
		d.add(2*time.Minute, job, "kept")
		d.add(3*time.Minute, job, "gone")
		d.add(4*time.Minute, delivery, "moved") // another kind is another item
		synctest.Wait()
		d.add(5*time.Minute, job, "moved")
		d.Remove(job, "gone")
		d.Remove(job, "never there")
		if got := []int{d.Len(job), d.Len(delivery), d.Len(refresh)}; got[0] != 2 || got[1] != 1 || got[2] != 0 {
			t.Errorf("there are %v items by kind, want 2 1 0", got)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		d.want(t, "2m0s kept", "4m0s moved", "5m0s moved")
	})
}

func TestFrozenRunsOnlyWhatIsDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		d.follow(t)
		d.add(time.Nanosecond, job, "next")
		d.add(0, job, "now")
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		d.want(t, "0s now")

		if err := d.Set(agenda.Setting{Frozen: ptr(false)}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		d.want(t, "0s now", "1ns next")
	})
}

func TestScaleStretchesTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.follow(t)
		d.add(time.Hour, job, "j")
		time.Sleep(30 * time.Minute)
		if err := d.Set(agenda.Setting{Scale: ptr(60.0)}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30*time.Second - time.Nanosecond)
		synctest.Wait()
		d.want(t)
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		d.want(t, "1h0m0s j")
	})
}

// A third of a second does not come out even: it must be neither early nor
// tried over and over.
func TestScaleMayBeCrooked(t *testing.T) {
	t.Parallel()
	for _, scale := range []float64{3, 0.3, 1.0 / 7, 86_400, 1e-3} {
		synctest.Test(t, func(t *testing.T) {
			d := newDiary(flowing)
			if err := d.Set(agenda.Setting{Scale: &scale}); err != nil {
				t.Fatal(err)
			}
			ran := make(chan time.Time, 1)
			d.do["j"] = func(context.Context) { ran <- d.Now() }
			d.follow(t)
			d.add(time.Second, job, "j")
			if late := (<-ran).Sub(start.Add(time.Second)); late < 0 || late > time.Duration(2*scale)+2 {
				t.Errorf("scale %v: ran %v late", scale, late)
			}
		})
	}
}

// Five slow deliveries, two at once: each waits for one before it, and nobody
// else waits at all.
func TestWidth(t *testing.T) {
	t.Parallel()
	slow := func(context.Context) { time.Sleep(5 * time.Second) }
	tests := []struct {
		name  string
		width int
		want  []string
	}{
		{"two at once hold up no job", 2, []string{
			"0s d1", "0s d2", "1s j", "5s d1 ended", "5s d3", "5s d2 ended", "10s d3 ended", "10s k",
		}},
		{"one at once is strictly one after another", 1, []string{
			"0s d1", "5s d1 ended", "5s d2", "10s d2 ended", "10s d3", "15s d3 ended", "15s j", "15s k",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDiary(func(cfg *agenda.Config) { cfg.Frozen, cfg.Width = false, tt.width })
				stagger := time.Duration(0)
				for _, id := range []string{"d1", "d2", "d3"} {
					d.do[id] = slow
					d.Add(agenda.Item{Due: start.Add(stagger), Kind: delivery, ID: id})
					stagger++ // nanoseconds keep the starts apart
				}
				d.add(time.Second, job, "j")
				d.add(10*time.Second+time.Microsecond, job, "k")
				d.follow(t)
				time.Sleep(time.Minute)
				synctest.Wait()
				d.wantRounded(t, tt.want...)
			})
		})
	}
}

// The default width lets a thousand go side by side, so that a slow receiver
// delays nobody else.
func TestSlowWorkDelaysNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.do["slow"] = func(context.Context) { time.Sleep(5 * time.Second) }
		d.follow(t)
		d.add(0, delivery, "slow")
		d.add(time.Second, delivery, "quick")
		d.add(2*time.Second, job, "j")
		time.Sleep(time.Minute)
		synctest.Wait()
		d.want(t, "0s slow", "1s quick", "2s j", "5s slow ended")
	})
}

func TestFollowEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		open := make(chan struct{})
		d.do["slow"] = func(context.Context) { <-open }
		ctx, cancel := context.WithCancel(t.Context())
		followed := make(chan struct{})
		go func() { d.Follow(ctx); close(followed) }()
		d.add(0, delivery, "slow")
		d.add(time.Hour, job, "j")
		synctest.Wait()
		cancel()
		<-followed // it waits for nothing that it has started

		d.add(0, job, "late")
		time.Sleep(2 * time.Hour)
		d.want(t, "0s slow")
		close(open)
	})
}

// Work that ends its own world is the last: what else is due stays.
func TestFollowStopsBetweenItems(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		ctx, cancel := context.WithCancel(t.Context())
		d.do["last"] = func(context.Context) { cancel() }
		d.add(0, job, "last")
		d.add(0, job, "stays")
		d.Follow(ctx)
		d.want(t, "0s last", "0s last ended")
		if d.Len(job) != 1 {
			t.Errorf("%d jobs are left, want 1", d.Len(job))
		}
	})
}
