package report

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// inline is any text as one line that terminals, XML and Markdown can carry:
// what cannot be printed is named, and so are bytes that are no UTF-8.
func inline(s string) string { return printable(s, "") }

// block is inline for text of several lines: line ends and tabs stay.
func block(s string) string {
	return printable(strings.ReplaceAll(s, "\r\n", "\n"), "\n\t")
}

func printable(s, keep string) string {
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case unicode.IsGraphic(r) || strings.ContainsRune(keep, r):
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune('␀' + r)
		case r == '\x7f':
			b.WriteRune('␡')
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		s = s[size:]
	}
	return b.String()
}

// columns is how wide a printable text is on a terminal.
func columns(s string) (n int) {
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	if r < '\u0300' { // no mark, and not wide
		return 1
	}
	switch kind := width.LookupRune(r).Kind(); {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// clip cuts a printable text to n columns, and shows that it did.
func clip(s string, n int) string {
	used, room := 0, 0 // room is where the sign of a cut still fits
	for i, r := range s {
		if used < n {
			room = i
		}
		if used += runeColumns(r); used > n {
			return s[:room] + "…"
		}
	}
	return s
}

// head is at most the first n bytes, without a piece of a letter.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// pad fills a printable text up to n columns.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-columns(s)))
}

// wrap breaks a printable text into lines of at most n columns, between words
// or within a query where it can.
func wrap(s string, n int) (lines []string) {
	line := ""
	for _, word := range breakable.FindAllString(strings.Join(strings.Fields(s), " "), -1) {
		if columns(line)+columns(strings.TrimSuffix(word, " ")) > n && line != "" {
			lines, line = append(lines, strings.TrimSuffix(line, " ")), ""
		}
		for columns(strings.TrimSuffix(word, " ")) > n {
			first, rest := split(word, n)
			lines, word = append(lines, first), rest
		}
		line += word
	}
	return append(lines, strings.TrimSuffix(line, " "))
}

// breakable is a word or a part of a query, with what ends it.
var breakable = regexp.MustCompile(`[^ ?&]*[ ?&]|[^ ?&]+`)

// split cuts a word behind its first n columns, n being at least two.
func split(word string, n int) (head, tail string) {
	used := 0
	for i, r := range word {
		if used += runeColumns(r); used > n {
			return word[:i], word[i:]
		}
	}
	return word, ""
}

// span writes a number of milliseconds for people.
func span(ms int64) string {
	switch {
	case ms < 1000:
		return fmt.Sprintf("%d ms", ms)
	case ms < 60_000:
		return fmt.Sprintf("%.2f s", float64(ms)/1000)
	}
	return (time.Duration(ms) * time.Millisecond).Round(time.Second).String()
}
