package agenda_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// run is the Run from after start to after start.
func run(from, to time.Duration, ran, pending int) agenda.Run {
	return agenda.Run{From: start.Add(from), To: start.Add(to), Ran: ran, Pending: pending}
}

func wantRun(t *testing.T, want agenda.Run, got agenda.Run, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
}

// Each item sees the very moment at which it was due, what it adds runs on the
// way, and what is due at the end runs while a nanosecond later does not.
func TestAdvanceJumpsFromDueToDue(t *testing.T) {
	t.Parallel()
	d := newDiary(nil)
	d.do["a"] = func(context.Context) {
		d.add(time.Minute, job, "child at once")
		d.add(2*time.Hour, delivery, "child later")
	}
	d.add(24*time.Hour, delivery, "end")
	d.add(time.Minute, job, "a")
	d.add(-time.Minute, job, "overdue")
	d.add(time.Minute, job, "b")
	d.add(24*time.Hour+1, job, "after")

	got, err := d.Advance(t.Context(), start.Add(24*time.Hour))
	wantRun(t, run(0, 24*time.Hour, 6, 1), got, err)
	d.want(t, "0s overdue", "1m0s a", "1m0s a ended", "1m0s b", "1m0s child at once", "2h0m0s child later", "24h0m0s end")

	got, err = d.AdvanceBy(t.Context(), 1)
	wantRun(t, run(24*time.Hour, 24*time.Hour+1, 1, 0), got, err)
}

func TestAdvanceToNowRunsWhatIsDue(t *testing.T) {
	t.Parallel()
	d := newDiary(nil)
	d.add(0, delivery, "now")
	d.add(1, delivery, "next")
	got, err := d.Advance(t.Context(), start)
	wantRun(t, run(0, 0, 1, 1), got, err)
}

func TestAdvanceRefuses(t *testing.T) {
	t.Parallel()
	d := newDiary(nil)
	d.add(0, job, "now")
	tests := []struct {
		name    string
		advance func() (agenda.Run, error)
		is      error
	}{
		{"the past", func() (agenda.Run, error) { return d.Advance(t.Context(), start.Add(-1)) }, agenda.ErrPast},
		{"a negative duration", func() (agenda.Run, error) { return d.AdvanceBy(t.Context(), -1) }, agenda.ErrPast},
		{"the year 10000", func() (agenda.Run, error) { return d.Advance(t.Context(), start.AddDate(8000, 0, 0)) }, nil},
	}
	for _, tt := range tests {
		got, err := tt.advance()
		if err == nil || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.is)
		}
		if diff := cmp.Diff(run(0, 0, 0, 1), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	d.want(t)
}

// At each due, overlapping items run side by side, and the clock goes on only
// when all of them have ended.
func TestAdvanceWaitsForAllBeforeItGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(func(cfg *agenda.Config) { cfg.Width = 2 })
		for _, id := range []string{"d1", "d2", "d3"} {
			d.do[id] = func(context.Context) { time.Sleep(5 * time.Second) }
			d.add(time.Minute, delivery, id)
		}
		d.add(time.Minute, job, "beside")
		d.add(time.Minute+1, job, "after")
		began := time.Now()
		got, err := d.AdvanceBy(t.Context(), time.Hour)
		wantRun(t, run(0, time.Hour, 5, 0), got, err)
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("three of five seconds, two at once, took %v", took)
		}
		if last := d.lines[len(d.lines)-1]; last != "1m0.000000001s after" {
			t.Errorf("the last was %q", last)
		}
		for _, line := range d.lines[:len(d.lines)-1] {
			if line[:5] != "1m0s " {
				t.Errorf("%q was not at its due", line)
			}
		}
	})
}

