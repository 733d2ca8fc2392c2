package sandbox

import (
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// A Visit is a person's way through the Connect widget, which an access token
// has opened.
type Visit struct {
	ID          string // the organization of its workspace, a dot, 32 hexadecimal digits
	Ordinal     int
	Opened      time.Time
	Grant       Grant
	Wish        Wish
	Institution string    // chosen; empty: none yet
	Identity    *Identity // who gave the consent; nil: nobody yet
	Session     string    // the login session that waits for its token; empty: none
	Link        string    // that was made or is updated; empty: none yet
	Problem     *Problem  // what the last act came to; nil if it went well
	Last        *Problem  // the last of all problems, of which an exit tells
	Done        bool      // the link is there, the token is used up
	Exit        *Exit     // nil: the person has not left
}

// A Wish is what the page says that opens the widget. What it leaves out is as
// the token says.
//
// Source: vendor document for the keys.
type Wish struct {
	Locale           string // en, es or pt; empty: the page decides
	AccessMode       AccessMode
	ExternalID       *string
	Institutions     []string // names; empty: all
	InstitutionTypes []string // retail, business, fiscal, employment
	IntegrationType  string   // credentials or openfinance
	Countries        []string
	Resources        []string // nil: the token's
	CompanyName      string
	CompanyIcon      string
	CloseDialog      bool   // asked whether to leave
	AbandonSurvey    bool   // asked why
	Parent           string // origin of the page that holds the widget in a frame; empty: there is none
}

// A Problem is a refusal of the bank's, or of the provider's on its behalf.
type Problem struct {
	Code      string // the vendor's
	Message   string
	Field     string // of the form; empty if it is none
	RequestID string
}

// An Exit is how a person left.
type Exit struct {
	Step   string
	Reason string // empty: none was asked for
}

// A VisitStep is what a visit waits for.
type VisitStep string

// The steps. Those of the vendor have no names that are known, but for
// abandon-survey, which an exit with a reason tells.
const (
	ConsentStep     VisitStep = "consent"     // the document, and that the person agrees
	InstitutionStep VisitStep = "institution" // which one
	CredentialsStep VisitStep = "credentials"
	BankStep        VisitStep = "bank" // at an open finance institution, on its own page
	TokenStep       VisitStep = "token"
	DoneStep        VisitStep = "done"
	ExitedStep      VisitStep = "exited"

	surveyStep = "abandon-survey"
)

// step follows from what has been done.
func (w *Workspace) step(v Visit) VisitStep {
	institution, chosen := w.fixtures.Institution(v.Institution)
	consented := v.Identity != nil
	_, waits := w.state.Sessions[v.Session]
	switch {
	case v.Done:
		return DoneStep
	case v.Exit != nil:
		return ExitedStep
	case v.Grant.Widget.Feature == makeConsent && !consented:
		return ConsentStep
	case !chosen:
		return InstitutionStep
	case institution.IntegrationType == openFinance && !consented:
		return ConsentStep
	case waits:
		return TokenStep
	case institution.IntegrationType == openFinance:
		return BankStep
	default:
		return CredentialsStep
	}
}

// offered are the institutions that a visit may choose, in the order of the
// fixtures; unavailable are those that the page named and that cannot be had.
func (w *Workspace) offered(v Visit) (all []fixtures.Institution, unavailable []string) {
	for _, institution := range w.fixtures.Institutions {
		if w.fits(v, institution) {
			all = append(all, institution)
		}
	}
	for _, name := range v.Wish.Institutions {
		institution, there := w.fixtures.Institution(name)
		if !there || institution.Status == "down" {
			unavailable = append(unavailable, name)
		}
	}
	return all, unavailable
}

func (w *Workspace) fits(v Visit, institution fixtures.Institution) bool {
	among := func(wanted []string, has ...string) bool {
		return len(wanted) == 0 || slices.ContainsFunc(has, func(one string) bool { return slices.Contains(wanted, one) })
	}
	_, kind, _ := strings.Cut(institution.Name[strings.Index(institution.Name, "_")+1:], "_")
	if link := w.state.Links[v.Grant.LinkID]; link != nil {
		return institution.Name == link.Institution
	}
	if v.Grant.Widget.Feature == makeConsent && institution.IntegrationType != openFinance {
		return false
	}
	return institution.Status != "down" && among(v.Wish.Institutions, institution.Name) && among(v.Wish.Countries, institution.CountryCodes...) &&
		among(v.Wish.InstitutionTypes, kind, institution.Type) &&
		(v.Wish.IntegrationType == "" || v.Wish.IntegrationType == institution.IntegrationType) && offersAll(institution, v.fetches())
}

// fetches are the resources of the link to be made.
func (v Visit) fetches() []string {
	if v.Wish.Resources != nil {
		return v.Wish.Resources
	}
	return v.Grant.FetchResources
}

func offersAll(institution fixtures.Institution, resources []string) bool {
	return !slices.ContainsFunc(resources, func(resource string) bool { return !institution.Offers(resource) })
}

// check refuses what no widget can be opened with.
func (w Wish) check() error {
	for _, one := range []struct {
		field   string
		values  []string
		allowed []string
	}{
		{"locale", []string{w.Locale}, []string{"", "en", "es", "pt"}},
		{"access_mode", []string{string(w.AccessMode)}, []string{"", string(Single), string(Recurrent)}},
		{"institution_types", w.InstitutionTypes, []string{"retail", "business", "fiscal", "employment"}},
		{"integration_type", []string{w.IntegrationType}, []string{"", "credentials", openFinance}},
		{"country_codes", w.Countries, []string{"BR", "MX", "CO"}},
	} {
		for _, value := range one.values {
			if !slices.Contains(one.allowed, value) {
				return refuse(InvalidChoice, one.field, "%q is none of %s.", value, strings.TrimPrefix(strings.Join(one.allowed, ", "), ", "))
			}
		}
	}
	return nil
}
