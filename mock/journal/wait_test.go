package journal_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestWaitFindsWhatIsThere(t *testing.T) {
	t.Parallel()
	j := journal.New(journal.Limits{})
	call := journal.NewCall("POST", "/api/links/", "", nil, nil)
	j.Append(journal.Entry{Kind: journal.KindCall, Line: "a", Data: call})
	j.Append(journal.Entry{Kind: journal.KindAnswer, Line: "b", RequestID: "R", Data: journal.Answer{Method: "POST", Path: "/api/links/", Status: 201}})
	j.Append(journal.Entry{Kind: journal.KindAttempt, Line: "c", LinkID: "L", DeliveryID: "D", Data: journal.AttemptData{URL: "http://app:3000/hook?x=1", Status: 500}})
	j.Append(journal.Entry{Kind: journal.KindCall, Line: "d", Data: journal.NewCall("GET", "/api/links/7/", "", nil, nil)})
	tests := []struct {
		name  string
		match journal.Match
		want  string
	}{
		{"anything", journal.Match{}, "1:a 2:b 3:c 4:d"},
		{"a kind", journal.Match{Kind: journal.KindCall}, "1:a 4:d"},
		{"a method", journal.Match{Method: "get"}, "4:d"},
		{"an attempt is a POST", journal.Match{Method: "POST"}, "1:a 2:b 3:c"},
		{"a whole path", journal.Match{Path: "/api/links/"}, "1:a 2:b"},
		{"the beginning of a path", journal.Match{Path: "/api/*"}, "1:a 2:b 4:d"},
		{"the path of the client's URL", journal.Match{Path: "/hook"}, "3:c"},
		{"a status", journal.Match{Status: 500}, "3:c"},
		{"a link", journal.Match{LinkID: "L"}, "3:c"},
		{"a request", journal.Match{RequestID: "R"}, "2:b"},
		{"a delivery", journal.Match{DeliveryID: "D"}, "3:c"},
		{"all of it must match", journal.Match{Kind: journal.KindCall, Status: 500}, ""},
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := j.Wait(ended, tt.match, 0, 99)
			if diff := cmp.Diff(tt.want, lines(got)); diff != "" || !errors.Is(err, context.Canceled) {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
	got, err := j.Wait(ended, journal.Match{Kind: journal.KindCall}, 1, 0)
	if err != nil || lines(got) != "4:d" {
		t.Errorf("since 1, one: %s, %v", lines(got), err)
	}
}

func TestWaitForWhatComes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(journal.Limits{})
		add(j, 1, 1)
		var got []journal.Entry
		var err error
		done := make(chan struct{})
		go func() {
			got, err = j.Wait(t.Context(), journal.Match{Kind: journal.KindJob}, 0, 2)
			close(done)
		}()
		synctest.Wait()
		j.Append(journal.Entry{Kind: journal.KindClock})
		synctest.Wait()
		select {
		case <-done:
			t.Fatal("came back before two matched")
		default:
		}
		add(j, 3, 4)
		<-done
		if err != nil || lines(got) != "1:l1 3:l3" {
			t.Errorf("got %s, %v", lines(got), err)
		}
	})
}

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(journal.Limits{})
		add(j, 1, 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		got, err := j.Wait(ctx, journal.Match{}, 0, 2)
		if !errors.Is(err, context.DeadlineExceeded) || lines(got) != "1:l1" || time.Since(began) != time.Minute {
			t.Errorf("timeout: %s, %v after %v", lines(got), err, time.Since(began))
		}
		time.AfterFunc(time.Hour, j.Close)
		got, err = j.Wait(t.Context(), journal.Match{}, 0, 2)
		if !errors.Is(err, journal.ErrClosed) || lines(got) != "1:l1" {
			t.Errorf("close: %s, %v", lines(got), err)
		}
	})
}

func TestFollowAcrossADrop(t *testing.T) {
	t.Parallel()
	j := journal.New(journal.Limits{Entries: 100})
	add(j, 1, 80)
	seen := uint64(0)
	var end error
	for e, err := range j.Follow(t.Context(), 0) {
		if err != nil {
			end = err
			break
		}
		if e.Seq != seen+1 {
			t.Fatalf("%d came after %d", e.Seq, seen)
		}
		if seen = e.Seq; seen == 10 {
			add(j, 81, 150) // 51 is the oldest now, no worse than what the reader holds
		}
		if seen == 100 {
			add(j, 151, 400)
		}
	}
	gone, ok := errors.AsType[*journal.GoneError](end)
	if !ok || gone.Since != seen || gone.First != 301 {
		t.Errorf("after %d: %v", seen, end)
	}
}

// A reader that began with nothing and then fell behind has missed something.
func TestFollowFromNothingAcrossADrop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(journal.Limits{Entries: 1})
		ends := make(chan error, 1)
		go func() {
			_, err := j.Wait(t.Context(), journal.Match{}, 0, 3)
			ends <- err
		}()
		synctest.Wait()
		add(j, 1, 3)
		if err := <-ends; !errors.Is(err, journal.ErrGone) {
			t.Errorf("ends with %v", err)
		}
	})
}

func TestFollowCanStopAndRunAgain(t *testing.T) {
	t.Parallel()
	j := journal.New(journal.Limits{})
	add(j, 1, 3)
	follow := j.Follow(t.Context(), 1)
	for range 2 {
		for e, err := range follow {
			if err != nil || e.Seq != 2 {
				t.Fatalf("got %d, %v", e.Seq, err)
			}
			break
		}
	}
}

// Many write, many follow; every follower sees every entry, in order.
func TestParallel(t *testing.T) {
	t.Parallel()
	const writers, each = 8, 500
	j := journal.New(journal.Limits{})
	var readers, all sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			want := uint64(1)
			for e, err := range j.Follow(t.Context(), 0) {
				if err != nil || e.Seq != want {
					t.Errorf("got %d, %v; want %d", e.Seq, err, want)
					return
				}
				if want++; want > writers*each {
					return
				}
			}
		})
	}
	for range writers {
		all.Go(func() {
			for range each {
				j.Append(journal.Entry{Kind: journal.KindCall, Data: journal.NewCall("GET", "/", "", nil, nil)})
				if _, err := j.List(journal.Query{Limit: 1}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	readers.Wait()
}
