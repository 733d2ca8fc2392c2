package report

import (
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
)

var (
	//go:embed page.html
	pageText string
	//go:embed page.css
	pageStyle string
	//go:embed page.js
	pageScript string
)

// HTML writes one page that needs no network, no script and, to be understood,
// no style: Jenkins allows neither. Its policy lets nothing run or load but its
// own script and style.
func HTML(w io.Writer, r Report) error {
	if err := pages().Execute(w, newPage(r)); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	return nil
}

var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"kinds": Kinds, "look": func(k Kind) look { return looks[k] }, "span": span, "inline": inline, "block": block, "day": day, "stroke": stroke,
	}).Parse(pageText))
})

// A page is what page.html shows.
type page struct {
	Report
	Style    template.CSS
	Script   template.JS
	Policy   string
	About    []fact
	Overall  Kind
	Conclude string
	Bar      []slice
	Families []family
	Groups   []group
	Points   []point
	Reasons  []reason
}

// A slice is a kind's part of the bar.
type slice struct {
	Kind       Kind
	N          int
	From, Wide string // per cent
}

// A group is the scenarios of some kinds.
type group struct {
	Name, Anchor string
	Open         bool
	Cards        []card
}

// A card is one scenario.
type card struct {
	Verdict
	Anchor  string
	Title   string
	Place   string
	Facts   []fact
	Drawing drawing
	Text    string
	Raw     []raw
	Last    []string
}

// A raw is a message as it went over the wire, cut to what a page can hold.
type raw struct {
	Anchor, Title, Head, Body string
	Cut                       bool
}

// A reason is why a requirement is not tested.
type reason struct {
	NotTested
	Anchor string
}

func newPage(r Report) page {
	style := tokens() + pageStyle
	p := page{
		Report: r, Style: template.CSS(style), Script: template.JS(pageScript), Policy: policy(style, pageScript),
		About: r.facts()[1:], Overall: r.overall(), Conclude: r.conclusion(), Bar: bar(r.Counts),
	}
	taken := unique{}
	var cards []card
	for _, v := range r.Verdicts {
		cards = append(cards, newCard(v, taken.name("s-"+slug(v.ID), "-"), linesEach(r)))
	}
	for _, n := range r.NotTested {
		p.Reasons = append(p.Reasons, reason{n, taken.name("n-"+slug(n.ID), "-")})
	}
	p.Families, p.Groups = families(cards, p.Reasons), groups(cards)
	p.Points = points(p.Families)
	return p
}

// policy is the content policy of a page with this style and script.
func policy(style, script string) string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", digest(style), digest(script))
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// bar lays the counts side by side.
func bar(c Counts) (slices []slice) {
	all, from := 0, 0
	for _, k := range Kinds() {
		all += c.Of(k)
	}
	for _, k := range Kinds() {
		if n := c.Of(k); n > 0 {
			slices = append(slices, slice{k, n, share(from, all), share(n, all)})
			from += n
		}
	}
	return slices
}

func share(n, all int) string { return fmt.Sprintf("%.2f%%", 100*float64(n)/float64(all)) }

func groups(cards []card) (all []group) {
	for _, g := range []struct {
		name, anchor string
		kinds        []Kind
		open         bool
	}{
		{"Broken", "broken", []Kind{Error, Fail}, true},
		{"Inconclusive", "inconclusive", []Kind{Inconclusive}, false},
		{"Warnings", "warnings", []Kind{Warn}, false},
		{"Passed", "passed", []Kind{Pass}, false},
		{"Not applicable", "not-applicable", []Kind{NotApplicable}, false},
		{"Disabled", "disabled", []Kind{Disabled}, false},
	} {
		some := slices.DeleteFunc(slices.Clone(cards), func(c card) bool { return !slices.Contains(g.kinds, c.Verdict.Verdict) })
		if len(some) > 0 {
			all = append(all, group{g.name, g.anchor, g.open, some})
		}
	}
	return all
}

// bodyShown is how many bytes of a body a page shows; report.json has it all.
const bodyShown = 4 << 10

func newCard(v Verdict, anchor string, lines int) card {
	c := card{Verdict: v, Anchor: anchor, Title: v.title(), Place: v.place(), Facts: v.facts(), Text: timeline(v.Timeline, lines)}
	if len(v.Timeline) > 0 {
		c.Drawing = newDrawing(v.Timeline, anchor)
	}
	if v.Output != "" {
		c.Last = lastLines(v.Output, 50)
	}
	shown, _, _ := around(v.Timeline, drawnLines)
	for _, l := range shown {
		if e := l.Exchange; e != nil {
			body := block(head(e.Body, bodyShown))
			c.Raw = append(c.Raw, raw{fmt.Sprintf("%s-raw-%d", anchor, l.N), l.at() + " " + inline(l.What),
				strings.TrimRight(block(e.Head), "\n"), body, e.Cut || len(e.Body) > bodyShown})
		}
	}
	return c
}

// slug is an id as it may stand in an address.
func slug(id string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '-'
	}, id)
}
