package duration_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

func TestParse(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	good := map[string]time.Duration{
		"5s": 5 * time.Second, "36h": 36 * time.Hour, "1h30m": 90 * time.Minute, "0": 0, "-5s": -5 * time.Second,
		"2d": 2 * day, "0d": 0, "1d12h": 36 * time.Hour, "1.5d": 36 * time.Hour, "-1d12h": -36 * time.Hour, "+1d": day,
		"36500d": duration.Max, "876000h": duration.Max,
	}
	for text, want := range good {
		if got, err := duration.Parse(text); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", "d", "5", "5 s", "1d 2h", "1h1d", "1d2d", "1d-2h", "1d+2h", "--1d", "-+1d", "1dd", "xd", "1x", "١d",
		"36501d", "36500d1ns", "-36501d", "876001h", "-876001h", "999999999999999999999d",
	} {
		if got, err := duration.Parse(text); err == nil {
			t.Errorf("%q is %v, want an error", text, got)
		} else if !strings.Contains(err.Error(), `"`+text+`"`) {
			t.Errorf("error %q does not name %q", err, text)
		}
	}
}

func TestParseGaps(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		want  []time.Duration
		fault string // that the error names; empty: no error
	}{
		{"", []time.Duration{}, ""},
		{"  ", []time.Duration{}, ""},
		{"10s", []time.Duration{10 * time.Second}, ""},
		{"10s, 1m,1d,0s", []time.Duration{10 * time.Second, time.Minute, 24 * time.Hour, 0}, ""},
		{"10s,-1s", nil, `"-1s"`},
		{"-1d", nil, `"-1d"`},
		{"10s,soon", nil, `"soon"`},
		{"10s,", nil, `""`},
		{"[10s]", nil, `"[10s]"`},
	}
	for _, tt := range tests {
		got, err := duration.ParseGaps(tt.text)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
		if (err != nil) != (tt.fault != "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("%q: error %v, want one that names %s", tt.text, err, tt.fault)
		}
	}
}

// What is read is in bounds, and says itself again.
func FuzzParseGaps(f *testing.F) {
	for _, text := range []string{"", "10s,20s", "1d12h", "-1d", "1.5d,0", "36500d1ns", "1d-1h"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		gaps, err := duration.ParseGaps(text)
		if err != nil {
			return
		}
		words := make([]string, len(gaps))
		for i, gap := range gaps {
			if gap < 0 || gap > duration.Max {
				t.Fatalf("%q has the gap %v", text, gap)
			}
			words[i] = gap.String()
		}
		again, err := duration.ParseGaps(strings.Join(words, ","))
		if diff := cmp.Diff(gaps, again); err != nil || diff != "" {
			t.Errorf("%q, %v (-first +second):\n%s", text, err, diff)
		}
	})
}

func TestDurationsAndGapsInJSON(t *testing.T) {
	t.Parallel()
	type both struct {
		D duration.Duration
		G duration.Gaps
	}
	tests := []struct {
		name, in, out string // empty out: refused
	}{
		{"an array", `{"D":"1d","G":["10s","1m30s"]}`, `{"D":"24h","G":["10s","1m30s"]}`},
		{"a text", `{"D":"1500ms","G":"10s,20s"}`, `{"D":"1.5s","G":["10s","20s"]}`},
		{"none", `{"D":"0","G":""}`, `{"D":"0s","G":[]}`},
		{"none as an array", `{"D":"1h0m1s","G":[]}`, `{"D":"1h0m1s","G":[]}`},
		{"no duration", `{"D":"soon","G":[]}`, ""},
		{"a negative gap", `{"D":"1s","G":["-1s"]}`, ""},
		{"a number", `{"D":"1s","G":7}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b both
			err := json.Unmarshal([]byte(tt.in), &b)
			if tt.out == "" {
				if err == nil {
					t.Fatalf("%s is %v, want an error", tt.in, b)
				}
				return
			}
			text, _ := json.Marshal(b)
			if diff := cmp.Diff(tt.out, string(text)); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}
