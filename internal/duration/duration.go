// Package duration is how durations are written: in flags, in files and in the
// control API alike.
package duration

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Max is the longest duration that Parse takes: a hundred
// years, far from overflow.
const Max = 36_500 * day

const day = 24 * time.Hour

// ParseGaps reads waits with commas between them, such as "10s,1m,1d"; empty
// is none. An error names the wait at fault.
func ParseGaps(text string) ([]time.Duration, error) {
	gaps := []time.Duration{}
	if strings.TrimSpace(text) == "" {
		return gaps, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		gap, err := Parse(part)
		if err != nil {
			return nil, err
		}
		if gap < 0 {
			return nil, fmt.Errorf("%q is negative", part)
		}
		gaps = append(gaps, gap)
	}
	return gaps, nil
}

// Parse reads Go's form of a duration, in which days may stand in
// front: 5s, 36h, 2d, 1.5d, 1d12h, -1d. More than Max either way is an
// error.
func Parse(text string) (time.Duration, error) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		return bounded(text, 0, text)
	}
	unsigned, negative := strings.CutPrefix(days, "-")
	if !negative {
		unsigned = strings.TrimPrefix(days, "+")
	}
	if strings.Trim(unsigned, "0123456789.") != "" || strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") {
		return 0, malformed(text)
	}
	// Days are read as hours, so that 1.5d is what 1.5h would lead to expect.
	hours, err := time.ParseDuration(unsigned + "h")
	if err != nil || hours > Max/24 {
		return 0, malformed(text)
	}
	if rest == "" {
		rest = "0"
	}
	d, err := bounded(rest, hours*24, text)
	if negative {
		d = -d
	}
	return d, err
}

// bounded is Go's duration part plus more, which is part of text.
func bounded(part string, more time.Duration, text string) (time.Duration, error) {
	d, err := time.ParseDuration(part)
	if err != nil || d > Max-more || d < -Max {
		return 0, malformed(text)
	}
	return d + more, nil
}

func malformed(text string) error {
	return fmt.Errorf("%q is not a duration such as 5s, 36h or 2d, of a hundred years at most", text)
}

// A Duration is written as Parse reads it.
type Duration time.Duration

// MarshalText writes Go's form, such as 36h0m0s.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what Parse reads.
func (d *Duration) UnmarshalText(text []byte) error {
	read, err := Parse(string(text))
	if err == nil {
		*d = Duration(read)
	}
	return err
}

// String is Go's form without parts that are nothing: 5s, 36h.
func (d Duration) String() string {
	text := time.Duration(d).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Gaps are waits between attempts. In JSON they are an array of durations, or
// one text with commas between them; none is [] or "".
type Gaps []time.Duration

// MarshalJSON writes an array.
func (g Gaps) MarshalJSON() ([]byte, error) {
	texts := make([]string, len(g))
	for i, gap := range g {
		texts[i] = Duration(gap).String()
	}
	return json.Marshal(texts)
}

// UnmarshalJSON reads either form.
func (g *Gaps) UnmarshalJSON(b []byte) error {
	var text string
	var texts []string
	if err := json.Unmarshal(b, &texts); err == nil {
		text = strings.Join(texts, ",")
	} else if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("want durations such as [\"10s\", \"1m\"] or \"10s,1m\", got %s", b)
	}
	gaps, err := ParseGaps(text)
	if err == nil {
		*g = gaps
	}
	return err
}
