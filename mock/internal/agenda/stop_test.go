package agenda_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// Stop cancels what is open, waits for it, and drops the rest.
func TestStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.do["open"] = func(ctx context.Context) {
			<-ctx.Done()
			time.Sleep(time.Second)
			d.add(0, job, "last words")
		}
		d.do["closing"] = func(context.Context) { t.Error("ran after Stop") }
		followed := make(chan struct{})
		go func() { d.Follow(t.Context()); close(followed) }()
		d.add(0, delivery, "open")
		d.add(time.Second, job, "pending")
		h := d.Hold()
		h.Add(item(0, job, "held"))
		synctest.Wait()

		began := time.Now()
		stopped := make(chan struct{})
		go func() { d.Stop(); close(stopped) }()
		d.Stop()
		<-stopped
		if took := time.Since(began); took != time.Second {
			t.Errorf("Stop took %v, what was open a second", took)
		}
		<-followed
		h.Release()
		d.add(0, job, "closing")
		time.Sleep(time.Hour)
		synctest.Wait()
		d.want(t, "0s open", "1s open ended")
		if left := d.Clock().Pending; len(left) != 0 {
			t.Errorf("pending after Stop: %v", left)
		}
		if _, err := d.AdvanceBy(t.Context(), time.Hour); !errors.Is(err, agenda.ErrStopped) {
			t.Errorf("Advance after Stop: error %v", err)
		}
	})
}

func TestStopEndsAdvance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		d.do["open"] = func(ctx context.Context) { <-ctx.Done() }
		d.add(time.Minute, delivery, "open")
		d.add(time.Hour, job, "j")
		errs := make(chan error, 2)
		for range 2 { // one under way and one in line
			go func() {
				_, err := d.AdvanceBy(t.Context(), 2*time.Hour)
				errs <- err
			}()
		}
		synctest.Wait()
		d.Stop()
		for range 2 {
			if err := <-errs; !errors.Is(err, agenda.ErrStopped) {
				t.Errorf("error %v, want ErrStopped", err)
			}
		}
		d.want(t, "1m0s open", "1m0s open ended")
	})
}

// To drain is to end Follow and wait: what is open ends, nothing else begins.
func TestWaitDrains(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		d.do["open"] = func(context.Context) {
			time.Sleep(5 * time.Second)
			d.add(0, delivery, "retry")
		}
		ctx, cancel := context.WithCancel(t.Context())
		go d.Follow(ctx)
		d.add(0, delivery, "open")
		synctest.Wait()
		cancel()

		short, cancelShort := context.WithTimeout(t.Context(), time.Second)
		defer cancelShort()
		d.Wait(short)
		d.want(t, "0s open")
		d.Wait(t.Context())
		d.want(t, "0s open", "5s open ended")
		d.Wait(t.Context())
		time.Sleep(time.Hour)
		d.want(t, "0s open", "5s open ended")
	})
}
