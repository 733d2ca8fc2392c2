package harness

import (
	"fmt"
	"strings"
)

// safetySteps are the sentences about what must not leak and must not be
// followed.
func (w *World) safetySteps() []Step {
	return []Step{{
		"no answer of the client shows a secret",
		"looks for the credentials that were sent, and those that were agreed, in its answers",
		"no answer of the client shows a secret",
		w.showsNoSecret,
	}, {
		"the client follows no address in it",
		"lets the calibrated window pass and wants nobody at the address that nobody else knows",
		"the client follows no address in it",
		w.followsNothing,
	}}
}

// shortestFound is what is too short to be found by chance.
const shortestFound = 6

// secrets are the texts that no answer may show.
func (w *World) secrets() []string {
	all := []string{wrongCredentials}
	if agreed := w.offers.Authorization; agreed != "" {
		_, credentials, found := strings.Cut(agreed, " ")
		if !found {
			credentials = agreed
		}
		if len(credentials) >= shortestFound {
			all = append(all, credentials)
		}
	}
	return all
}

func (w *World) showsNoSecret() error {
	for _, r := range w.scene.told {
		if r.sent == nil {
			continue
		}
		said := string(r.sent.Answer)
		for name, values := range r.sent.Header {
			said += "\n" + name + ": " + strings.Join(values, ", ")
		}
		for _, secret := range w.secrets() {
			if strings.Contains(said, secret) {
				return broken("no secret in an answer", fmt.Sprintf("the credentials in the answer %d to the %s", r.status, r.what), 0)
			}
		}
	}
	return w.orGone(nil)
}

func (w *World) followsNothing() error {
	if _, err := w.Silence(); err != nil {
		return err
	}
	if came := w.scene.canary.called(); len(came) > 0 {
		return broken("nobody at the addresses in the notification", strings.Join(came, ", "), w.scene.told[len(w.scene.told)-1].seq)
	}
	return w.orGone(nil)
}
