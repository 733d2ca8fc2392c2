package bank_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// Days are what the standard library has.
func TestDaysAreThoseOfTheCalendar(t *testing.T) {
	t.Parallel()
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	last := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).UnixMilli()
	rapid.Check(t, func(rt *rapid.T) {
		at := time.UnixMilli(rapid.Int64Range(first, last).Draw(rt, "at")).UTC()
		d := bank.DayOf(at)
		if want := at.Truncate(24 * time.Hour); !d.Start().Equal(want) || d.String() != want.Format(time.DateOnly) || d.IsZero() {
			rt.Fatalf("%s lies in %s, which begins at %s", at, d, d.Start())
		}
		if read, err := bank.ParseDay(d.String()); err != nil || read != d {
			rt.Errorf("%s is read as %s, %v", d, read, err)
		}
		n := rapid.IntRange(-5000, 5000).Draw(rt, "days")
		other := d.Add(n)
		if other.Sub(d) != n || other.Before(d) != (n < 0) || other.Compare(d) != -d.Compare(other) || (other == d) != (n == 0) {
			rt.Errorf("%s and %s are %d days apart", d, other, n)
		}
	})
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-15", -12, "2025-01-15"},
		{"2026-12-01", 1, "2027-01-01"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-05-20", 0, "2026-05-20"},
	}
	for _, tt := range tests {
		if got := parseDay(t, tt.from).AddMonths(tt.months).String(); got != tt.want {
			t.Errorf("%s and %d months is %s, want %s", tt.from, tt.months, got, tt.want)
		}
	}
}

func TestParseDayIsStrict(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "2026-2-3", "2026-02-30", "0000-01-01", "2026-01-01T00:00:00Z", "20260101", "10000-01-01", "today"} {
		if d, err := bank.ParseDay(text); err == nil {
			t.Errorf("%q is %s, want an error", text, d)
		}
	}
}

func TestDayAsJSON(t *testing.T) {
	t.Parallel()
	type held struct{ Day, None bank.Day }
	want := held{Day: parseDay(t, "2026-03-02")}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `{"Day":"2026-03-02","None":""}` {
		t.Fatalf("got %s, %v", text, err)
	}
	got := held{None: parseDay(t, "2020-01-01")}
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("got %v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"Day": "2026-13-01"}`), &got); err == nil {
		t.Error("a thirteenth month is taken")
	}
}

func TestStamp(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 1500, time.FixedZone("", -3*3600))
	if got, want := bank.Stamp(at), "2026-03-02T12:00:00.000001Z"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
