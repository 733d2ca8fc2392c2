package mock_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// Which tokens open the widget, and with which refusal the others do not.
func TestTokensThatDoNotOpen(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	other := frozen(t, mock.Config{Seed: 9})
	used := token(t, p, linkScopes, `"widget": {"callback_urls": {"event": "myapp://event"}}`)
	if _, steps := visited(t, p, control.VisitSpec{AccessToken: used}, outcome("success")); steps[0] != "done" {
		t.Fatal(steps)
	}
	update := token(t, p, updateScopes, `"link_id": "`+guideLink+`"`)
	tests := []struct {
		name  string
		spec  control.VisitSpec
		after time.Duration
		want  control.Error
	}{
		{"none", control.VisitSpec{}, 0, control.Error{Code: control.Invalid, Field: "access_token"}},
		{"no token", control.VisitSpec{AccessToken: "x.y.z"}, 0, control.Error{Code: control.Invalid, Field: "access_token"}},
		{"of another server", control.VisitSpec{AccessToken: token(t, other, linkScopes)}, 0, control.Error{Code: control.Invalid, Field: "access_token"}},
		{"without the scope", control.VisitSpec{AccessToken: token(t, p, "read_institutions")}, 0, control.Error{Code: control.Forbidden, Field: "access_token"}},
		{"consent without the scopes", control.VisitSpec{AccessToken: token(t, p, linkScopes, consentWidget)}, 0, control.Error{Code: control.Forbidden, Field: "access_token"}},
		{"update without the scope", control.VisitSpec{AccessToken: token(t, p, linkScopes, `"link_id": "`+guideLink+`"`)}, 0, control.Error{Code: control.Forbidden, Field: "access_token"}},
		{"used up", control.VisitSpec{AccessToken: used}, 0, control.Error{Code: control.Gone, Field: "access_token", Return: "myapp://event?error=ACCESS_TOKEN_NOT_VALID&error_message=The+access+token+was+used+up+by+the+link+that+it+made."}},
		{"the portal", control.VisitSpec{AccessToken: token(t, p, consentScopes, `"widget": {"openfinance_feature": "consent_management"}`)}, 0, control.Error{Code: control.Invalid, Field: "openfinance_feature"}},
		{"a language", control.VisitSpec{AccessToken: token(t, p, linkScopes), Locale: "fr"}, 0, control.Error{Code: control.Invalid, Field: "locale"}},
		{"a country", control.VisitSpec{AccessToken: token(t, p, linkScopes), CountryCodes: []string{"US"}}, 0, control.Error{Code: control.Invalid, Field: "country_codes"}},
		{"a kind", control.VisitSpec{AccessToken: token(t, p, linkScopes), InstitutionTypes: []string{"shop"}}, 0, control.Error{Code: control.Invalid, Field: "institution_types"}},
		{"over", control.VisitSpec{AccessToken: update}, 10 * time.Minute, control.Error{Code: control.Gone, Field: "access_token"}},
	}
	for _, tt := range tests {
		passes(t, p, tt.after)
		_, err := p.Host().OpenVisit(t.Context(), tt.spec)
		refused := new(control.Error)
		if !errors.As(err, &refused) || refused.Message == "" {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if diff := cmp.Diff(tt.want, control.Error{Code: refused.Code, Field: refused.Field, Return: refused.Return}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// A token makes one link, however many visits it has opened, and none once it
// is over.
func TestATokenMakesOneLink(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	text := token(t, p, linkScopes)
	one, _ := visited(t, p, control.VisitSpec{AccessToken: text})
	two, _ := visited(t, p, control.VisitSpec{AccessToken: text})
	late, _ := visited(t, p, control.VisitSpec{AccessToken: token(t, p, linkScopes)})
	passes(t, p, 10*time.Minute-time.Nanosecond)
	got := []string{stepOf(p.Host().ActInVisit(t.Context(), one.ID, outcome("success"))), stepOf(p.Host().ActInVisit(t.Context(), two.ID, outcome("success")))}
	passes(t, p, time.Nanosecond)
	got = append(got, stepOf(p.Host().ActInVisit(t.Context(), late.ID, outcome("success"))), stepOf(p.Host().ActInVisit(t.Context(), late.ID, leaves(""))),
		stepOf(p.Host().Visit(t.Context(), "nobody")), stepOf(p.Host().Visit(t.Context(), one.ID+"0")))
	want := []string{"done", "gone access_token", "gone access_token", "exited", "not_found", "not_found"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
