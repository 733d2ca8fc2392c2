package report

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestInlineNamesWhatCannotBePrinted(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"plain text stays", "Ana's café | 日本", "Ana's café | 日本"},
		{"line ends and tabs have pictures", "a\r\n\tb", "a␍␊␉b"},
		{"so has an escape", "\x1b[31m\x00\x7f", "␛[31m␀␡"},
		{"bytes that are no UTF-8 are bytes", "a\xff\xc3", `a\xff\xc3`},
		{"what turns text around is named", "a\u202eb\u200f\ufeff", `a\u202eb\u200f\ufeff`},
		{"what XML forbids is named", "\ufffe\x0b", `\ufffe␋`},
		{"a replacement character that was sent stays", "\ufffd", "\ufffd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, inline(tt.text)); diff != "" {
				t.Errorf("inline(%q) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestBlockKeepsLines(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff("a\n\tb␍c", block("a\r\n\tb\rc")); diff != "" {
		t.Errorf("block (-want +got):\n%s", diff)
	}
}

func TestWidths(t *testing.T) {
	t.Parallel()
	if got := columns("e\u0301 日本"); got != 6 {
		t.Errorf("an accent and two wide letters are %d columns, want 6", got)
	}
	tests := []struct {
		text string
		n    int
		want []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"日本語", 4, []string{"日本", "語"}},
		{"", 4, []string{""}},
		{"GET rows?a=1&b=2 ", 12, []string{"GET rows?", "a=1&b=2"}},
		{"abc def ", 3, []string{"abc", "def"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, wrap(tt.text, tt.n)); diff != "" {
			t.Errorf("wrap(%q, %d) (-want +got):\n%s", tt.text, tt.n, diff)
		}
	}
	if got := head("a日本", 5); got != "a日" {
		t.Errorf("head is %q", got)
	}
	if got := clip("日本語", 5); got != "日本…" {
		t.Errorf("clip is %q", got)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for ms, want := range map[int64]string{0: "0 ms", 999: "999 ms", 1800: "1.80 s", 83_412: "1m23s"} {
		if got := span(ms); got != want {
			t.Errorf("span(%d) is %q, want %q", ms, got, want)
		}
	}
}

// Whatever is written, nothing of it is unprintable or too wide.
func FuzzText(f *testing.F) {
	f.Add(hostile, 10)
	f.Add("日本 e\u0301 x", 2)
	f.Fuzz(func(t *testing.T, s string, n int) {
		shown := inline(s)
		if !utf8.ValidString(shown) || strings.ContainsFunc(shown, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Errorf("inline(%q) is %q", s, shown)
		}
		n = 2 + max(0, n)%200
		if cut := clip(shown, n); columns(cut) > n {
			t.Errorf("clip(%q, %d) has %d columns", shown, n, columns(cut))
		}
		for _, line := range wrap(shown, n) {
			if columns(line) > n {
				t.Errorf("wrap(%q, %d) has a line of %d columns", shown, n, columns(line))
			}
		}
	})
}
