package ui

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// clockCall is an entry of a call about the clock.
func clockCall(seq uint64, action, body string) (journal.Entry, journal.ControlData) {
	return journal.Entry{Seq: seq}, journal.ControlData{Action: action, Body: journal.NewBody([]byte(body))}
}

func TestMovesEndInTheOrderInWhichTheyWereAskedFor(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	hour := journal.ClockData{From: from, To: from.Add(time.Hour), Ran: 3}
	tests := []struct {
		name   string
		asks   [][2]string
		ends   []journal.ClockData
		done   []uint64 // of each that was asked for
		titles []string
		under  uint64 // Seq of the move that is under way; 0: none
	}{
		{"one that has ended", [][2]string{{"clock.advance", `{"by":"1h"}`}}, []journal.ClockData{hour}, []uint64{101}, []string{"Advanced by 1h"}, 0},
		{"one that has not", [][2]string{{"clock.settle", `{}`}}, nil, []uint64{0}, []string{"Settled"}, 1},
		{
			"a refused one ends with none of the others", [][2]string{{"clock.advance", `{"to":"2020-01-01T00:00:00Z"}`}, {"clock.advance", `{"by":"1h"}`}},
			[]journal.ClockData{hour}, []uint64{0, 101}, []string{"Advanced to a moment", "Advanced by 1h"}, 0,
		},
		{
			"the second of two waits", [][2]string{{"clock.advance", `{"by":"1h"}`}, {"clock.advance", `{"by":"1h"}`}},
			[]journal.ClockData{hour}, []uint64{101, 0}, []string{"Advanced by 1h", "Advanced by 1h"}, 2,
		},
		{"a freeze is no move", [][2]string{{"clock.set", `{"frozen":true}`}}, nil, []uint64{0}, []string{"Frozen, thawed or paced"}, 0},
		{"other calls are none of the clock", [][2]string{{"fault.add", `{}`}}, nil, nil, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var moves []move
			for i, ask := range tt.asks {
				e, d := clockCall(uint64(i+1), ask[0], ask[1])
				moves = addMove(moves, e, d)
			}
			for i, end := range tt.ends {
				moves = endMove(moves, journal.Entry{Seq: uint64(101 + i)}, end)
			}
			var done []uint64
			var titles []string
			for _, m := range moves {
				done, titles = append(done, m.Done), append(titles, m.Title())
			}
			if diff := cmp.Diff(tt.done, done); diff != "" {
				t.Errorf("what came of them (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.titles, titles); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
			if m, _ := under(moves); m.Seq != tt.under {
				t.Errorf("move %d is under way, want %d", m.Seq, tt.under)
			}
		})
	}
}
