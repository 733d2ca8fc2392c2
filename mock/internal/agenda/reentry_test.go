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

func TestAdvanceEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		open := make(chan struct{})
		d.do["stuck"] = func(context.Context) { <-open }
		d.add(time.Minute, delivery, "stuck")
		d.add(time.Hour, job, "j")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		got, err := d.AdvanceBy(ctx, 24*time.Hour)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the context's", err)
		}
		if diff := cmp.Diff(run(0, time.Minute, 1, 1), got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		// So does one that waits for what is open, and one that waits for its turn.
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		waiting := make(chan error, 1)
		go func() {
			_, err := d.AdvanceBy(ctx, time.Hour)
			waiting <- err
		}()
		synctest.Wait()
		if _, err := d.AdvanceBy(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the context's", err)
		}
		if err := <-waiting; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the context's", err)
		}
		d.want(t, "1m0s stuck")
		close(open)
	})
}

// Work that advances its own clock would wait for itself: it is told so, and a
// clock that is not its own is none of its concern.
func TestReentryIsRefused(t *testing.T) {
	t.Parallel()
	d, other := newDiary(nil), newDiary(nil)
	var errs [4]error
	d.do["j"] = func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		_, errs[0] = d.AdvanceBy(ctx, time.Hour)
		_, errs[1] = d.Advance(ctx, start)
		_, errs[2] = d.Settle(ctx)
		_, errs[3] = other.AdvanceBy(ctx, time.Hour)
	}
	d.add(0, job, "j")
	if _, err := d.AdvanceBy(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	for i, err := range errs[:3] {
		if !errors.Is(err, agenda.ErrReentrant) {
			t.Errorf("call %d from within: error %v", i, err)
		}
	}
	if errs[3] != nil || !other.Now().Equal(start.Add(time.Hour)) {
		t.Errorf("another clock: error %v, now %v", errs[3], other.Now())
	}
}

// A receiver that advances the clock over HTTP cannot be seen by its context,
// but that somebody waits can.
func TestAwaited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		var before, after, outside bool
		done := make(chan error, 1)
		d.do["d"] = func(ctx context.Context) {
			before = d.Awaited(ctx)
			go func() {
				_, err := d.AdvanceBy(t.Context(), time.Hour)
				done <- err
			}()
			time.Sleep(5 * time.Second)
			after, outside = d.Awaited(ctx), d.Awaited(t.Context())
		}
		d.add(time.Second, delivery, "d")
		if _, err := d.AdvanceBy(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if before || !after || outside {
			t.Errorf("awaited before %t, after %t, outside %t; want only after", before, after, outside)
		}
	})
}
