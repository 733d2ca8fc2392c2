package report

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

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
	From   int    // of an arrow, per cent
	To     int
	Tip    string // its path, from its point
	Top    int    // of a band
	Deep   int    // its height
	Around int    // where its texts are, per cent

	Anchored string // start, middle or end of its texts is there
	Shift    int    // and how far beside, in pixels
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
	letters      = 30 // in a line of text, so that it fits between the lanes of a phone
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
	d.Rows = append(d.Rows, row{Class: "pause", Mark: "plain", Top: d.Height, Deep: 22, Texts: texts([]string{text}, d.Height+16, true), Around: middle, Anchored: "middle"})
	d.Height += 24
}

func (d *drawing) add(l Line, anchor string) {
	r := row{Mark: string(l.Mark), At: l.at(), From: clientLane, To: providerLane, Around: middle, Anchored: "middle"}
	if l.Mark == Plain {
		r.Mark = "plain"
	}
	if l.Exchange != nil {
		r.Anchor = fmt.Sprintf("%s-raw-%d", anchor, l.N)
	}
	said, note := inline(l.What), l.note()
	if utf8.RuneCountInString(note) == 1 { // only a sign
		said, note = said+" "+note, ""
	}
	what, notes := label(said), label(note)
	switch {
	case l.Mark == Silence:
		d.band(r, append(what, notes...))
		return
	case l.From == l.To:
		d.alone(r, append(what, notes...), l.From)
		return
	}
	r.point(l)
	r.Texts = texts(what, d.Height+15, false)
	r.Y = d.Height + 15 + (len(what)-1)*lineStep + 8
	d.Height = r.Y + 12
	if len(notes) > 0 {
		r.Texts = append(r.Texts, texts(notes, r.Y+18, true)...)
		d.Height = r.Y + 18 + (len(notes)-1)*lineStep + 10
	}
	d.Rows = append(d.Rows, r)
}

// label is text as lines, with an end to it. Identifiers are shortened: they
// are whole in the text and in the raw message.
func label(s string) []string {
	s = identifier.ReplaceAllString(s, "$1$2…")
	return slices.DeleteFunc(wrap(clip(s, 5*letters), letters), func(line string) bool { return line == "" })
}

// identifier is a UUID, or 32 hex digits of another kind.
var identifier = regexp.MustCompile(`\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b([0-9a-f]{8})[0-9a-f]{24}\b`)

// alone is what one of the two did by itself: a dot on its lane, with the text beside it.
func (d *drawing) alone(r row, said []string, who Party) {
	r.Class, r.Around, r.Anchored, r.Shift, r.Y = "alone", clientLane, "start", 14, d.Height+16
	if who == Provider {
		r.Around, r.Anchored, r.Shift = providerLane, "end", -14
	}
	r.Texts = texts(said, r.Y+4, false)
	d.Rows = append(d.Rows, r)
	d.Height = r.Y + (len(said)-1)*lineStep + 16
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
