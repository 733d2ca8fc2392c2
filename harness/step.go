// Package harness judges a client with Gherkin scenarios: the provider plays its
// part, and what the client does is held against what is asked of one.
package harness

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Step is a sentence of the features and what it does. Steps are data, so
// that they can be listed.
type Step struct {
	// Sentence is what stands in a feature after the keyword, with words in braces
	// for what varies: {who} is a name, {n} a number, {dur} a number of seconds,
	// minutes, hours or days; the others are one of a few choices.
	Sentence string
	// Does says what the sentence does or checks.
	Does string
	// Example is the sentence as a feature has it.
	Example string
	// Do takes the values of the sentence in their order, and at the end the text
	// below it if there is one, and returns an error.
	Do any
}

// words are what may stand in braces in a sentence. Those without a group only
// let a word be in the singular.
var words = map[string]string{
	"{who}":      `([A-Z]\w*)`,
	"{n}":        `(\d+)`,
	"{dur}":      `(\d+ (?:second|minute|hour|day)s?)`,
	"{res}":      `(accounts|balances|bills|owners|transactions)`,
	"{order}":    `((?:accounts|balances|bills|owners|transactions)(?:, (?:accounts|balances|bills|owners|transactions))+)`,
	"{amounts}":  `(\d+\.\d\d(?:(?:, | and )\d+\.\d\d)*)`,
	"{status}":   `([1-5]\d\d)`,
	"{which}":    `(it|every notification)`,
	"{break}":    `(closing the connection|stalling|truncating the body|garbling the body)`,
	"{shape}":    `(lead in a circle|lead to another origin|overlap|begin with an empty one|shift under way)`,
	"{style}":    `(` + strings.Join(styleNames(), "|") + `)`,
	"{spelling}": `(with dashes|without dashes)`,
	"{damage}":   `(a cut-off|a garbled|a linkless|an oversized)`,
	"{badauth}":  `(no|wrong|another scheme)`,
	"{manner}":   `(by GET|by PUT|as plain text|without a body)`,
	"{part}":     `(type|code)`,
	"{period}":   `(the month before|the last month)`,
	"{state}":    `(pending|ready|failed)`,
	"{fetches}":  `fetch(?:es)?`,
	"{times}":    `times?`,
}

var braced = regexp.MustCompile(`\\\{\w+\\\}`)

// Pattern is the regular expression of the sentence.
func (s Step) Pattern() string {
	return "^" + braced.ReplaceAllStringFunc(regexp.QuoteMeta(s.Sentence), func(word string) string {
		name := "{" + word[2:len(word)-2] + "}"
		pattern, known := words[name]
		if !known {
			panic("sentence " + s.Sentence + " has the unknown word " + name)
		}
		return pattern
	}) + "$"
}

// Matches tells whether a feature's text is this sentence.
func (s Step) Matches(text string) bool { return patterns.of(s).MatchString(text) }

// units are those of {dur}.
var units = map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

// durationOf reads a {dur}.
func durationOf(text string) (time.Duration, error) {
	number, unit, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0, fmt.Errorf("%q is no duration", text)
	}
	return time.Duration(n) * units[strings.TrimSuffix(unit, "s")], nil
}
