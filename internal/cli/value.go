package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/duration"
	"github.com/belvo-mock/belvo-mock/mock"
)

// A period is a duration that is not negative.
type period time.Duration

// UnmarshalText reads it as the control API does.
func (p *period) UnmarshalText(text []byte) error {
	d, err := duration.Parse(string(text))
	if err == nil && d < 0 {
		err = fmt.Errorf("%q is negative", text)
	}
	*p = period(d)
	return err
}

// A window is a duration above 0.
type window time.Duration

// UnmarshalText reads it as the control API does.
func (w *window) UnmarshalText(text []byte) error {
	d, err := duration.Parse(string(text))
	if err == nil && d <= 0 {
		err = fmt.Errorf("%q is not above 0", text)
	}
	*w = window(d)
	return err
}

// gaps are waits with commas between them.
type gaps []time.Duration

// UnmarshalText reads them as the control API does.
func (g *gaps) UnmarshalText(text []byte) error {
	read, err := duration.ParseGaps(string(text))
	*g = read
	return err
}

// A count is a whole number above 0.
type count int

// UnmarshalText reads it.
func (c *count) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a whole number above 0", text)
	}
	*c = count(n)
	return nil
}

// A seed is a whole number from 0 to mock.MaxSeed.
type seed uint64

// UnmarshalText reads it.
func (s *seed) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil || n > mock.MaxSeed {
		return fmt.Errorf("%q is not a whole number from 0 to %d", text, uint64(mock.MaxSeed))
	}
	*s = seed(n)
	return nil
}

// A size is a number of bytes above 0.
type size int64

// units of sizes; the empty one is last, since it ends every text.
var units = []struct {
	suffix string
	bytes  int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"", 1}}

// UnmarshalText reads bytes such as 33554432, or 32MiB.
func (s *size) UnmarshalText(text []byte) error {
	for _, unit := range units {
		number, ok := strings.CutSuffix(string(text), unit.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 1 || n > (1<<50)/unit.bytes {
			break
		}
		*s = size(n * unit.bytes)
		return nil
	}
	return fmt.Errorf("%q is not a size such as 33554432 or 32MiB", text)
}

// A logFormat is how logs are written; empty is text.
type logFormat string

// UnmarshalText reads it.
func (f *logFormat) UnmarshalText(text []byte) error {
	if *f = logFormat(text); *f != "text" && *f != "json" {
		return fmt.Errorf("%q is neither text nor json", text)
	}
	return nil
}
