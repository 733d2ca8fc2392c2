package report

import "fmt"

// A drawing is a scenario's timeline as two lanes, the client left and the
// provider right. Positions across are shares of the width, so that it fits a
// phone and a desk without scaling its text; positions down are pixels.
type drawing struct {
	Height int
	Label  string // for who cannot see it
	Rows   []row
}

// A row is one line of the timeline.
type row struct {
	Class  string // message, lost, alone, silence or pause
	Mark   string // plain, good, bad, lost or silence
	At     string
	Anchor string // of the raw message; empty if there is none
	Y      int    // of the arrow
	Texts  []text // what it is, above the arrow, and notes below
	X      int    // of a row that is on one lane only, per cent
	From   int    // of an arrow, per cent
	To     int
	Tip    string // its path, from its point
	Top    int    // of a band
	Deep   int    // its height
	Around int    // the middle of its texts, per cent
}

// A text is one line of writing.
type text struct {
	Y    int
	Text string
	Note bool
}

// Below is where a pause ends.
func (r row) Below() int { return r.Top + r.Deep }

// Where things are, in per cent across and pixels down.
const (
	clientLane   = 20
	providerLane = 96
	middle       = (clientLane + providerLane) / 2
	lostAt       = 66 // of the way
	laneTop      = 30
	lineStep     = 17
	letters      = 34 // in a line of text, so that it fits between the lanes of a phone
	drawnLines   = 160
	pauseFrom    = 1000 // ms, from which a wait is shown
)

// newDrawing draws at most drawnLines lines, the one that decided amid them.
func newDrawing(lines []Line, anchor string) drawing {
	kept, before, behind := around(lines, drawnLines)
	d := drawing{Height: laneTop + 8, Label: fmt.Sprintf("%d lines between client and provider; the same as text follows", len(lines))}
	d.omitted(before)
	for i, l := range kept {
		if i > 0 && l.Mark != Silence && l.AtMS-kept[i-1].AtMS >= pauseFrom {
			d.pause(span(l.AtMS - kept[i-1].AtMS))
		}
		d.add(l, anchor)
	}
	d.omitted(behind)
	d.Height += 12
	return d
}

func (d *drawing) omitted(n int) {
	if n > 0 {
		d.pause(fmt.Sprintf("%d lines left out", n))
	}
}

// pause shows that time went by.
func (d *drawing) pause(text string) {
	d.Rows = append(d.Rows, row{Class: "pause", Mark: "plain", Top: d.Height, Deep: 22, Texts: texts([]string{text}, d.Height+16, true), Around: middle})
	d.Height += 24
}

func (d *drawing) add(l Line, anchor string) {
	r := row{Mark: string(l.Mark), At: l.at(), From: clientLane, To: providerLane, Around: middle}
	if l.Mark == Plain {
		r.Mark = "plain"
	}
	if l.Exchange != nil {
		r.Anchor = fmt.Sprintf("%s-raw-%d", anchor, l.N)
	}
	what := wrap(inline(l.What), letters)
	note := l.note()
	top := d.Height
	switch {
	case l.Mark == Silence:
		d.band(r, append(what, wrap(note, letters)...))
		return
	case l.From == l.To:
		r.Class, r.X = "alone", clientLane
		if l.From == Provider {
			r.X = providerLane
		}
	default:
		r.point(l)
	}
	r.Texts = texts(what, top+15, false)
	r.Y = top + 15 + (len(what)-1)*lineStep + 8
	d.Height = r.Y + 12
	if note != "" {
		notes := wrap(note, letters)
		r.Texts = append(r.Texts, texts(notes, r.Y+16, true)...)
		d.Height = r.Y + 16 + (len(notes)-1)*lineStep + 10
	}
	d.Rows = append(d.Rows, r)
}

// band is a silence: both lanes are covered by it.
func (d *drawing) band(r row, said []string) {
	r.Class, r.At, r.Top, r.Deep = "silence", "", d.Height+4, len(said)*lineStep+14
	r.Texts = texts(said, r.Top+19, false)
	d.Rows = append(d.Rows, r)
	d.Height = r.Top + r.Deep + 6
}

// point turns the arrow the way of its message, and ends it early if that is lost.
func (r *row) point(l Line) {
	r.Class, r.Tip = "message", "M0 0l-9 -5v10z"
	if l.From == Provider {
		r.From, r.To, r.Tip = providerLane, clientLane, "M0 0l9 -5v10z"
	}
	if l.Mark == Lost {
		r.Class, r.Tip = "lost", "M-6 -6l12 12M-6 6l12 -12"
		r.To = r.From + (r.To-r.From)*lostAt/100
	}
}

func texts(lines []string, y int, note bool) (all []text) {
	for i, line := range lines {
		all = append(all, text{y + i*lineStep, line, note})
	}
	return all
}
