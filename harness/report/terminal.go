package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// A Terminal writes one line per verdict as they come, and in the end what is
// to be done: a box per failure, then the totals as the last lines. Set Out;
// the rest may stay zero. Its methods may be called side by side.
//
// No line begins with what came from a client, so that a CI which listens for
// commands in the log hears none of theirs.
type Terminal struct {
	Out    io.Writer
	Colour bool
	Width  int // columns; 0 if it is not known, and then nothing is cut

	writing sync.Mutex
}

// Verdict writes the line of one verdict. Disabled ones have none.
func (t *Terminal) Verdict(v Verdict) error {
	if v.Verdict == Disabled {
		return nil
	}
	look := looks[v.Verdict]
	head := look.Sign + " " + pad(look.Word, 14)
	tail := span(v.TookMS)
	title := v.title()
	if why := inline(v.Why); why != "" {
		title += " – " + why
	}
	if t.Width > 0 {
		title = clip(title, max(20, t.Width-columns(head)-columns(tail)-3))
	}
	return t.write(t.paint(v.Verdict, head) + " " + title + "  " + t.dim(tail) + "\n")
}

// Report writes what has to be known when all is done.
func (t *Terminal) Report(r Report) error {
	var b strings.Builder
	for _, v := range r.of(Error, Fail) {
		t.box(&b, v)
	}
	t.list(&b, "Warned", r.of(Warn))
	t.list(&b, "Inconclusive", r.of(Inconclusive))
	for _, section := range []struct {
		name  string
		lines []string
	}{{"Not as expected", r.Expectations}, {"Mind", r.Warnings}, {"Not tested", r.reasons()}} {
		if len(section.lines) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", section.name)
		for _, line := range section.lines {
			t.hang(&b, "  - ", "  ┆ ", inline(line))
		}
	}
	var about []string
	for _, f := range r.facts() {
		about = append(about, f.Name+" "+f.Text)
	}
	b.WriteByte('\n')
	t.hang(&b, "# ", "# ", strings.Join(about, ", "))
	fmt.Fprintf(&b, "%d scenarios  %s\n", len(r.Verdicts), r.Counts.totals(t.paint))
	fmt.Fprintf(&b, "%s (exit %d)\n", t.paint(r.overall(), r.conclusion()), r.Exit)
	return t.write(b.String())
}

// box shows one failure, with the five lines around what decided.
func (t *Terminal) box(b *strings.Builder, v Verdict) {
	side := t.paint(v.Verdict, "│")
	look := looks[v.Verdict]
	b.WriteByte('\n')
	t.hang(b, t.paint(v.Verdict, "┌ "+look.Sign+" "+look.Word)+" ", side+strings.Repeat(" ", 4+len(look.Word)), v.title())
	for _, f := range v.facts() {
		t.hang(b, side+" "+pad(f.Name, 9)+" ", side+strings.Repeat(" ", 11), f.Text)
	}
	t.evidence(b, side, v.Timeline)
	if v.Output != "" {
		fmt.Fprintf(b, "%s\n%s %s\n", side, side, t.dim("the client's last words"))
		for _, line := range lastLines(v.Output, 8) {
			fmt.Fprintf(b, "%s   %s\n", side, t.cut(line, 4))
		}
	}
	fmt.Fprintf(b, "%s\n%s repeat    %s\n", side, side, inline(v.Command))
	fmt.Fprintln(b, t.paint(v.Verdict, "└")+" "+t.dim(t.cut(v.place(), 2)))
}

// evidence is the part of a timeline that decided, which is pointed at.
func (t *Terminal) evidence(b *strings.Builder, side string, timeline []Line) {
	if len(timeline) == 0 {
		return
	}
	fmt.Fprintln(b, side)
	five, before, _ := around(timeline, 5)
	for i, l := range five {
		pointer := " "
		if before+i == decider(timeline) {
			pointer = ">"
		}
		for _, line := range t.lines(l) {
			fmt.Fprintf(b, "%s %s %s\n", side, pointer, line)
			pointer = " "
		}
	}
}

// list shows verdicts that need no box.
func (t *Terminal) list(b *strings.Builder, name string, verdicts []Verdict) {
	if len(verdicts) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", name)
	for _, v := range verdicts {
		t.hang(b, "  "+t.paint(v.Verdict, looks[v.Verdict].Sign)+" ", "  ┆ ", v.title())
		t.hang(b, "  ┆ ", "  ┆ ", inline(cmp.Or(v.Why, v.Sentence)))
		fmt.Fprintf(b, "  ┆ repeat %s\n", inline(v.Command))
	}
}

// hang writes text behind a prefix, and goes on below behind another that is
// as wide.
func (t *Terminal) hang(b *strings.Builder, prefix, more, text string) {
	room := min(cmp.Or(t.Width, 110), 110) - columns(unpainted(prefix))
	for _, line := range wrap(text, max(20, room)) {
		fmt.Fprintln(b, strings.TrimRight(prefix+line, " "))
		prefix = more
	}
}

// lines are a line of the timeline, folded if it would be too long.
func (t *Terminal) lines(l Line) []string {
	text := l.String()
	if t.Width == 0 || columns(text) <= t.Width-4 {
		return []string{text}
	}
	first, rest := t.cut(l.said(), 4), l.note()
	if l.Mark == Silence {
		first, rest = "", inline(l.What)+" "+rest
	}
	folded := []string{first}
	for _, more := range wrap(rest, max(20, t.Width-4-whoColumn)) {
		folded = append(folded, strings.Repeat(" ", whoColumn)+more)
	}
	return slices.DeleteFunc(folded, func(line string) bool { return strings.TrimSpace(line) == "" })
}

// cut makes a line fit behind a margin, if the width is known.
func (t *Terminal) cut(line string, margin int) string {
	if t.Width == 0 {
		return line
	}
	return clip(line, max(20, t.Width-margin))
}

const plain = "\x1b[0m"

func (t *Terminal) paint(k Kind, text string) string {
	if !t.Colour {
		return text
	}
	return looks[k].escape + text + plain
}

func (t *Terminal) dim(text string) string { return t.paint(Disabled, text) }

// unpainted is our own text without our own colours.
func unpainted(s string) string {
	for _, l := range looks {
		s = strings.ReplaceAll(s, l.escape, "")
	}
	return strings.ReplaceAll(s, plain, "")
}

func (t *Terminal) write(s string) error {
	t.writing.Lock()
	defer t.writing.Unlock()
	_, err := io.WriteString(t.Out, s)
	return err
}

// lastLines are the last n lines of a text, printable.
func lastLines(s string, n int) []string {
	lines := strings.Split(strings.Trim(block(s), "\n"), "\n")
	return lines[max(0, len(lines)-n):]
}

// reasons are what is not tested, and why, in a line each.
func (r Report) reasons() (lines []string) {
	for _, n := range r.NotTested {
		lines = append(lines, n.ID+" "+n.Sentence+": "+n.Because)
	}
	return lines
}
