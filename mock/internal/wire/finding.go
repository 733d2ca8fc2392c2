package wire

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// advise journals what works here but shows a mistake.
func (r *request) advise() {
	if !strings.HasSuffix(r.http.URL.Path, "/") {
		r.finding("missing_slash", "the path lacks the slash at its end: "+r.http.URL.Path)
	}
	r.adviseHeader()
	for _, unknown := range r.op.Unknown(r.http, r.body) {
		r.finding("unknown_field", "the contract does not know "+unknown+": it is ignored")
	}
	if r.op.Act == "list" && !r.narrowed() {
		r.finding("list_without_link", "the list is of everybody's data: name whose it is to be, by link or link__in")
	}
}

// adviseHeader journals what was meant to select asynchronous requests and does
// not.
func (r *request) adviseHeader() {
	if mode := r.http.Header.Get(asyncHeader); mode != "" && mode != "async" {
		r.finding("async_header", asyncHeader+": "+mode+" is not the value async, so this is a synchronous request")
	}
	var near []string
	for name := range r.http.Header {
		if name != asyncHeader && nearAsync(name) {
			near = append(near, name)
		}
	}
	slices.Sort(near)
	for _, name := range near {
		r.finding("near_header", name+" is not the header "+asyncHeader+": it is ignored")
	}
}

// nearAsync tells whether the name of a header looks as if it were to select
// asynchronous requests. Our choice.
func nearAsync(name string) bool {
	letters := strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name))
	return strings.Contains(letters, "requestmode") ||
		strings.Contains(letters, "belvo") && (strings.Contains(letters, "mode") || strings.Contains(letters, "async"))
}

// narrowed tells whether a list is of somebody's data, or cannot be.
func (r *request) narrowed() bool {
	filters, err := r.op.Filters()
	if err != nil {
		return true
	}
	values, can := r.http.URL.Query(), false
	for _, f := range filters {
		whose := isLink(f) || f.Param == "account" || f.Param == "account__in"
		if whose && values.Get(f.Param) != "" {
			return true
		}
		can = can || isLink(f)
	}
	return !can
}

// How long a secret is, in bytes, that can stand in a text by chance: shorter than
// shortSecret it counts as a value of its own alone, and shorter than tinySecret
// not at all. Our choice.
const (
	shortSecret = 16
	tinySecret  = 6
)

// leaks journals secrets that stand where they do not belong: in the address,
// which ends up in logs, and in the body of anything but the request for a token.
// It looks before the journal takes secrets out, and does not repeat them.
func (r *request) leaks() {
	address := partsOf(r.http.URL)
	for _, s := range r.secrets() {
		if s.within(address) {
			r.finding("secret_in_url", s.name+" stands in the address, which ends up in logs")
		}
		if r.op.Act != "token" && s.inside(r.body) {
			r.finding("secret_in_body", s.name+" stands in the body, where nothing asks for it")
		}
	}
}

// A secret is a text that stands in headers alone.
type secret struct{ name, text string }

// secrets are those that a client has: its own pair and what authorizes webhooks.
func (r *request) secrets() []secret {
	all := []secret{{"the secret id", r.ws.Owner()}}
	if _, password, ok := r.http.BasicAuth(); ok {
		all = append(all, secret{"the secret password", password}, secret{"the pair in base64", credentials(r.http.Header.Get("Authorization"))})
	}
	if agreed := r.ws.Subscriber().Authorization; agreed != "" {
		all = append(all, secret{"the authorization of webhooks", credentials(agreed)})
	}
	return slices.DeleteFunc(all, func(s secret) bool { return len(s.text) < tinySecret })
}

// credentials are what follows the scheme in an Authorization header, or all of
// one without a scheme.
func credentials(header string) string {
	if _, after, found := strings.Cut(header, " "); found {
		return after
	}
	return header
}

// partsOf are the parts of an address's path and the values of its query.
func partsOf(u *url.URL) []string {
	parts := strings.Split(u.Path, "/")
	for _, values := range u.Query() {
		parts = append(parts, values...)
	}
	return parts
}

// within tells whether a secret stands in parts of an address.
func (s secret) within(address []string) bool {
	return slices.ContainsFunc(address, func(part string) bool {
		return part == s.text || len(s.text) >= shortSecret && strings.Contains(part, s.text)
	})
}

// inside tells whether a secret stands in a body of JSON.
func (s secret) inside(body []byte) bool {
	return bytes.Contains(body, []byte(`"`+s.text+`"`)) || len(s.text) >= shortSecret && bytes.Contains(body, []byte(s.text))
}

func (r *request) finding(code, message string) {
	method, path := r.op.Method, r.op.Path
	if method == "" { // no operation serves it
		method, path = r.http.Method, "elsewhere"
	}
	r.ws.Note(journal.Entry{Kind: journal.KindFinding, Line: method + " " + path + ": " + message, Data: journal.FindingData{Code: code, Message: message}})
}
