package openapi

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// No body makes the check panic; equal bodies have equal problems, one a field; and
// what kin's own request filter refuses, we refuse too.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{``, `{}`, `{"link": null}`, `{"kinds": [[{}]]}`, `{"widget": {"pages": [{"url": ""}]}}`, `[1]`, `{"count": -1e400}`, "\xff", `{"price": 0.1}`,
		`{"link": "` + aLink + `", "day": "` + aDay + `", "settings": {"a": null}}`} {
		f.Add([]byte(seed))
	}
	c := small(f)
	o, _ := c.find("MakeThing")
	op, err := c.operation(o)
	if err != nil {
		f.Fatal(err)
	}
	doc, _ := c.documents[o.Tag]()
	f.Fuzz(func(t *testing.T, body []byte) {
		first := op.checkRequest(wish(), nil, body, "2023")
		if diff := cmp.Diff(first, op.checkRequest(wish(), nil, body, "2023")); diff != "" {
			t.Errorf("checked twice (-first +second):\n%s", diff)
		}
		fields := map[string]bool{}
		for _, p := range first {
			if fields[p.Field] || p.Code == "" || p.Message == "" {
				t.Errorf("problem %+v", p)
			}
			fields[p.Field] = true
		}
		if err := askKin(doc, o, wish(), body); err != nil && len(first) == 0 {
			t.Errorf("kin refuses what we take: %v", err)
		}
		op.unknown(wish(), body)
	})
}

// What passes as a query can be read by the server without another check.
func FuzzQuery(f *testing.F) {
	f.Add("link=" + aLink + "&page=1&page_size=2000&amount__gte=-1.5")
	f.Add("link=" + aLink + "&page=%30&amount__range=1,2&link__in=,")
	op := smallOperation(f, "ListThings")
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.RawQuery = query
		op.unknown(r, nil)
		if len(op.checkRequest(r, nil, nil, "2023")) > 0 {
			return
		}
		values, _ := url.ParseQuery(query)
		for _, name := range []string{"page", "page_size"} {
			for _, value := range values[name] {
				if n, err := strconv.Atoi(value); err != nil || n < 1 {
					t.Errorf("%s=%q passed", name, value)
				}
			}
		}
		for _, value := range values["amount__gte"] {
			if _, err := strconv.ParseFloat(value, 64); err != nil {
				t.Errorf("amount__gte=%q passed", value)
			}
		}
	})
}
