package widget

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

//go:embed templates
var sources embed.FS

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").ParseFS(sources, "templates/*.html"))
})

// A page is what a template shows.
type page struct {
	Screen  string // name of the template
	Lang    string
	Visit   control.Visit
	Company string
	Badge   badge
	Parent  string
	Message string       // for the page around the frame, as JSON; empty: none
	Go      template.URL // back to the application; empty: nowhere
	Trouble *trouble
	Typed   control.Identity

	Search, Country string
	Countries       []string
	Banks           []bank
	Fields          []field
	Permissions     []string
	Square          *square

	Headline, Detail, Curl, Base string // of an explanation
}

// A badge stands for somebody whose logo is not loaded.
type badge struct{ Letter, Colour string }

// Light tells whether the letter has to be dark on the badge's colour, which is
// of the form #00a3e0.
func (b badge) Light() bool {
	rgb, err := strconv.ParseUint(strings.TrimPrefix(b.Colour, "#"), 16, 24)
	return err == nil && 299*(rgb>>16)+587*(rgb>>8&0xff)+114*(rgb&0xff) > 150_000
}

// A trouble is what did not go well.
type trouble struct{ Text, Code string }

// T is a message in the page's language; pairs are its parameters.
func (p page) T(key string, pairs ...string) string { return message(p.Lang, key, pairs...) }

// Bank is the name of the chosen institution.
func (p page) Bank() string {
	if p.Visit.Institution == nil {
		return ""
	}
	return p.Visit.Institution.DisplayName
}

// Days is how long the consent holds.
func (p page) Days() string { return strconv.Itoa(p.Visit.Consent.Days) }

// Unavailable are the institutions that cannot be had.
func (p page) Unavailable() string { return strings.Join(p.Visit.Unavailable, ", ") }

// CanLeave tells whether the visit goes on.
func (p page) CanLeave() bool {
	return p.Visit.ID != "" && p.Visit.Step != "done" && p.Visit.Step != "exited" && p.Screen != "leave"
}

// AsksToLeave tells whether there is a question before an exit.
func (p page) AsksToLeave() bool { return p.Visit.CloseDialog || p.Visit.AbandonSurvey }

// CanGoBack tells whether another institution may be chosen.
func (p page) CanGoBack() bool { return p.Visit.LinkID == "" && p.Visit.Institution != nil }

// Reasons are why people leave.
func (page) Reasons() []string {
	return []string{"other_bank", "no_credentials", "no_trust", "trouble", "later"}
}

// Outcomes are the short cuts besides success and exit.
func (page) Outcomes() []string {
	return []string{
		"mfa:numeric", "mfa:text", "mfa:qr", "mfa:inputless", "error:login_error", "error:invalid_credentials", "error:institution_down",
		"error:institution_inactive", "error:institution_unavailable", "error:too_many_sessions",
	}
}

// show is the page of a visit's step.
func (s widget) show(w http.ResponseWriter, r *http.Request) {
	visit, err := s.Host.Visit(r.Context(), r.PathValue("id"))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.render(w, r, visit, nil)
}

// leave asks whether to leave, and why.
func (s widget) leave(w http.ResponseWriter, r *http.Request) {
	visit, err := s.Host.Visit(r.Context(), r.PathValue("id"))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	p := pageOf(r, visit, nil)
	p.Screen, p.Message, p.Trouble = "leave", "", nil
	p.write(w, http.StatusOK)
}

func (s widget) render(w http.ResponseWriter, r *http.Request, visit control.Visit, typed url.Values) {
	pageOf(r, visit, typed).write(w, http.StatusOK)
}

// pageOf is the page of a visit; typed is what was just sent and did not do.
func pageOf(r *http.Request, visit control.Visit, typed url.Values) page {
	p := page{
		Screen: visit.Step, Lang: cmp.Or(visit.Locale, spoken(r)), Visit: visit, Parent: visit.Parent, Message: messageFor(visit),
		Typed: control.Identity{Type: typed.Get("type"), Number: typed.Get("number")},
	}
	p.Company = cmp.Or(visit.Company.Name, p.T("somebody"))
	p.Badge = badge{Letter: letter(p.Company)}
	p.Trouble = p.troubleOf(visit.Problem)
	switch visit.Step {
	case "institution":
		p.choose(r.URL.Query())
	case "credentials":
		p.Fields = p.fieldsOf(typed)
	case "consent", "bank":
		p.Permissions = known(visit.Consent.Permissions)
	case "token":
		if visit.Challenge.Type == "qr" {
			p.Square = squareOf(visit.Challenge.Value)
		}
	case "done", "exited":
		p.Go = way(visit.Return)
	}
	if visit.Step == "bank" {
		p.Badge.Colour = visit.Institution.PrimaryColor
	}
	return p
}

// troubleOf says in the page's language what a problem is.
func (p page) troubleOf(problem *control.Problem) *trouble {
	if problem == nil {
		return nil
	}
	key := "problem." + problem.Code
	if problem.Field == "document_number" {
		key = "problem.document_number"
	}
	if !has(key) {
		key = "problem.other"
	}
	return &trouble{Text: p.T(key), Code: problem.Code}
}

// permissions are those of the vendor's consents, all of which go together.
var permissions = [...]string{"REGISTER", "ACCOUNTS", "CREDIT_CARDS", "CREDIT_OPERATIONS"}

// known are the permissions that were asked for; all if none was named.
func known(asked []string) []string {
	if len(asked) == 0 {
		return permissions[:]
	}
	return asked
}

// letter is the first of a name.
func letter(name string) string {
	first, _ := utf8.DecodeRuneInString(strings.ToUpper(name))
	return string(first)
}

func (p page) write(w http.ResponseWriter, status int) {
	var text bytes.Buffer
	if err := templates().ExecuteTemplate(&text, p.Screen, p); err != nil {
		http.Error(w, "belvo-mock has a bug: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes()) // who went away sees nothing
}
