package journal

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// A writtenKey is a key as it stands in a text. JSON inside the strings of JSON
// has a backslash before each quote, three if it is nested once more, and so on.
type writtenKey struct {
	plain   []byte // without escapes
	quote   byte
	slashes int // backslashes before each of its quotes
}

// keyBefore is the key whose colon stands at i; ok is false if that is none.
func keyBefore(b []byte, i int) (key writtenKey, ok bool) {
	end := i - 1
	for end >= 0 && isSpace(b[end]) {
		end--
	}
	if end < 1 || b[end] != '"' && b[end] != '\'' {
		return key, false
	}
	key.quote = b[end]
	key.slashes = slashesBefore(b, end)
	end -= key.slashes
	start := bytes.LastIndexByte(b[max(0, end-maxWritten):end], key.quote)
	if start < 0 {
		return key, false
	}
	start += max(0, end-maxWritten)
	if slashesBefore(b, start) != key.slashes {
		return key, false
	}
	key.plain = unescape(b[start+1 : end])
	return key, true
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func slashesBefore(b []byte, i int) int {
	n := 0
	for n < i && b[i-1-n] == '\\' {
		n++
	}
	return n
}

// unescape is key with its \u escapes, of any nesting, written out.
func unescape(key []byte) []byte {
	if bytes.IndexByte(key, '\\') < 0 {
		return key
	}
	var plain []byte
	for i := 0; i < len(key); {
		if key[i] != '\\' {
			plain = append(plain, key[i])
			i++
			continue
		}
		for i < len(key) && key[i] == '\\' {
			i++
		}
		if i+5 <= len(key) && key[i] == 'u' {
			if r, err := strconv.ParseUint(string(key[i+1:i+5]), 16, 16); err == nil {
				plain = utf8.AppendRune(plain, rune(r))
				i += 5
			}
		}
	}
	return plain
}

// value is where the value begins and ends that follows the key's colon, which
// stands before i. They are equal if there is nothing to hide.
func (k writtenKey) value(b []byte, i int) (start, end int) {
	start = k.skipSpace(b, i)
	if k.opens(b, start) {
		end = k.stringEnd(b, start+k.slashes+1)
		if content := b[start+k.slashes+1 : end]; len(content) == 0 || k.opens(content, 0) {
			return start, start // empty
		}
		return start, end
	}
	if start < len(b) && (b[start] == '{' || b[start] == '[') {
		return start, k.balancedEnd(b, start)
	}
	end = start
	for end < len(b) && bytes.IndexByte([]byte("\",}]\r\n\\"), b[end]) < 0 {
		end++
	}
	end = start + len(bytes.TrimRight(b[start:end], " \t"))
	if string(b[start:end]) == "null" {
		return start, start
	}
	return start, end
}

// skipSpace is where the white space ends that begins at i. Inside a string of
// JSON, a line break may be written as an escape.
func (k writtenKey) skipSpace(b []byte, i int) int {
	for i < len(b) {
		after := i
		for k.slashes > 0 && after < len(b) && b[after] == '\\' {
			after++
		}
		switch {
		case isSpace(b[i]):
			i++
		case after > i && after < len(b) && (b[after] == 'n' || b[after] == 'r' || b[after] == 't'):
			i = after + 1
		default:
			return i
		}
	}
	return i
}

// opens tells whether a string with quotes like the key's begins at i.
func (k writtenKey) opens(b []byte, i int) bool {
	end := i
	for end < len(b) && b[end] == '\\' {
		end++
	}
	return end-i == k.slashes && end < len(b) && b[end] == k.quote
}

// stringEnd is where the string ends whose content begins at i, its closing
// quote included. A string that is not closed ends with b, or where one ends
// that it stands in.
func (k writtenKey) stringEnd(b []byte, i int) int {
	for from := i; ; {
		next := bytes.IndexByte(b[from:], k.quote)
		if next < 0 {
			return len(b)
		}
		at := from + next
		// A backslash of the content is written as 2·(slashes+1) of them, and a
		// quote of the content has slashes+1 more than a closing one.
		switch before := slashesBefore(b[i:at], at-i); before % (2 * (k.slashes + 1)) {
		case k.slashes:
			return at + 1
		case 2*k.slashes + 1:
			from = at + 1
		default:
			return at - before
		}
	}
}

// balancedEnd is where the object or array ends that begins at i.
func (k writtenKey) balancedEnd(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch c := b[i]; {
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case k.opens(b, i):
			i = k.stringEnd(b, i+k.slashes+1)
			continue
		case c == k.quote:
			return i // the end of the string that all this stands in
		}
		i++
	}
	return i
}

// appendStars adds what stands in the place of a value, quoted like the key.
func (k writtenKey) appendStars(out []byte) []byte {
	out = append(k.appendQuote(out), stars...)
	return k.appendQuote(out)
}

func (k writtenKey) appendQuote(out []byte) []byte {
	for range k.slashes {
		out = append(out, '\\')
	}
	return append(out, k.quote)
}
