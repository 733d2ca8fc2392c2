package fault

import (
	"fmt"
	"regexp"
)

// momentForm is a moment as bodies spell it.
var momentForm = regexp.MustCompile(`^"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)"$`)

// A moment is a scalar that is one, in its parts.
type moment struct{ second, fraction, zone string }

// respellMoments spells the moments of a body anew; false if it has none.
func respellMoments(body *node, respell func(moment) moment) bool {
	found := false
	body.walk("", func(_ string, n *node) {
		parts := momentForm.FindStringSubmatch(n.raw)
		if parts == nil {
			return
		}
		m := respell(moment{parts[1], parts[2], parts[3]})
		n.raw, found = fmt.Sprintf("%q", m.second+m.fraction+m.zone), true
	})
	return found
}
