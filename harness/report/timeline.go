package report

import (
	"fmt"
	"slices"
	"strings"
)

// String is the line as text, in columns that do not change, so that evidence
// can be searched: when, who to whom, what, and a note.
//
//	+0.214s  provider → client    notification n1 attempt 1
//	+0.231s  client   ⇥ lost      202 (17 ms)                ← reset by the provider
//	+2.229s  client   → provider  202 (15 ms)                                  IDM-03 ok
//	         silence judged over 1.8 s = 6 × the slowest reaction seen so far (0.30 s)
func (l Line) String() string {
	note, column := l.note(), 76
	if note == "" {
		return l.said()
	}
	if l.Mark == Lost {
		column = 57
	}
	return pad(l.said()+" ", column) + note
}

// said is the line without its note.
func (l Line) said() string {
	what := inline(l.What)
	if l.Mark == Silence {
		return strings.Repeat(" ", whoColumn) + what
	}
	arrow, to := "→ ", inline(string(l.To))
	switch {
	case l.Mark == Lost:
		arrow, to = "⇥ ", "lost"
	case l.From == l.To:
		arrow, to = "· ", "itself"
	}
	return pad(l.at()+" ", whoColumn) + pad(inline(string(l.From)), 9) + arrow + pad(to, 10) + what
}

// whoColumn is how much room the time has.
const whoColumn = 9

// at is when, from the scenario's beginning.
func (l Line) at() string { return fmt.Sprintf("%+.3fs", float64(l.AtMS)/1000) }

// note is the note, which says of a marked line how it is marked.
func (l Line) note() string {
	note := inline(l.Note)
	switch {
	case l.Mark == Lost && note != "":
		return "← " + note
	case l.Mark == Bad && !strings.Contains(note, "✗"):
		return strings.TrimRight("✗ "+note, " ")
	case l.Mark == Good && note == "":
		return "✓"
	}
	return note
}

// decider is the index of the line that decided: the first bad one, else the
// last; -1 if there is none.
func decider(lines []Line) int {
	if i := slices.IndexFunc(lines, func(l Line) bool { return l.Mark == Bad }); i >= 0 {
		return i
	}
	return len(lines) - 1
}

// around are at most n lines with the one that decided amid them, and how many
// there are before and behind.
func around(lines []Line, n int) (kept []Line, before, behind int) {
	from := max(0, min(decider(lines)-n/2, len(lines)-n))
	to := min(len(lines), from+n)
	return lines[from:to], from, len(lines) - to
}

// timeline is at most n lines as text, and where it was cut.
func timeline(lines []Line, n int) string {
	kept, before, behind := around(lines, n)
	var b strings.Builder
	if before > 0 {
		fmt.Fprintf(&b, "… %d lines before\n", before)
	}
	for _, l := range kept {
		fmt.Fprintln(&b, clip(l.String(), 240))
	}
	if behind > 0 {
		fmt.Fprintf(&b, "… %d lines more\n", behind)
	}
	return b.String()
}
