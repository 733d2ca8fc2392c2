package control_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A reader who does not read holds up neither the journal nor a shutdown.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.journal = journal.New(journal.Limits{Entries: 10})
		slow := serveLive(t, f, control.HandlerConfig{}, journalURL)
		f.note("call", "first", "")
		slow.event(t)
		for range 1000 {
			f.note("call", strings.Repeat("x", 10_000), "")
		}
		synctest.Wait() // the writer is stuck
		last := ""
		for !strings.HasPrefix(last, "event: error") {
			if last = slow.event(t); strings.HasPrefix(last, ":") {
				t.Fatal("a reader who fell behind is not told")
			}
		}
		if !strings.Contains(last, `"code":"gone"`) {
			t.Errorf("a reader who fell behind is told %q", last)
		}
	})
}

func TestShutdownFreesASlowReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		shutdown := make(chan struct{})
		slow := serveLive(t, f, control.HandlerConfig{Shutdown: shutdown}, journalURL)
		for range 1000 {
			f.note("call", strings.Repeat("x", 10_000), "")
		}
		synctest.Wait() // the writer is stuck
		close(shutdown)
		synctest.Wait()
		began := time.Now()
		if _, err := io.Copy(io.Discard, slow); err == nil {
			t.Error("a stream that was torn ended as if it were whole")
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("it went on for %s", waited)
		}
	})
}

func TestShutdownEndsStreams(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		shutdown := make(chan struct{})
		s := serveLive(t, f, control.HandlerConfig{Shutdown: shutdown}, journalURL)
		f.note("call", "a", "")
		s.event(t)
		synctest.Wait()
		close(shutdown)
		if rest, err := io.ReadAll(s); err != nil || len(rest) > 0 {
			t.Errorf("the stream ends with %q, %v", rest, err)
		}
	})
}

// A wait, and a stream that begins too late, are told why they end.
func TestShutdownRefuses(t *testing.T) {
	t.Parallel()
	shutdown := make(chan struct{})
	far, _ := serve(t, newFake(), control.HandlerConfig{Shutdown: shutdown})
	w := open(t, far)
	done := make(chan error, 1)
	go func() {
		_, err := w.Wait(t.Context(), control.Wait{})
		done <- err
	}()
	close(shutdown)
	errs := map[string]error{"the wait": <-done}
	for _, err := range w.Follow(t.Context(), 0) {
		errs["the stream"] = err
	}
	for name, err := range errs {
		if e, ok := errors.AsType[*control.Error](err); !ok || e.Code != control.Gone {
			t.Errorf("%s ends with %v", name, err)
		}
	}
}

// Who waits far away can go; the host notices.
func TestContextsReachTheHost(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	h := patient{newFake(), cancel, make(chan error, 1)}
	far, _ := serve(t, h, control.HandlerConfig{})
	if _, err := control.Far(far, "w-1").Wait(ctx, control.Wait{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the wait ends with %v", err)
	}
	if err := <-h.left; !errors.Is(err, context.Canceled) {
		t.Errorf("the host's ends with %v", err)
	}
}

// A patient host waits until it is left.
type patient struct {
	*fake
	begun func()
	left  chan error
}

func (p patient) Open(ctx, string) (workspace, error) {
	return patientWorkspace{fakeWorkspace{p.fake}, p}, nil
}

type patientWorkspace struct {
	fakeWorkspace
	patient patient
}

func (w patientWorkspace) Wait(c ctx, _ control.Wait) ([]journal.Entry, error) {
	w.patient.begun()
	<-c.Done()
	w.patient.left <- c.Err()
	return nil, c.Err()
}
