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
	d.mark(x.At, d.Lanes[client].Y, x.Method, x.Method+" "+x.Path, "", false)
	d.mark(x.Done, d.Lanes[provider].Y, strconv.Itoa(x.Status), fmt.Sprintf("answered %d after %s", x.Status, span(ms(x.TookMS))), toneOf(x.Status), false)
	d.Links = append(d.Links, wire{percent(d.axis.at(x.At)), d.Lanes[client].Y, d.Lanes[provider].Y})
}

// job draws work at the bank; asked is set where a request caused it.
func (d *drawing) job(j job, asked bool) {
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
	d.Bars = append(d.Bars, bar{X: percent(from), Width: percent(max(to-from, .4)), Y: d.Lanes[bank].Y, Tone: "job", Title: title})
	d.mark(end, d.Lanes[bank].Y, text, title, tone, j.Ended.IsZero())
	if asked {
		d.Links = append(d.Links, wire{percent(from), d.Lanes[provider].Y, d.Lanes[bank].Y})
	}
}

func (d *drawing) event(e event) {
	for i, a := range e.Attempts {
		from, to, line := d.axis.at(a.Started), d.axis.at(a.Started.Add(ms(a.TookMS))), d.axis.at(a.Started.Add(d.window))
		d.Bars = append(d.Bars,
			bar{X: percent(from), Width: percent(line - from), Y: d.Lanes[hook].Y, Tone: "window", End: percent(line), Label: e.limit(i, d.window),
				Title: fmt.Sprintf("attempt %d has until %s", a.N, span(d.window))},
			bar{X: percent(from), Width: percent(max(to-from, .4)), Y: d.Lanes[hook].Y, Tone: "open " + a.Tone(), Title: a.Why})
		if i == 0 {
			d.Links = append(d.Links, wire{percent(d.axis.at(e.At)), d.Lanes[bank].Y, d.Lanes[hook].Y})
		}
		d.mark(a.Started.Add(ms(a.TookMS)), d.Lanes[hook].Y, a.Label(), fmt.Sprintf("attempt %d: %s", a.N, cmp.Or(a.Why, "acknowledged")), a.Tone(), false)
	}
	if len(e.Attempts) == 0 {
		d.mark(e.At, d.Lanes[hook].Y, strings.ReplaceAll(e.State, "_", " "), e.Type+" "+e.Code+": "+e.State, e.verdict().Tone(), true)
		d.Links = append(d.Links, wire{percent(d.axis.at(e.At)), d.Lanes[bank].Y, d.Lanes[hook].Y})
	}
}

// limit names the line at the end of an attempt's window, at the first that
// needed it, or at the last.
func (e event) limit(i int, window time.Duration) string {
	slow := slices.IndexFunc(e.Attempts, func(a attempt) bool { return a.Outcome == "timeout" })
	if i == slow || slow < 0 && i == len(e.Attempts)-1 {
		return span(window)
	}
	return ""
}

// Tone is the class that colours it.
func (a attempt) Tone() string {
	if a.acknowledged() {
		return "ok"
	}
	return "fail"
}

// Label is what an attempt came to, as short as it can be.
func (a attempt) Label() string {
	if a.Status == 0 {
		return a.Outcome
	}
	return strconv.Itoa(a.Status)
}

func (d *drawing) reads(all []exchange) {
	for _, x := range all {
		d.mark(x.At, d.Lanes[client].Y, "GET", fmt.Sprintf("GET %s: %d", x.Path, x.Status), toneOf(x.Status), true)
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

// room is how far the middles of two texts in a lane have to be apart, in percent
// of a drawing on a phone, where a letter takes about two.
func room(a, b string) float64 { return 1 + 2.1*float64(len(a)+len(b))/2 }

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
		if shown < 0 || d.Marks[shown].Y != m.Y || m.x-d.Marks[shown].x > room(m.Text, d.Marks[shown].Text) {
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
