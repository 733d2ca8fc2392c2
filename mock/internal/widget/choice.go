package widget

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// A bank is an institution to choose.
type bank struct {
	Name, Display, Note string
	Key                 string // what a search looks at: lower case, without accents
	Place               string // its country codes
	Badge               badge
}

// choose lists what can be chosen, as a search narrows it down.
func (p *page) choose(query url.Values) {
	p.Search, p.Country = query.Get("q"), query.Get("country")
	p.Go = way(p.Visit.Event)
	if len(p.Visit.Institutions) > 0 {
		p.Go = "" // the visit goes on
	}
	for _, i := range p.Visit.Institutions {
		var places []string
		for _, code := range i.CountryCodes {
			places = append(places, p.T("country."+code))
			if !slices.Contains(p.Countries, code) {
				p.Countries = append(p.Countries, code)
			}
		}
		one := bank{
			Name: i.Name, Display: i.DisplayName, Note: strings.Join(places, ", ") + " · " + i.Name,
			Key: folded(i.DisplayName + " " + i.Name), Place: strings.Join(i.CountryCodes, " "), Badge: badge{letter(i.DisplayName), i.PrimaryColor},
		}
		if one.found(p.Search, p.Country) {
			p.Banks = append(p.Banks, one)
		}
	}
}

func (b bank) found(search, country string) bool {
	for word := range strings.FieldsSeq(folded(search)) {
		if !strings.Contains(b.Key, word) {
			return false
		}
	}
	return strings.Contains(b.Place, country)
}

// folded is a text in lower case and without accents.
func folded(text string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn))), text)
	if err != nil {
		plain = text
	}
	return strings.ToLower(plain)
}

// A field is a question of an institution's form.
type field struct {
	Name, Type, Label, Placeholder string
	Value                          string // as it was typed in before; never of a password
	Optional                       bool
	Wrong                          string // what is wrong with Value; empty: nothing
	Choices                        []option
}

type option struct{ Code, Label string }

// fieldsOf are the questions of the chosen institution. Of a link that is
// updated the person is known, so that only secrets are asked for.
func (p page) fieldsOf(typed url.Values) (all []field) {
	for _, f := range p.Visit.Institution.FormFields {
		one := field{Name: f.Name, Type: "text", Label: f.Label, Placeholder: f.Placeholder, Optional: optional(f.Validation)}
		if f.Type == "password" {
			one.Type = "password"
		} else {
			one.Value = typed.Get(fieldPrefix + f.Name)
		}
		if p.Visit.LinkID != "" && one.Type != "password" {
			continue
		}
		for _, v := range f.Values {
			one.Choices = append(one.Choices, option{v.Code, v.Label})
		}
		if problem := p.Visit.Problem; problem != nil && problem.Field == f.Name {
			one.Wrong = f.ValidationMessage
			if one.Wrong == "" {
				one.Wrong = p.T("problem.invalid")
			}
		}
		all = append(all, one)
	}
	return all
}

// optional tells whether a field may stay empty.
func optional(validation string) bool {
	form, err := regexp.Compile(validation)
	return err == nil && validation != "" && form.MatchString("")
}
