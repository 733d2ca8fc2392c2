package widget

import (
	"net/http"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// tokenRefused is the error that applications are told of.
//
// Source: vendor document.
const tokenRefused = "ACCESS_TOKEN_NOT_VALID"

// refuse shows why something cannot be done, and leads back to the application
// where it wants to be told of it.
func (s widget) refuse(w http.ResponseWriter, r *http.Request, err error) {
	refused := refusalOf(err)
	p := page{Headline: "explain.trouble", Detail: refused.Message, Parent: originOf(r.URL.Query().Get("parent"))}
	status := http.StatusBadRequest
	switch {
	case refused.Field == "access_token":
		p.Headline, p.Go, p.Curl = "explain.wrong", way(refused.Return), s.curl(r)
		status = http.StatusUnauthorized
		if refused.Code == control.Gone {
			p.Headline = "explain.over"
		}
		meta := eventMeta{ErrorCode: tokenRefused, ErrorMessage: refused.Message}
		p.Message = word{Event: &event{Name: "ERROR", Meta: meta}}.text()
	case refused.Code == control.NotFound:
		p.Headline, p.Detail, p.Curl = "explain.gone", "", s.curl(r)
		status = http.StatusNotFound
	case refused.Code == control.Internal:
		status = http.StatusInternalServerError
	case refused.Field != "":
		p.Detail = refused.Field + ": " + refused.Message
	}
	s.explain(w, r, status, p)
}

func (s widget) nothing(w http.ResponseWriter, r *http.Request) {
	s.refuse(w, r, control.Refuse(control.NotFound, "", "There is nothing at %s.", r.URL.Path))
}

// explain shows a page without a visit.
func (s widget) explain(w http.ResponseWriter, r *http.Request, status int, p page) {
	p.Screen, p.Company, p.Badge, p.Base = "explain", "belvo-mock", badge{Letter: "b"}, s.base(r)
	if p.Lang = mainly(r.URL.Query().Get("locale")); !speaks(p.Lang) {
		p.Lang = spoken(r)
	}
	p.write(w, status)
}
