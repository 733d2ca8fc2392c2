package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// annotationsShown is how many annotations a step may have.
//
// Source: GitHub shows about ten of a kind per step and drops the rest.
const annotationsShown = 10

// Annotations writes what GitHub shows beside the code, one workflow command a
// line: an error per failure, a warning per SHOULD that was broken and per
// scenario that was inconclusive, the heaviest first. If there are more than ten,
// the tenth says how many.
func Annotations(w io.Writer, r Report) error {
	all := r.of(Error, Fail, Inconclusive, Warn)
	shown := all
	if len(all) > annotationsShown {
		shown = all[:annotationsShown-1]
	}
	var b strings.Builder
	for _, v := range shown {
		fmt.Fprintf(&b, "::%s file=%s,line=%d,title=%s::%s\n", v.annotation(),
			commandProperty.Replace(inline(v.File)), max(1, v.Line), commandProperty.Replace(clip(v.title(), 200)),
			commandData.Replace(clip(inline(cmp.Or(v.Why, v.Sentence)), 800)+"\n"+inline(v.Command)))
	}
	if more := all[len(shown):]; len(more) > 0 {
		fmt.Fprintf(&b, "::%s title=belvo-mock check::%d more are in the summary\n", more[0].annotation(), len(more))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// annotation is the command. What expected.yaml knows is no error.
func (v Verdict) annotation() string {
	if (v.Verdict == Fail || v.Verdict == Error) && v.Known == "" {
		return "error"
	}
	return "warning"
}

// How workflow commands spell what would end them.
var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
