package agenda_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// A job, its delivery and a retry: all run, on time, and the clock ends at the
// last of them. Lasting work runs only where it is due on the way.
func TestSettle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		d.do["collect"] = func(context.Context) { d.add(time.Second, delivery, "tell") }
		d.do["tell"] = func(context.Context) {
			time.Sleep(5 * time.Second)
			d.add(11*time.Second, delivery, "again")
		}
		d.add(time.Second, job, "collect")
		d.add(10*time.Second, refresh, "on the way")
		d.add(11*time.Second, refresh, "at the end")
		d.add(11*time.Second+1, refresh, "after")

		got, err := d.Settle(t.Context())
		wantRun(t, run(0, 11*time.Second, 5, 1), got, err)
		d.want(t, "1s collect", "1s collect ended", "1s tell", "1s tell ended",
			"10s on the way", "11s at the end", "11s again")
		if !d.Idle() {
			t.Error("it is not idle, though only a refresh is left")
		}

		got, err = d.Settle(t.Context())
		wantRun(t, run(11*time.Second, 11*time.Second, 0, 1), got, err)
	})
}

// Each item adds another, so that it never settles by itself.
func TestSettleEndsAfterManyItems(t *testing.T) {
	t.Parallel()
	tests := []struct {
		items int
		left  []agenda.Item
	}{
		{agenda.SettleItems, nil},
		{agenda.SettleItems + 1, []agenda.Item{item(agenda.SettleItems*time.Minute, job, "last")}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.items), func(t *testing.T) {
			t.Parallel()
			var a *agenda.Agenda
			ran := 0
			a = agenda.New(agenda.Config{
				Start: start, Frozen: true, Lasting: func(kind string) bool { return kind == refresh },
				Run: func(context.Context, agenda.Item) {
					if ran++; ran < tt.items {
						a.Add(item(time.Duration(ran)*time.Minute, job, "last"))
					}
				},
			})
			a.Add(item(0, job, "first"))
			a.Add(item(1000*time.Hour, refresh, "r"))
			got, err := a.Settle(t.Context())
			if got.Ran != agenda.SettleItems {
				t.Errorf("ran %d", got.Ran)
			}
			wantLeft(t, tt.left, err)
		})
	}
}

// wantLeft wants an error with what is left, or none if that is nothing.
func wantLeft(t *testing.T, want []agenda.Item, err error) {
	t.Helper()
	if want == nil {
		if err != nil {
			t.Errorf("error %v", err)
		}
		return
	}
	left, ok := errors.AsType[*agenda.NotSettlingError](err)
	if !ok || !errors.Is(err, agenda.ErrNotSettling) {
		t.Fatalf("error %v, want that it does not settle", err)
	}
	if diff := cmp.Diff(want, left.Left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

// Thirty seconds of the wall count, also while it waits for what is open.
func TestSettleEndsAfterAWhile(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		slow time.Duration
		left []agenda.Item
	}{
		{"just in time", agenda.SettleTime - 1, nil},
		{"too late", agenda.SettleTime + 1, []agenda.Item{item(0, delivery, "slow"), item(time.Hour, job, "later")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDiary(nil)
				d.do["slow"] = func(context.Context) { time.Sleep(tt.slow) }
				d.add(0, delivery, "slow")
				d.add(time.Hour, job, "later")
				d.add(time.Hour, refresh, "lasting")
				_, err := d.Settle(t.Context())
				wantLeft(t, tt.left, err)
				d.Stop()
			})
		})
	}
}
