package sandbox

import (
	"errors"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// errNotLived is why something of a scenario is left out.
var errNotLived = errors.New("it is not emulated, and left out")

// live lets a link of a scenario have its refresh rate and its consent.
func (w *Workspace) live(linkID string, l fixtures.ScenarioLink, _ time.Time) {
	if l.Refresh != "" {
		w.unplayed(linkID, "refresh", errNotLived)
	}
	if l.Consent != nil {
		w.unplayed(linkID, "consent", errNotLived)
	}
}

// limit lets the limits of a scenario hold.
func (w *Workspace) limit(names fixtures.Limits) {
	if len(names) > 0 {
		w.unplayed("", "limits", errNotLived)
	}
}

// expireConsent ends the consent of a link.
func (w *Workspace) expireConsent(string) error { return errNotLived }

// lifeOf is what of a link's refresh rate and consent a scenario says.
func (w *Workspace) lifeOf(*Link, time.Time) (refresh string, consent *fixtures.Consent) {
	return "", nil
}

// limits are those that hold.
func (w *Workspace) limits() fixtures.Limits { return nil }
