package report

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// How long a summary gets, in bytes: its parts in their order, and all of it.
//
// Source: GitHub drops the summary of a step whole if it is over 1 MiB, and
// several tools may write into one.
const (
	summaryFailures = 110_000
	summaryRest     = 190_000
)

// Summary writes the report as Markdown of at most 200 kB: the totals, what
// failed with its evidence folded, then all verdicts. What has no room is counted.
func Summary(w io.Writer, r Report) error {
	s := &summary{room: summaryFailures}
	s.head(r)
	for _, v := range r.of(Error, Fail, Inconclusive, Warn) {
		s.add(v.section())
	}
	s.close("\n%d more are in report.html.\n")
	s.room = summaryRest
	s.table(r)
	s.notTested(r)
	_, err := io.WriteString(w, s.text.String())
	return err
}

// AppendSummary writes the summary to the end of a file, which may not exist
// yet. GitHub names the file in GITHUB_STEP_SUMMARY.
func AppendSummary(file string, r Report) (err error) {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("append the summary: %w", err)
	}
	if err := Summary(f, r); err != nil {
		_ = f.Close()
		return fmt.Errorf("append the summary to %s: %w", file, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("append the summary to %s: %w", file, err)
	}
	return nil
}

// A summary takes parts as long as there is room.
type summary struct {
	text    strings.Builder
	room    int // bytes, in all
	dropped int
}

func (s *summary) add(part string) {
	if s.text.Len()+len(part) > s.room {
		s.dropped++
		return
	}
	s.text.WriteString(part)
}

// close says how many parts were dropped since the last time, if any.
func (s *summary) close(format string) {
	if s.dropped > 0 {
		fmt.Fprintf(&s.text, format, s.dropped)
	}
	s.dropped = 0
}

func (s *summary) head(r Report) {
	fmt.Fprintf(&s.text, "## %s %s: %s\n\n|", looks[r.overall()].Sign, short(r.Client, 100), r.conclusion())
	for _, k := range Kinds() {
		fmt.Fprintf(&s.text, " %s %s |", looks[k].Sign, looks[k].Word)
	}
	s.text.WriteString("\n|" + strings.Repeat(" --: |", len(Kinds())) + "\n|")
	for _, k := range Kinds() {
		fmt.Fprintf(&s.text, " %d |", r.Counts.Of(k))
	}
	var about []string
	for _, f := range r.facts()[1:] {
		about = append(about, f.Name+" "+short(f.Text, 100))
	}
	fmt.Fprintf(&s.text, "\n\n%s, exit %d\n", strings.Join(about, ", "), r.Exit)
	for _, line := range r.Expectations {
		s.add("\n> **Not as expected:** " + short(line, 400) + "\n")
	}
	for _, line := range r.Warnings {
		s.add("\n> **Mind:** " + short(line, 400) + "\n")
	}
}

// section is what there is to say about a verdict that did not pass.
func (v Verdict) section() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s %s %s\n\n", looks[v.Verdict].Sign, looks[v.Verdict].Word, short(v.title(), 200))
	for _, f := range v.facts() {
		fmt.Fprintf(&b, "- %s: %s\n", f.Name, short(f.Text, 400))
	}
	fmt.Fprintf(&b, "- place: %s\n", short(v.place(), 200))
	if v.Command != "" {
		fmt.Fprintf(&b, "\n%s", fenced("sh", clip(inline(v.Command), 1000)))
	}
	if len(v.Timeline) > 0 {
		fmt.Fprintf(&b, "\n<details><summary>Timeline</summary>\n\n%s\n</details>\n", fenced("text", timeline(v.Timeline, 40)))
	}
	return b.String()
}

// table is all verdicts in a line each, folded, but for what was disabled.
func (s *summary) table(r Report) {
	s.text.WriteString("\n<details><summary>All verdicts</summary>\n\n| verdict | level | requirement | took |\n| --- | --- | --- | --: |\n")
	for _, v := range r.Verdicts {
		if v.Verdict == Disabled {
			continue
		}
		s.add(fmt.Sprintf("| %s %s | %s | %s | %s |\n", looks[v.Verdict].Sign, looks[v.Verdict].Word,
			short(v.Level, 20), short(v.title(), 200), span(v.TookMS)))
	}
	s.close("| | | %d more are in report.html | |\n")
	s.text.WriteString("\n</details>\n")
}

func (s *summary) notTested(r Report) {
	if len(r.NotTested) == 0 {
		return
	}
	s.text.WriteString("\n<details><summary>Not tested</summary>\n\n")
	for _, reason := range r.reasons() {
		s.add("- " + short(reason, 400) + "\n")
	}
	s.close("- %d more are in report.html\n")
	s.text.WriteString("\n</details>\n")
}

// short is text as part of a line of Markdown, even in a table, at most n
// columns of it.
func short(s string, n int) string { return markdown.Replace(clip(inline(s), n)) }

// markdown spells what Markdown, or HTML in it, would take for its own.
var markdown = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "`", "&#96;", "*", "&#42;",
	"_", "&#95;", "~", "&#126;", "[", "&#91;", "]", "&#93;", `\`, "&#92;", "@", "&#64;", "#", "&#35;", "!", "&#33;", "$", "&#36;", "://", "&#58;//")

// fenced is a block of code that nothing in it can end.
func fenced(language, text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + language + "\n" + strings.TrimRight(text, "\n") + "\n" + fence + "\n"
}
