package report

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Names and bodies come from clients, and from whoever writes features. No
// writer may let them out as anything but text.
func TestNothingUnprintableLeaves(t *testing.T) {
	t.Parallel()
	for name := range writers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := written(t, name, small())
			if name == "terminal-80" {
				text = unpainted(text)
			}
			if !utf8.ValidString(text) {
				t.Error("is not UTF-8")
			}
			for i, r := range text {
				if name == "report.json" && !unicode.IsControl(r) {
					continue // JSON carries what XML and terminals cannot
				}
				if !unicode.IsGraphic(r) && r != '\n' && r != '\t' {
					t.Fatalf("%q is in it, after %q", r, text[max(0, i-60):i])
				}
			}
		})
	}
}

func TestJUnitSurvivesHostileText(t *testing.T) {
	t.Parallel()
	text := written(t, "junit.xml", small())
	for decoder := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	var file suites
	if err := xml.Unmarshal([]byte(text), &file); err != nil {
		t.Fatal(err)
	}
	for _, s := range file.Suites {
		for _, tc := range s.Cases {
			if strings.HasPrefix(tc.Name, "SEC-03") && (tc.Failure.Message != inline(hostile) || !strings.Contains(tc.Failure.Text, inline(hostile))) {
				t.Errorf("the failure reads %q", tc.Failure.Message)
			}
		}
	}
}

func TestPageSurvivesHostileText(t *testing.T) {
	t.Parallel()
	text := written(t, "report.html", small())
	if shown := html.UnescapeString(text); !strings.Contains(shown, inline(hostile)) {
		t.Error("the hostile text is not shown as it is")
	}
	for _, r := range []Report{small(), full(), finished(Report{})} {
		checkPage(t, written(t, "report.html", r))
	}
}

// checkPage checks that a page has one script and style, that nothing else
// runs or loads, and that all its links lead to something on it.
func checkPage(t *testing.T, text string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	ids, elements := map[string]int{}, map[string]int{}
	var links []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		elements[n.Data]++
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				ids[a.Val]++
			case a.Key == "href":
				links = append(links, a.Val)
			case a.Key == "style" || a.Key == "src" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("<%s> has the attribute %s", n.Data, a.Key)
			}
		}
	}
	if elements["script"] != 1 || elements["style"] != 1 || elements["main"] != 1 || elements["h1"] != 1 {
		t.Errorf("elements %v", elements)
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("id %q is there %d times", id, n)
		}
	}
	for _, link := range links {
		if id, local := strings.CutPrefix(link, "#"); !local || ids[id] == 0 {
			t.Errorf("link %q leads nowhere on the page", link)
		}
	}
}

// GitHub takes a line for a command if it begins with two colons, after any
// room before them.
func TestTerminalGivesNoCommands(t *testing.T) {
	t.Parallel()
	r := small()
	for i := range r.Verdicts {
		r.Verdicts[i].Why = strings.Repeat("::error::x ", 40)
		r.Verdicts[i].Output = "::error::x\n  ::stop-commands::y\n"
	}
	r.Warnings, r.Expectations = []string{strings.Repeat("::error::x ", 40)}, []string{"::error::x"}
	for _, name := range []string{"terminal", "terminal-80"} {
		for line := range strings.Lines(unpainted(written(t, name, r))) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") {
				t.Errorf("%s has the line %q", name, line)
			}
		}
	}
}

func TestSummarySurvivesHostileText(t *testing.T) {
	t.Parallel()
	fence := ""
	for line := range strings.Lines(written(t, "summary.md", small())) {
		line = strings.TrimRight(line, "\n")
		ticks := regexp.MustCompile("^`{3,}").FindString(line)
		switch {
		case fence == "" && ticks != "":
			fence = ticks
		case fence != "" && line == fence:
			fence = ""
		case fence != "" && len(ticks) >= len(fence):
			t.Errorf("%q ends a block early", line)
		case fence == "" && (strings.Contains(line, "<script") || strings.Contains(line, "`")):
			t.Errorf("%q is not only text", line)
		case fence == "" && strings.HasPrefix(line, "|") && strings.Contains(line, "SEC-03") && strings.Count(line, "|") != 5:
			t.Errorf("%q has other columns", line)
		}
	}
	if fence != "" {
		t.Error("a block does not end")
	}
}

func TestAnnotationsSurviveHostileText(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^::(error|warning) file=[^,:]+,line=\d+,title=[^,:]+::.+$`)
	for line := range strings.Lines(written(t, "annotations", small())) {
		if !form.MatchString(strings.TrimRight(line, "\n")) {
			t.Errorf("%q is no annotation", line)
		}
	}
}
