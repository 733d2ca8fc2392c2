package ui

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Texts that would lie on each other are left out, and equal ones are counted.
func TestPlotMakesRoom(t *testing.T) {
	t.Parallel()
	const lost = "connection refused"
	tests := []struct {
		name    string
		seconds []float64 // when attempts began
		outcome string
		want    []string
	}{
		{"far apart", []float64{1, 21, 51}, "status", []string{"500", "500", "500"}},
		{"at once", []float64{1, 1.1, 1.2}, "status", []string{"500 ×3", "", ""}},
		{"long words need more room", []float64{1, 3, 51}, "connection", []string{"connection ×2", "", "connection"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			entries := collected()
			for i, second := range tt.seconds {
				status := 500
				if tt.outcome == "connection" {
					status = 0
				}
				entries = append(entries, attempted(second, i+1, status, tt.outcome, lost))
			}
			var got []string
			p := folded(entries).find("r").plot(5 * time.Second)
			for _, m := range p.Marks {
				if m.Y == p.Lanes[hook].Y {
					got = append(got, m.Text)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("texts (-want +got):\n%s", diff)
			}
		})
	}
}

// The five seconds of the last attempt are drawn whole.
func TestPlotShowsTheWindow(t *testing.T) {
	t.Parallel()
	p := folded(append(collected(), attempted(1, 1, 202, "acknowledged", ""))).find("r").plot(5 * time.Second)
	for _, b := range p.Bars {
		if b.Tone == "window" && b.X == "18.00%" && b.End == "98.00%" && b.Label == "5 s" {
			return
		}
	}
	t.Errorf("there is no window from 1 s to 6 s in %+v", p.Bars)
}
