package bank

import (
	"fmt"
	"time"
)

// A Day is a calendar day in UTC, of the years 1 to 9999. Days compare with ==.
// The zero Day is no day.
type Day struct {
	n int32 // days since the year 1 began, the first being 1
}

// unixEpoch is the Day number of 1970-01-01.
const unixEpoch = 719163

const (
	secondsADay = 24 * 60 * 60
	millisADay  = 1000 * secondsADay
)

// DayOf is the day in which a moment lies.
func DayOf(t time.Time) Day { return dayOfMillis(t.UnixMilli()) }

// ParseDay reads the form 2006-01-02 and nothing else.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1 {
		return Day{}, fmt.Errorf("%q is not a day of the form YYYY-MM-DD", text)
	}
	return DayOf(t), nil
}

// Start is the day's first moment.
func (d Day) Start() time.Time { return time.UnixMilli(d.millis()).UTC() }

// Add is the day n days later; before, if n is negative.
func (d Day) Add(n int) Day { return Day{d.n + int32(n)} }

// AddMonths is the same day n months later, or the last of a shorter month.
func (d Day) AddMonths(n int) Day {
	m, day := d.month()+month(n), d.Start().Day()
	return m.day(min(day, m.days()))
}

// Before tells whether d is earlier than other.
func (d Day) Before(other Day) bool { return d.n < other.n }

// Compare is -1, 0 or 1 as d is earlier than, equal to or later than other.
func (d Day) Compare(other Day) int { return int(max(-1, min(1, d.n-other.n))) }

// Sub is how many days d is later than other.
func (d Day) Sub(other Day) int { return int(d.n - other.n) }

// IsZero tells whether d is no day.
func (d Day) IsZero() bool { return d.n == 0 }

// String is the form 2006-01-02; empty for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Start().Format(time.DateOnly)
}

// MarshalText writes String.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	read, err := ParseDay(string(text))
	if err == nil {
		*d = read
	}
	return err
}

func dayOfMillis(ms int64) Day {
	days := ms / millisADay
	if ms%millisADay < 0 {
		days--
	}
	return Day{int32(days + unixEpoch)}
}

func (d Day) millis() int64 { return int64(d.n-unixEpoch) * millisADay }

// weekday is 0 for Sunday to 6 for Saturday.
func (d Day) weekday() int { return int(d.n) % 7 }

func (d Day) isWeekend() bool { return d.weekday() == 0 || d.weekday() == 6 }

// booked is the first day from d on that is no Saturday or Sunday.
func (d Day) booked() Day {
	for d.isWeekend() {
		d = d.Add(1)
	}
	return d
}

func (d Day) month() month {
	t := d.Start()
	return month(t.Year()*12 + int(t.Month()) - 1)
}

// A month counts calendar months from the year 0.
type month int

func (m month) number() int { return int(m)%12 + 1 }

func (m month) first() Day { return m.day(1) }

func (m month) last() Day { return m.day(m.days()) }

func (m month) days() int { return int((m + 1).first().n - m.first().n) }

func (m month) day(n int) Day {
	return DayOf(time.Date(int(m)/12, time.Month(m.number()), n, 0, 0, 0, 0, time.UTC))
}

// businessDay is the nth day from Monday to Friday.
func (m month) businessDay(n int) Day {
	d := m.first()
	for ; ; d = d.Add(1) {
		if !d.isWeekend() {
			if n--; n <= 0 {
				return d
			}
		}
	}
}

// stampForm is the form of the vendor's moments in bodies, with microseconds.
const stampForm = "2006-01-02T15:04:05.000000Z"

// Stamp writes a moment as bodies do, such as 2026-03-02T12:00:00.000000Z.
func Stamp(t time.Time) string { return t.UTC().Format(stampForm) }

// workingBefore is d, or the Friday before if d is a Saturday or Sunday.
func (d Day) workingBefore() Day {
	for d.isWeekend() {
		d = d.Add(-1)
	}
	return d
}
