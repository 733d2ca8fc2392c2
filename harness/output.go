package harness

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// An output is the end of what was printed, for many at once. It takes whatever
// is written and keeps bounded memory.
type output struct {
	limit   int      // bytes that Text returns at most
	secrets []string // what is not told, longest first

	mu      sync.Mutex
	end     []byte
	dropped bool // something was printed before end
}

// keptOutput is how many bytes are kept of what a client prints.
const keptOutput = 64 << 10

// redacted stands where a secret was.
const redacted = "[redacted]"

// shortestSecret is how long a text must be to be hidden: the letters of a
// shorter one are everywhere.
const shortestSecret = 4

// newOutput hides secrets however they are written: in a header, a URL or JSON.
func newOutput(limit int, secrets ...string) *output {
	o := &output{limit: limit}
	for _, secret := range secrets {
		quoted, _ := json.Marshal(secret) // a text has a JSON form
		for _, form := range []string{
			secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(quoted), `"`), base64.StdEncoding.EncodeToString([]byte(secret)),
		} {
			if len(form) >= shortestSecret && !slices.Contains(o.secrets, form) {
				o.secrets = append(o.secrets, form)
			}
		}
	}
	slices.SortStableFunc(o.secrets, func(a, b string) int { return len(b) - len(a) })
	return o
}

// Write never fails and never waits.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.end = append(o.end, b...)
	if kept := o.limit + o.overlap(); len(o.end) > 2*kept {
		o.end = slices.Clone(o.end[len(o.end)-kept:])
		o.dropped = true
	}
	return len(b), nil
}

// overlap is how much of a secret may stand at the beginning of the end without
// being known for one.
func (o *output) overlap() int {
	if len(o.secrets) == 0 {
		return 0
	}
	return len(o.secrets[0])
}

// Text is the end of what was printed, in whole lines if it has any.
func (o *output) Text() string {
	o.mu.Lock()
	text, cut := string(o.end), o.dropped
	o.mu.Unlock()
	text = o.hide(text)
	if cut {
		text = text[min(o.overlap(), len(text)):]
	}
	if len(text) > o.limit {
		text, cut = text[len(text)-o.limit:], true
	}
	if _, lines, found := strings.Cut(text, "\n"); cut && found {
		text = lines
	}
	return strings.ToValidUTF8(text, "\ufffd")
}

// hide is a text without secrets.
func (o *output) hide(text string) string {
	for _, secret := range o.secrets {
		text = strings.ReplaceAll(text, secret, redacted)
	}
	return text
}

// Cut tells whether something is missing in front of Text.
func (o *output) Cut() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.dropped || len(o.end) > o.limit
}

// lastWords is how much of a text an error quotes.
const lastWords = 400

// LastWords are the last lines that were printed, in one line; empty if there
// are none.
func (o *output) LastWords() string {
	text := strings.Join(strings.Fields(o.Text()), " ")
	if len(text) > lastWords {
		text = "…" + strings.ToValidUTF8(text[len(text)-lastWords:], "")
	}
	return text
}

// firstWords are the beginning of a text, in one line.
func firstWords(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > lastWords {
		text = strings.ToValidUTF8(text[:lastWords], "") + "…"
	}
	return text
}
