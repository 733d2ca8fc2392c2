package ui

import (
	"strconv"
	"time"
)

// A plot is a chain drawn on a time axis, in four lanes. Places are in percent of
// the width, so that it fits any.
type plot struct {
	Lanes []lane
	Ticks []tick
	Marks []mark
	Bars  []bar
	Links []wire
	Text  string // what is drawn, in words, for who does not see it
}

// A lane is where one party's part is drawn.
type lane struct {
	Name string
	Y    int // of its middle, in pixels
}

// The lanes by their place.
const (
	client = iota
	provider
	bank
	hook
)

// lanes are those of a whole chain.
func lanes() []lane {
	return []lane{{"Client", 24}, {"Provider", 60}, {"Bank job", 96}, {"Webhook", 132}}
}

// A tick is a place on the axis.
type tick struct {
	X    string
	Text string
}

// A mark is something that happened at a moment.
type mark struct {
	at     time.Time
	x      float64
	X      string
	Y      int
	Text   string // empty where there is no room for it
	Title  string // all of it
	Tone   string
	Anchor string // of the text: start, middle, end
	Hollow bool
}

// A bar is something that lasted.
type bar struct {
	X, Width string
	Y        int
	Tone     string // job, open (an attempt) or window
	Title    string
	End      string // where its end is marked by a line; empty: it is not
	Label    string // of that line
}

// A wire leads from one lane to another.
type wire struct {
	X        string
	From, To int
}

// An axis is workspace time on a line from 2 to 98 percent.
type axis struct {
	from  time.Time
	whole time.Duration
}

func (a axis) at(t time.Time) float64 {
	if a.whole <= 0 {
		return 2
	}
	return 2 + 96*min(max(float64(t.Sub(a.from))/float64(a.whole), 0), 1)
}

func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }

// plot draws a chain; window is how long an attempt waits for its answer.
func (c *chain) plot(window time.Duration) plot {
	a := axis{from: c.Began}
	end := c.Began
	for _, t := range c.moments(window) {
		if t.After(end) {
			end = t
		}
	}
	a.whole = end.Sub(a.from)
	d := &drawing{axis: a, window: window}
	d.Lanes = lanes()
	d.asked(c)
	for _, j := range c.Jobs {
		d.job(j, c.Asked != nil)
	}
	for _, e := range c.Events {
		d.event(e)
	}
	d.reads(c.Reads)
	d.tell(c.Began)
	d.makeRoom()
	d.ticks()
	return d.plot
}

// alone is the plot of an event without what led to it.
func (e event) alone(window time.Duration) plot {
	c := chain{Began: e.At, Events: []event{e}}
	p := c.plot(window)
	p.Links = nil
	p.Lanes = []lane{{"Webhook", 24}}
	for i := range p.Marks {
		p.Marks[i].Y = 24
	}
	for i := range p.Bars {
		p.Bars[i].Y = 24
	}
	return p
}

// Height is that of the drawing, in pixels, with the axis at its foot.
func (p plot) Height() int { return p.Foot() + 20 }

// Foot is where the axis begins.
func (p plot) Foot() int { return p.Lanes[len(p.Lanes)-1].Y + 24 }

// moments are those that the axis must reach.
func (c *chain) moments(window time.Duration) []time.Time {
	all := []time.Time{c.Began.Add(time.Second)}
	if c.Asked != nil {
		all = append(all, c.Asked.Done)
	}
	for _, j := range c.Jobs {
		all = append(all, j.Ended, j.Due)
	}
	for _, e := range c.Events {
		all = append(all, e.At)
		for _, t := range e.Attempts {
			all = append(all, t.Started.Add(window))
		}
	}
	for _, x := range c.Reads {
		all = append(all, x.At)
	}
	return all
}

// Limit is where the line at the end of a window begins and ends.
func (b bar) Limit() [2]int { return [2]int{b.Y - 16, b.Y + 16} }

// TextY is where the text of a mark stands: above it.
func (m mark) TextY() int { return m.Y - 9 }

// Top and Height are a bar's; that of a window is taller.
func (b bar) Top() int { return b.Y - b.Height()/2 }

// Height is in pixels.
func (b bar) Height() int {
	if b.Tone == "window" {
		return 26
	}
	return 8
}