// What Follow has started ends before the clock jumps, and Follow starts
// nothing meanwhile.
func TestAdvanceWaitsForOpenWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		d.do["open"] = func(context.Context) {
			time.Sleep(5 * time.Second)
			d.add(time.Second, delivery, "retry")
		}
		d.follow(t)
		d.add(0, delivery, "open")
		d.add(time.Minute, job, "j")
		synctest.Wait()

		got, err := d.AdvanceBy(t.Context(), time.Hour)
		wantRun(t, run(0, time.Hour, 2, 0), got, err)
		d.want(t, "0s open", "0s open ended", "1s retry", "1m0s j")
	})
}

// On a flowing clock an Advance takes no time of its own, and the clock goes on
// from where it was sent.
func TestClockFlowsOnAfterAdvance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.do["slow"] = func(context.Context) { time.Sleep(5 * time.Second) }
		d.follow(t)
		d.add(time.Minute, delivery, "slow")
		d.add(2*time.Hour, job, "later")
		time.Sleep(10 * time.Second)
		synctest.Wait()

		got, err := d.AdvanceBy(t.Context(), time.Hour)
		wantRun(t, run(10*time.Second, time.Hour+10*time.Second, 1, 1), got, err)
		d.want(t, "1m0s slow", "1m0s slow ended")

		time.Sleep(time.Hour - 10*time.Second - 1)
		synctest.Wait()
		d.want(t, "1m0s slow", "1m0s slow ended")
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		d.want(t, "1m0s slow", "1m0s slow ended", "2h0m0s later")
	})
}

// Nor does waiting for what is open: the clock stands, and goes on from there.
func TestClockStandsWhileAdvanceWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.do["open"] = func(context.Context) { time.Sleep(5 * time.Second) }
		d.follow(t)
		d.add(0, delivery, "open")
		time.Sleep(time.Second)
		synctest.Wait()
		got, err := d.AdvanceBy(t.Context(), 0)
		wantRun(t, run(time.Second, time.Second, 0, 0), got, err)
		d.want(t, "0s open", "1s open ended")
		time.Sleep(time.Second)
		if now := d.Now().Sub(start); now != 2*time.Second {
			t.Errorf("a second later it is %v, want 2s", now)
		}
	})
}

func TestAdvancesQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		d.do["slow"] = func(context.Context) { time.Sleep(time.Second) }
		for hour := range 3 {
			d.add(time.Duration(hour)*time.Hour, delivery, "slow")
		}
		d.add(time.Minute, delivery, "slow")
		done := make(chan agenda.Run, 3)
		for range 3 {
			go func() {
				got, err := d.AdvanceBy(t.Context(), time.Hour)
				if err != nil {
					t.Error(err)
				}
				done <- got
			}()
			synctest.Wait() // one is in line behind the other
		}
		for i, want := range []agenda.Run{run(0, time.Hour, 1, 0), run(time.Hour, 2*time.Hour, 0, 0), run(2*time.Hour, 3*time.Hour, 0, 0)} {
			if diff := cmp.Diff(want, <-done); diff != "" {
				t.Errorf("advance %d (-want +got):\n%s", i+1, diff)
			}
		}
	})
}

// Nobody else starts work while an Advance runs, and what was added meanwhile
// and is due runs before it ends.
func TestFollowRestsDuringAdvance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.do["slow"] = func(context.Context) { time.Sleep(5 * time.Second) }
		d.add(time.Second, delivery, "slow")
		d.add(4*time.Second, job, "j")
		d.follow(t)
		advanced := make(chan agenda.Run, 1)
		go func() {
			got, _ := d.AdvanceBy(t.Context(), time.Minute)
			advanced <- got
		}()
		time.Sleep(4500 * time.Millisecond) // the wall has passed what j is due at
		synctest.Wait()
		if got := d.Now().Sub(start); got != time.Second {
			t.Errorf("the clock is at %v while work is open, want 1s", got)
		}
		d.want(t, "1s slow")
		if got := <-advanced; got.Ran != 2 {
			t.Errorf("ran %d, want 2", got.Ran)
		}
		d.want(t, "1s slow", "1s slow ended", "4s j")
	})
}
