package harness

import (
	"slices"
	"testing"
	"time"
)

// The window follows how slow the client is of late, and is never shorter than
// what it once took.
func TestWindow(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	tests := []struct {
		name      string
		reactions []time.Duration
		want      time.Duration
	}{
		{"nothing is known", nil, unknown},
		{"a client that is quick", []time.Duration{0, 2 * ms}, minSilence},
		{"a client that is slow", []time.Duration{2 * ms, 200 * ms, 3 * ms}, 1200 * ms},
		{"a client that is very slow", []time.Duration{3 * time.Second}, maxSilence},
		{"it was slow once", append([]time.Duration{400 * ms}, slices.Repeat([]time.Duration{60 * ms}, ofLate)...), 800 * ms},
		{"it was slow once, and is quick", append([]time.Duration{100 * ms}, slices.Repeat([]time.Duration{0}, ofLate)...), minSilence},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := &calibration{}
			for _, took := range tt.reactions {
				c.reacted(took)
			}
			if got := c.window(); got != tt.want {
				t.Errorf("after %v the window is %s, want %s", tt.reactions, got, tt.want)
			}
		})
	}
}
