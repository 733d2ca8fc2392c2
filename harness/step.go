// Package harness judges a client with Gherkin scenarios. So far it has the
// form of a step; the bundled features are run in its tests.
package harness

import "regexp"

// A Step is a sentence of the features and what it does. Steps are data, so
// that they can be listed.
type Step struct {
	// Sentence is what stands in a feature after the keyword, with {who} for a
	// name and {dur} for a number of seconds.
	Sentence string
	// Does says what the sentence does or checks.
	Does string
	// Do takes the values of the sentence in their order and returns an error.
	Do any
}

// words are what may stand in braces in a sentence.
var words = map[string]string{"{who}": `(\w+)`, "{dur}": `(\d+ seconds?)`}

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
func (s Step) Matches(text string) bool { return regexp.MustCompile(s.Pattern()).MatchString(text) }
