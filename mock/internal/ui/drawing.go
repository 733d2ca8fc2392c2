package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

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
