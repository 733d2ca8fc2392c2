package sandbox

import (
	"cmp"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
)

// openFinance is the integration type of institutions at which a person gives
// a consent that expires.
const openFinance = "openfinance"

const (
	// defaultConsentDays is how long a consent holds.
	//
	// Source: the vendor's document lets the widget's token choose among 92, 183,
	// 275 and 366; that the longest is the default is our choice.
	defaultConsentDays = 366

	// consentNotice is how long before its end a consent is about to expire.
	//
	// Source: vendor document.
	consentNotice = 7 * 24 * time.Hour
)

// What a person or the bank can do to a consent besides setting its end.
const (
	consentActive   = "active"   // renewed for its full length
	consentExpiring = "expiring" // expires in seven days, of which it is told at once
	consentExpired  = "expired"  // at once
)

// A Consent is what a person gave an institution of the network for a link.
type Consent struct {
	Days    int // how long it holds when it is given or renewed
	Expires time.Time
	Warned  bool // that it is about to expire was told
	Over    bool // that it has expired was told
}

// consentOf is the consent with which a link begins.
func consentOf(r Registration, made time.Time) *Consent {
	link := Link{Consent: &Consent{Days: cmp.Or(r.ConsentDays, defaultConsentDays)}}
	link.renew(made)
	if !r.ConsentEnds.IsZero() {
		link.expireAt(r.ConsentEnds)
		link.Consent.Over = !made.Before(r.ConsentEnds)
	}
	return link.Consent
}

// over tells whether a consent has expired; no consent has not.
func (c *Consent) over() bool { return c != nil && c.Over }

// renew gives a link's consent its full length from a moment on.
func (l *Link) renew(from time.Time) {
	l.expireAt(from.Add(time.Duration(l.Consent.Days) * 24 * time.Hour))
}

func (l *Link) expireAt(at time.Time) {
	l.Consent = &Consent{Days: l.Consent.Days, Expires: at.UTC()}
}

// steerConsent does to a consent what the control API says. One that holds
// again makes its link valid.
func (l *Link) steerConsent(what string, now time.Time) error {
	if l.Consent == nil {
		return refuse(Invalid, "consent", "Links at %s have no consent: only open finance institutions do.", l.Institution)
	}
	over := l.Consent.Over
	switch what {
	case consentActive:
		l.renew(now)
	case consentExpiring:
		l.expireAt(now.Add(consentNotice))
	case consentExpired:
		l.expireAt(now)
	default:
		at, err := time.Parse(time.RFC3339, what)
		if err != nil {
			return refuse(Invalid, "consent", "%q is neither %s, %s, %s nor a moment as in RFC 3339.", what, consentActive, consentExpiring, consentExpired)
		}
		l.expireAt(at)
	}
	if over && now.Before(l.Consent.Expires) {
		l.Status = Valid
	}
	return nil
}

// consentDue is when something is to be told of a link's consent; zero: never.
// A nil link has none.
//
// Source: that only recurrent links hear of an end to come is the vendor's
// document.
func (l *Link) consentDue() time.Time {
	switch {
	case l == nil || l.Consent == nil || l.Consent.Over || l.Status == Unconfirmed:
		return time.Time{}
	case l.AccessMode == Recurrent && !l.Consent.Warned:
		return l.Consent.Expires.Add(-consentNotice)
	default:
		return l.Consent.Expires
	}
}

// runConsent tells that a consent is about to expire, or has. A link whose
// consent has expired is invalid.
//
// Source: vendor document for the events; that the link turns invalid is
// inferred from the statuses that a link can have.
func (w *Workspace) runConsent(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	link, now := w.state.Links[id], w.agenda.Now()
	if due := link.consentDue(); due.IsZero() || now.Before(due) {
		return
	}
	institution, _ := w.fixtures.Institution(link.Institution)
	notice := noticeOf(link, institution)
	changed, consent, code := *link, *link.Consent, "openfinance_consent_expired"
	changed.Consent = &consent
	if now.Before(consent.Expires) {
		consent.Warned, code = true, "openfinance_consent_about_to_expire"
		due := bank.DayOf(consent.Expires)
		notice.Due = &due
	} else {
		consent.Over, changed.Status = true, InvalidStatus
	}
	w.replace(changed)
	w.raiseAlone(w.state.Links[id], Event{Type: "CONSENT", Code: code, Data: notice})
}

// A consentNote is the data of the webhooks of type CONSENT.
//
// Source: vendor document for the keys; that the due date is a day is inferred.
type consentNote struct {
	ID          string          `json:"consent_id"`
	Due         *bank.Day       `json:"consent_due_date,omitempty"` // of one that is about to expire
	Action      string          `json:"action"`
	Institution string          `json:"institution"`
	Name        string          `json:"institution_display_name"`
	Icon        fixtures.OrNull `json:"institution_icon_logo"`
}

func noticeOf(link *Link, institution fixtures.Institution) consentNote {
	return consentNote{
		ID: link.consentID(), Action: "renew", Institution: institution.Name, Name: institution.DisplayName, Icon: institution.IconLogo,
	}
}

// consentID is the id of a link's consent. A renewed one keeps it.
func (l *Link) consentID() string { return l.Path.At("consent").UUID() }
