package agenda_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

func TestNewClockIsTheWalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := agenda.New(agenda.Config{Run: func(context.Context, agenda.Item) {}})
		time.Sleep(time.Hour)
		if !a.Now().Equal(time.Now()) || !a.Wall().Equal(time.Now()) {
			t.Errorf("now %v, wall %v, want both %v", a.Now(), a.Wall(), time.Now())
		}
		if a.Now().Location() != time.UTC || a.Wall().Location() != time.UTC {
			t.Error("not in UTC")
		}
	})
}

// Now goes on without a leap through every change but To.
func TestSet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(flowing)
		steps := []struct {
			name    string
			setting agenda.Setting
			at, hr  time.Duration // now at once, and an hour of the wall later
		}{
			{"nothing", agenda.Setting{}, 0, time.Hour},
			{"a minute a second", agenda.Setting{Scale: ptr(60.0)}, time.Hour, 61 * time.Hour},
			{"frozen", agenda.Setting{Frozen: ptr(true)}, 61 * time.Hour, 61 * time.Hour},
			{"to a moment, still frozen", agenda.Setting{To: ptr(start.Add(-time.Hour))}, -time.Hour, -time.Hour},
			{"thawed at half the speed", agenda.Setting{Frozen: ptr(false), Scale: ptr(0.5)}, -time.Hour, -30 * time.Minute},
			{"at the wall's speed", agenda.Setting{Scale: ptr(1.0)}, -30 * time.Minute, 30 * time.Minute},
			{"to a moment in another zone", agenda.Setting{To: ptr(start.In(time.FixedZone("", -3*3600)))}, 0, time.Hour},
		}
		for _, step := range steps {
			if err := d.Set(step.setting); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			if got := d.Now().Sub(start); got != step.at {
				t.Errorf("%s: is %v after start, want %v", step.name, got, step.at)
			}
			time.Sleep(time.Hour)
			if got := d.Now().Sub(start); got != step.hr {
				t.Errorf("%s: is %v after start an hour later, want %v", step.name, got, step.hr)
			}
		}
		if d.Now().Location() != time.UTC {
			t.Error("not in UTC")
		}
	})
}

func TestSetRefusesAsAWhole(t *testing.T) {
	t.Parallel()
	d := newDiary(nil)
	before := d.Clock()
	far := start.AddDate(10_000, 0, 0)
	for _, scale := range []float64{0, -1, math.NaN(), math.Inf(1), agenda.MaxScale + 1} {
		if err := d.Set(agenda.Setting{Scale: &scale, Frozen: ptr(false)}); err == nil {
			t.Errorf("scale %v is accepted", scale)
		}
	}
	for _, to := range []time.Time{{}, far} {
		if err := d.Set(agenda.Setting{To: &to, Scale: ptr(2.0)}); err == nil {
			t.Errorf("%v is accepted", to)
		}
	}
	if diff := cmp.Diff(before, d.Clock()); diff != "" {
		t.Errorf("changed (-before +after):\n%s", diff)
	}
}

// A clock that was set forward finds work overdue: it runs at once, in order.
func TestSetForwardRunsWhatIsOverdue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(nil)
		d.follow(t)
		d.add(2*time.Minute, job, "b")
		d.add(time.Minute, job, "a")
		d.add(time.Hour+1, job, "c")
		if err := d.Set(agenda.Setting{To: ptr(start.Add(time.Hour))}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		d.want(t, "1h0m0s a", "1h0m0s b")
	})
}

func TestClock(t *testing.T) {
	t.Parallel()
	d := newDiary(nil)
	d.add(time.Hour, delivery, "2")
	d.add(time.Minute, refresh, "1")
	d.add(time.Hour, job, "3")
	d.add(0, job, "0")
	want := agenda.Clock{Now: start, Frozen: true, Scale: 1, Pending: []agenda.Item{
		item(0, job, "0"), item(time.Minute, refresh, "1"), item(time.Hour, delivery, "2"), item(time.Hour, job, "3"),
	}}
	if diff := cmp.Diff(want, d.Clock()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A clock that is made from another's base shows the same time, and every move
// of a clock is counted.
func TestClocksAreMadeOfBases(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		one := agenda.New(agenda.Config{Start: start, Scale: 60, Run: func(context.Context, agenda.Item) {}})
		defer one.Stop()
		moves := one.Moves()
		time.Sleep(time.Minute)
		base := one.Base()
		if !base.At.Equal(start.Add(time.Hour)) || base.Scale != 60 || base.Frozen || one.Moves() != moves {
			t.Errorf("after a minute at 60 the base is %+v, moved %d times", base, one.Moves()-moves)
		}
		time.Sleep(time.Minute)
		if now := base.Now(agenda.Wall()); !now.Equal(one.Now()) {
			t.Errorf("by its base it is %v, by the clock %v", now, one.Now())
		}
		if _, err := one.AdvanceBy(t.Context(), time.Hour); err != nil || one.Moves() == moves {
			t.Errorf("an advance is no move: %v", err)
		}
		moves = one.Moves()
		frozen := true
		if err := one.Set(agenda.Setting{Frozen: &frozen}); err != nil || one.Moves() == moves || !one.Base().Frozen {
			t.Errorf("freezing is no move: %v", err)
		}
	})
}
