package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A plot is a chain drawn on a time axis, in four lanes. Places are in percent of
// the width, so that it fits any.
type plot struct {
	Ticks []tick
	Marks []mark
	Bars  []bar
	Links []wire
	Text  string // what is drawn, in words, for who does not see it
}

// The lanes, by how far down their middle is, in pixels.
const (
	laneClient   = 24
	laneProvider = 60
	laneBank     = 96
	laneWebhook  = 132
	plotHeight   = 176
)

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
	d.asked(c)
	for _, j := range c.Jobs {
		d.job(j)
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

// A drawing is a plot that is being made.
type drawing struct {
	plot
	axis   axis
	window time.Duration
}

func (d *drawing) mark(t time.Time, y int, text, title, tone string, hollow bool) {
	x := d.axis.at(t)
	d.Marks = append(d.Marks, mark{at: t, x: x, X: percent(x), Y: y, Text: text, Title: title, Tone: tone, Hollow: hollow})
}

func (d *drawing) asked(c *chain) {
	if c.Asked == nil {
		return
	}
	x := c.Asked
	d.mark(x.At, laneClient, x.Method, x.Method+" "+x.Path, "", false)
	d.mark(x.Done, laneProvider, strconv.Itoa(x.Status), fmt.Sprintf("answered %d after %s", x.Status, span(ms(x.TookMS))), toneOf(x.Status), false)
	d.Links = append(d.Links, wire{percent(d.axis.at(x.At)), laneClient, laneProvider})
}

func (d *drawing) job(j job) {
	end, text := j.Ended, "done"
	if end.IsZero() {
		end, text = j.Due, j.State
	}
	tone := "ok"
	if strings.HasPrefix(j.State, "failed") {
		tone, text = "fail", "failed"
	} else if j.Ended.IsZero() {
		tone = "note"
	}
	from, to := d.axis.at(j.Accepted), d.axis.at(end)
	title := fmt.Sprintf("%s %s: %s after %s", j.Task, j.Resource, j.State, span(end.Sub(j.Accepted)))
	d.Bars = append(d.Bars, bar{X: percent(from), Width: percent(max(to-from, .4)), Y: laneBank, Tone: "job", Title: title})
	d.mark(end, laneBank, text, title, tone, j.Ended.IsZero())
	d.Links = append(d.Links, wire{percent(from), laneProvider, laneBank})
}

func (d *drawing) event(e event) {
	for i, a := range e.Attempts {
		from, to, line := d.axis.at(a.Started), d.axis.at(a.Started.Add(ms(a.TookMS))), d.axis.at(a.Started.Add(d.window))
		d.Bars = append(d.Bars,
			bar{X: percent(from), Width: percent(line - from), Y: laneWebhook, Tone: "window", End: percent(line),
				Title: fmt.Sprintf("attempt %d has until %s", a.N, span(d.window))},
			bar{X: percent(from), Width: percent(max(to-from, .4)), Y: laneWebhook, Tone: "open " + a.tone(), Title: a.Why})
		if i == 0 {
			d.Links = append(d.Links, wire{percent(d.axis.at(e.At)), laneBank, laneWebhook})
		}
		d.mark(a.Started.Add(ms(a.TookMS)), laneWebhook, a.label(), fmt.Sprintf("attempt %d: %s", a.N, cmp.Or(a.Why, "acknowledged")), a.tone(), false)
	}
	if len(e.Attempts) == 0 {
		d.mark(e.At, laneWebhook, strings.ReplaceAll(e.State, "_", " "), e.Type+" "+e.Code+": "+e.State, e.verdict().Tone(), true)
		d.Links = append(d.Links, wire{percent(d.axis.at(e.At)), laneBank, laneWebhook})
	}
}

func (a attempt) tone() string {
	if a.acknowledged() {
		return "ok"
	}
	return "fail"
}

// label is what an attempt came to, as short as it can be.
func (a attempt) label() string {
	if a.Status == 0 {
		return a.Outcome
	}
	return strconv.Itoa(a.Status)
}

func (d *drawing) reads(all []exchange) {
	for _, x := range all {
		d.mark(x.At, laneClient, "GET", fmt.Sprintf("GET %s: %d", x.Path, x.Status), toneOf(x.Status), true)
	}
}

func toneOf(status int) string {
	if status >= 400 || status == 0 {
		return "fail"
	}
	return "ok"
}

// maxTold is how many marks are told in words.
const maxTold = 12

// tell says in words what is drawn.
func (d *drawing) tell(began time.Time) {
	marks := slices.Clone(d.Marks)
	slices.SortStableFunc(marks, func(a, b mark) int { return a.at.Compare(b.at) })
	words := []string{"Time axis"}
	for _, m := range marks[:min(len(marks), maxTold)] {
		words = append(words, m.Title+" at +"+span(m.at.Sub(began)))
	}
	d.Text = strings.Join(words, "; ")
}

// room is how far the texts of a lane have to be apart, in percent.
const room = 9

// makeRoom leaves out texts that would lie on the one before them in their lane,
// and says how many there are.
func (d *drawing) makeRoom() {
	slices.SortStableFunc(d.Marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.Y, b.Y), cmp.Compare(a.x, b.x)) })
	shown := -1
	count := 1
	for i := range d.Marks {
		m := &d.Marks[i]
		m.Anchor = "middle"
		switch {
		case m.x < 6:
			m.Anchor = "start"
		case m.x > 94:
			m.Anchor = "end"
		}
		if shown < 0 || d.Marks[shown].Y != m.Y || m.x-d.Marks[shown].x > room {
			shown, count = i, 1
			continue
		}
		if m.Text == strings.Fields(d.Marks[shown].Text)[0] {
			count++
			d.Marks[shown].Text = fmt.Sprintf("%s ×%d", m.Text, count)
		}
		m.Text = ""
	}
}

// steps are how far ticks may be apart.
var steps = []time.Duration{
	100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second,
	30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour,
	12 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour, 365 * 24 * time.Hour,
}

// ticks draws four to eight of them.
func (d *drawing) ticks() {
	step := steps[len(steps)-1]
	for _, s := range steps {
		if d.axis.whole <= 7*s {
			step = s
			break
		}
	}
	for t := time.Duration(0); t <= d.axis.whole && len(d.Ticks) < 20; t += step {
		text := "+" + span(t)
		if t == 0 {
			text = "0"
		}
		d.Ticks = append(d.Ticks, tick{percent(d.axis.at(d.axis.from.Add(t))), text})
	}
}

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
