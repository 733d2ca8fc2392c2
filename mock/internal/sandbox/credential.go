package sandbox

import (
	"strconv"
	"strings"
	"time"
)

// briefly is how long credentials are kept that are not to be stored.
//
// Source: vendor document.
const briefly = 15 * time.Minute

// forgotten tells whether the credentials of a link are gone by a moment. Those
// of recurrent links are kept, and a consent has none.
//
// Source: vendor document.
func (l *Link) forgotten(at time.Time) bool {
	from := l.Stored
	if from.IsZero() {
		from = l.Created
	}
	switch days, ok := strings.CutSuffix(l.StoreCredentials, "d"); {
	case l.Consent != nil || l.AccessMode == Recurrent:
		return false
	case l.StoreCredentials == "nostore":
		return !at.Before(from.Add(briefly))
	case ok:
		n, err := strconv.Atoi(days)
		return err == nil && !at.Before(from.AddDate(0, 0, n))
	default:
		return false
	}
}
