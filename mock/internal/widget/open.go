package widget

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// open begins a visit with the vendor's query parameters, and leads on to its
// page, so that the token stays in no address. Without a token it explains.
func (s widget) open(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Get("access_token") == "" {
		s.explain(w, r, http.StatusOK, page{Headline: "explain.title", Curl: s.curl(r)})
		return
	}
	visit, err := s.Host.OpenVisit(r.Context(), specOf(query))
	if err == nil && query.Get("outcome") != "" {
		visit, err = s.Host.ActInVisit(r.Context(), visit.ID, control.VisitAct{Outcome: query.Get("outcome")})
	}
	if err == nil {
		err = s.kept(r)
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	http.Redirect(w, r, visitPath(visit.ID), http.StatusSeeOther)
}

func visitPath(id string) string { return "/widget/visits/" + url.PathEscape(id) }

// specOf is what a query asks for.
//
// Source: vendor document for the names, but for parent, which the script adds,
// and outcome, which is ours.
func specOf(query url.Values) control.VisitSpec {
	spec := control.VisitSpec{
		AccessToken: query.Get("access_token"), Locale: mainly(query.Get("locale")), AccessMode: query.Get("access_mode"),
		Institutions: words(query["institutions"]), InstitutionTypes: words(query["institution_types"]), IntegrationType: query.Get("integration_type"),
		CountryCodes: words(query["country_codes"]), Resources: words(query["resources"]),
		CompanyName: query.Get("company_name"), CompanyIcon: query.Get("company_icon"),
		CloseDialog: query.Get("show_close_dialog") == "true", AbandonSurvey: query.Get("show_abandon_survey") == "true",
		Parent: originOf(query.Get("parent")),
	}
	if id := query.Get("external_id"); id != "" {
		spec.ExternalID = &id
	}
	return spec
}

// words are the elements of lists with commas, however often the parameter is
// there.
func words(lists []string) (all []string) {
	for _, list := range lists {
		for word := range strings.SplitSeq(list, ",") {
			if word = strings.TrimSpace(word); word != "" {
				all = append(all, word)
			}
		}
	}
	return all
}

// originOf is text if it is an origin, or null as that of a file is; else empty.
func originOf(text string) string {
	u, err := url.Parse(text)
	if text == "null" || err == nil && u.Scheme != "" && u.Host != "" && u.Scheme+"://"+u.Host == text {
		return text
	}
	return ""
}

// curl is the request that gets a token, to be pasted.
func (s widget) curl(r *http.Request) string {
	pair := s.Pair
	if pair == "" {
		pair = "$SECRET_ID:$SECRET_PASSWORD"
	}
	id, password, _ := strings.Cut(pair, ":")
	return "curl " + s.base(r) + `/api/token/ -H 'Content-Type: application/json' -d '{
  "id": "` + id + `", "password": "` + password + `",
  "scopes": "read_institutions,write_links", "fetch_resources": ["ACCOUNTS"],
  "stale_in": "365d", "widget": {"branding": {"company_name": "My company"}}}'`
}

// base is how the person reached us: scheme and host.
func (s widget) base(r *http.Request) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (s widget) kept(r *http.Request) error {
	if s.Kept == nil {
		return nil
	}
	return s.Kept(r.Context())
}
