package ui

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A move is a call about the clock, as the journal tells of it.
type move struct {
	Seq  uint64
	Act  string // clock.set, clock.advance or clock.settle
	Body []byte // what was asked for
	Wall time.Time
	Done uint64 // Seq of what came of it; 0 while nothing has, and for ever if it was refused
	From time.Time
	To   time.Time
	Ran  int
}

// maxMoves is how many moves are remembered. Our choice.
const maxMoves = 20

// addMove takes a call about the clock in.
func addMove(moves []move, e journal.Entry, d journal.ControlData) []move {
	if !strings.HasPrefix(d.Action, "clock.") {
		return moves
	}
	moves = append(slices.Clone(moves), move{Seq: e.Seq, Act: d.Action, Body: d.Body.Text, Wall: e.Wall})
	return moves[max(0, len(moves)-maxMoves):]
}

// endMove finds the move that has ended so: they end in the order in which they
// were asked for.
func endMove(moves []move, e journal.Entry, d journal.ClockData) []move {
	i := slices.IndexFunc(moves, func(m move) bool { return m.Done == 0 && m.fits(d) })
	if i < 0 {
		return moves
	}
	moves = slices.Clone(moves)
	m := &moves[i]
	m.Done, m.From, m.To, m.Ran = e.Seq, d.From, d.To, d.Ran
	return moves
}

func (m move) asked() control.Move {
	var asked control.Move
	_ = json.Unmarshal(m.Body, &asked) // of a settle and of a setting it stays empty
	return asked
}

// fits tells whether a way is the one that was asked for.
func (m move) fits(d journal.ClockData) bool {
	switch asked := m.asked(); {
	case asked.By != nil:
		return d.To.Sub(d.From) == time.Duration(*asked.By)
	case asked.To != nil:
		return d.To.Equal(*asked.To)
	default:
		return m.Act == "clock.settle"
	}
}

// Title says what was asked for.
func (m move) Title() string {
	asked := m.asked()
	switch {
	case m.Act == "clock.settle":
		return "Settled"
	case asked.By != nil:
		return "Advanced by " + asked.By.String()
	case m.Act == "clock.advance":
		return "Advanced to a moment"
	case asked.To != nil:
		return "Set to a moment"
	default:
		return "Frozen, thawed or paced"
	}
}

// under is the newest move that has not ended, among those after the last that
// has.
func under(moves []move) (move, bool) {
	for _, m := range slices.Backward(moves) {
		switch {
		case m.Done != 0:
			return move{}, false
		case m.Act != "clock.set":
			return m, true
		}
	}
	return move{}, false
}
