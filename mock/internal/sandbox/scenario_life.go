package sandbox

import (
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// LimitsNamed are the limits that a scenario names.
func LimitsNamed(names fixtures.Limits) Limits {
	var l Limits
	for _, switched := range l.named() {
		for _, name := range names {
			*switched.on = *switched.on || switched.name == name
		}
	}
	return l
}

// Names are those of the limits that hold.
func (l Limits) Names() fixtures.Limits {
	names := fixtures.Limits{}
	for _, switched := range l.named() {
		if *switched.on {
			names = append(names, switched.name)
		}
	}
	return names
}

type namedLimit struct {
	name string
	on   *bool
}

func (l *Limits) named() []namedLimit {
	return []namedLimit{{"deletes", &l.Deletes}, {"requests", &l.Requests}, {"sync_cutoff", &l.SyncCutoff}, {"quotas", &l.Quotas}}
}

// consentLeft is a link's consent as a scenario that begins now says it.
func (l *Link) consentLeft(now time.Time) *fixtures.Consent {
	if l.Consent == nil {
		return nil
	}
	return &fixtures.Consent{Expires: fixtures.MomentAfter(l.Consent.Expires.Sub(now).Round(time.Millisecond))}
}
