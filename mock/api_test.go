package mock_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// frozen is a provider whose time stands still.
func frozen(t *testing.T, cfg mock.Config) *mock.Running {
	t.Helper()
	cfg.Start, cfg.Frozen = start, true
	return mock.Start(t, cfg)
}

// linked makes a link of a persona.
func linked(t *testing.T, p *mock.Running, spec control.LinkSpec) string {
	t.Helper()
	link, err := p.Workspace().AddLink(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return link.ID
}

// codes are the codes and fields of a refusal, in its order.
func codes(t *testing.T, body string) string {
	t.Helper()
	var problems []struct {
		Code, Message string
		RequestID     string `json:"request_id"`
		Field         string
	}
	if err := json.Unmarshal([]byte(body), &problems); err != nil {
		t.Fatalf("a refusal is no array: %s", body)
	}
	var words []string
	for _, p := range problems {
		if !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(p.RequestID) || p.Message == "" {
			t.Errorf("a problem without request_id or message: %+v", p)
		}
		words = append(words, strings.TrimSpace(p.Code+" "+p.Field))
	}
	return strings.Join(words, ", ")
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	invalid := linked(t, p, control.LinkSpec{Persona: "br_company"})
	unconfirmed := linked(t, p, control.LinkSpec{Persona: "mx_company"})
	for id, status := range map[string]string{invalid: "invalid", unconfirmed: "unconfirmed"} {
		if _, err := p.Workspace().ChangeLink(t.Context(), id, control.LinkChange{Status: &status}); err != nil {
			t.Fatal(err)
		}
	}
	const stranger = "5c7b9d0e-3f0a-4f0e-9a53-0d7f3c1f2a11"
	ask := func(link, from, to string) string {
		return fmt.Sprintf(`{"link": %q, "date_from": %q, "date_to": %q}`, link, from, to)
	}
	tests := []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"an unknown path", "GET", "/api/nothing/", "", 404, "not_found"},
		{"a path that was escaped whole", "GET", "/%2Fapi%2Flinks%2F", "", 404, "not_found"},
		{"another method", "PUT", "/api/transactions/", "{}", 405, "method_not_allowed"},
		{"no JSON", "POST", "/api/transactions/", "{", 400, "parse_error"},
		{"data after the JSON", "POST", "/api/transactions/", "{} {}", 400, "parse_error"},
		{"nothing at all", "POST", "/api/transactions/", "{}", 400, "required date_from, required date_to, required link"},
		{"several slips", "POST", "/api/transactions/", `{"link": 7, "date_from": "01/02/2026", "date_to": null}`, 400,
			"invalid date_from, null date_to, invalid link"},
		{"a body that is too large", "POST", "/api/links/", `{"institution": "` + strings.Repeat("x", 1<<20) + `"}`, 413, "too_large"},
		{"no such link", "POST", "/api/transactions/", ask(stranger, "2026-01-01", "2026-01-31"), 400, "does_not_exist link"},
		{"an inverted period", "POST", "/api/transactions/", ask(guideLink, "2026-02-01", "2026-01-31"), 400, "invalid_period date_from"},
		{"an invalid link", "POST", "/api/transactions/", ask(invalid, "2026-01-01", "2026-01-31"), 400, "invalid_link link"},
		{"an unconfirmed link", "POST", "/api/accounts/", `{"link": "` + unconfirmed + `"}`, 400, "unconfirmed_link link"},
		{"a strange account", "POST", "/api/transactions/",
			`{"link": "` + guideLink + `", "account": "` + stranger + `", "date_from": "2026-01-01", "date_to": "2026-01-31"}`, 400, "does_not_exist account"},
		{"a list without its link", "GET", "/api/transactions/", "", 400, "required link"},
		{"a filter of the wrong form", "GET", "/api/transactions/?link=" + guideLink + "&amount__gte=much", "", 400, "invalid amount__gte"},
		{"a page beyond the last", "GET", "/api/accounts/?page=7", "", 404, "not_found page"},
		{"an unknown id", "GET", "/api/links/" + stranger + "/", "", 404, "not_found"},
		{"no id", "GET", "/api/links/7/", "", 404, "not_found"},
		{"an unknown institution", "POST", "/api/links/", `{"institution": "nobank_br_retail", "username": "a", "password": "b"}`, 400, "does_not_exist institution"},
		{"a login without its password", "POST", "/api/links/", `{"institution": "erebor_br_retail", "username": "a"}`, 400, "required password"},
		{"resources that it does not offer", "POST", "/api/links/",
			`{"institution": "erebor_br_retail", "username": "a", "password": "b", "fetch_resources": ["INVOICES"]}`, 400, "invalid_fetch_resources fetch_resources"},
		{"documented, not built", "GET", "/api/consents/?user_document=76109277673", "", 501, "not_emulated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, body := call(t, p, tt.method, tt.path, tt.body)
			if got := codes(t, body); status != tt.status || got != tt.want {
				t.Errorf("%d %s, want %d %s\n%s", status, got, tt.status, tt.want, body)
			}
		})
	}
}

func TestWhoMayEnter(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	tests := []struct {
		name, authorization string
		status              int
	}{
		{"nobody", "", 401},
		{"a wrong password", "Basic MTExMTExMTEtMTExMS00MTExLTgxMTEtMTExMTExMTExMTExOng=", 401},
		{"a token that is none", "Bearer x.y.z", 401},
	}
	for _, tt := range tests {
		r, err := http.NewRequestWithContext(t.Context(), "GET", p.URL+"/api/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", tt.authorization)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != tt.status || answer.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s is answered %d %v", tt.name, answer.StatusCode, answer.Header)
		}
	}
	if status, _ := call(t, p, "GET", "/api/", ""); status != 200 {
		t.Errorf("the login probe is answered %d", status)
	}
	if status, _ := call(t, p, "GET", "/api", ""); status != 200 {
		t.Errorf("without its slash it is answered %d", status)
	}
}

// Without the header, and with another spelling of its value, a POST answers a
// bare array at once: 201 and kept, or 200 and not.
func TestSynchronousRetrieve(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	link := linked(t, p, control.LinkSpec{Persona: "one_page"})
	body := `{"link": "` + link + `", "date_from": "2025-03-02", "date_to": "2026-03-02"`
	count := func() string {
		_, list := call(t, p, "GET", "/api/transactions/?link="+link+"&page_size=1", "")
		begin, _, _ := strings.Cut(list, ",")
		return begin
	}
	tests := []struct {
		name, body, mode string
		status           int
		then             string
	}{
		{"not kept", body + `, "save_data": false}`, "", 200, `{"count":0`},
		{"another spelling is synchronous", body + `, "save_data": false}`, "Async", 200, `{"count":0`},
		{"kept", body + `}`, "", 201, `{"count":100`},
	}
	for _, tt := range tests {
		status, answer := call(t, p, "POST", "/api/transactions/", tt.body, "X-Belvo-Request-Mode", tt.mode)
		var rows []json.RawMessage
		if err := json.Unmarshal([]byte(answer), &rows); err != nil || len(rows) != 100 || status != tt.status {
			t.Errorf("%s: %d with %d rows, %v", tt.name, status, len(rows), err)
		}
		if got := count(); got != tt.then {
			t.Errorf("%s: a list then begins %s, want %s", tt.name, got, tt.then)
		}
	}
}

// Which POSTs honour the header is the edition's matter.
func TestAsyncByEdition(t *testing.T) {
	t.Parallel()
	accounts := `{"link": "` + guideLink + `"}`
	for edition, want := range map[string]int{"guide": 202, "2023": 201, "2026": 201} {
		p := frozen(t, mock.Config{Edition: edition})
		if status, body := call(t, p, "POST", "/api/accounts/", accounts, "X-Belvo-Request-Mode", "async"); status != want {
			t.Errorf("%s: accounts are answered %d %.80s, want %d", edition, status, body, want)
		}
		ask(t, p, guideLink)
	}
}

func TestPagesAndTheirLinks(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	link := linked(t, p, control.LinkSpec{Persona: "rows_1001"})
	call(t, p, "POST", "/api/transactions/", `{"link": "`+link+`", "date_from": "2025-03-02", "date_to": "2026-03-02"}`)
	type page struct {
		Count          int
		Next, Previous *string
		Results        []map[string]any
	}
	get := func(path string, header ...string) page {
		t.Helper()
		status, body := call(t, p, "GET", path, "", header...)
		var out page
		if err := json.Unmarshal([]byte(body), &out); err != nil || status != 200 {
			t.Fatalf("%s is answered %d %.200s", path, status, body)
		}
		return out
	}
	first := get("/api/transactions/?link=" + link)
	if first.Count != 1001 || len(first.Results) != 100 || first.Previous != nil || first.Next == nil {
		t.Errorf("the first page has %d of %d rows", len(first.Results), first.Count)
	}
	if want := p.URL + "/api/transactions/?link=" + link + "&page=2"; *first.Next != want {
		t.Errorf("next is %s, want %s", *first.Next, want)
	}
	if got := get("/api/transactions/?link=" + link + "&page_size=5000"); len(got.Results) != 1000 {
		t.Errorf("page_size=5000 gives %d rows", len(got.Results))
	}
	proxied := get("/api/transactions/?link="+link+"&type=OUTFLOW", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "bank.example:8443")
	if want := "https://bank.example:8443/api/transactions/?link=" + link + "&page=2&type=OUTFLOW"; *proxied.Next != want {
		t.Errorf("behind a proxy next is %s, want %s", *proxied.Next, want)
	}
	last := get("/api/transactions/?link=" + link + "&page=11")
	if last.Next != nil || len(last.Results) != 1 || last.Previous == nil {
		t.Errorf("the last page has %d rows, next %v", len(last.Results), last.Next)
	}
	some := get("/api/transactions/?link=" + link + "&fields=id,account__balance__current&page_size=1").Results[0]
	if diff := cmp.Diff([]string{"account", "id"}, keys(some)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if less := get("/api/transactions/?link=" + link + "&omit=account,id&page_size=1").Results[0]; less["account"] != nil || less["amount"] == nil {
		t.Errorf("omit leaves %v", keys(less))
	}
}

func keys(object map[string]any) []string {
	var names []string
	for name := range object {
		names = append(names, name)
	}
	if len(names) == 2 && names[0] > names[1] {
		names[0], names[1] = names[1], names[0]
	}
	return names
}

// Every operator, against what a client would count itself.
func TestFilters(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Seed: 7})
	call(t, p, "POST", "/api/accounts/", `{"link": "`+guideLink+`"}`)
	_, body := call(t, p, "POST", "/api/transactions/", `{"link": "`+guideLink+`", "date_from": "2025-03-02", "date_to": "2026-03-02"}`)
	type row struct {
		Amount    float64
		Type      string
		ValueDate string `json:"value_date"`
		Account   struct{ ID, Category string }
	}
	var rows []row
	if err := json.Unmarshal([]byte(body), &rows); err != nil || len(rows) < 500 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	account := rows[0].Account.ID
	tests := map[string]func(row) bool{
		"type=INFLOW":                                    func(r row) bool { return r.Type == "INFLOW" },
		"type__in=INFLOW,OUTFLOW":                        func(row) bool { return true },
		"amount__gt=100":                                 func(r row) bool { return r.Amount > 100 },
		"amount__gte=19.90&amount__lt=40":                func(r row) bool { return r.Amount >= 19.90 && r.Amount < 40 },
		"amount__lte=19.9":                               func(r row) bool { return r.Amount <= 19.9 },
		"amount__range=10,20.00":                         func(r row) bool { return r.Amount >= 10 && r.Amount <= 20 },
		"value_date=2026-01-08":                          func(r row) bool { return r.ValueDate == "2026-01-08" },
		"value_date__gt=2026-01-31":                      func(r row) bool { return r.ValueDate > "2026-01-31" },
		"value_date__range=2026-01-01,2026-01-31":        func(r row) bool { return r.ValueDate >= "2026-01-01" && r.ValueDate <= "2026-01-31" },
		"accounting_date__lte=2025-12-31&status=PENDING": func(row) bool { return false },
		"account=" + account:                             func(r row) bool { return r.Account.ID == account },
		"account_type=x":                                 nil,
		"created_at__gte=2026-03-02":                     func(row) bool { return true },
		"created_at__lt=2026-03-02":                      func(row) bool { return false },
		"currency__in=MXN,COP":                           func(row) bool { return false },
		"date_from=2030-01-01":                           func(row) bool { return true }, // no such filter: it is ignored
	}
	for query, keep := range tests {
		want := 0
		for _, r := range rows {
			if keep != nil && keep(r) {
				want++
			}
		}
		status, list := call(t, p, "GET", "/api/transactions/?link="+guideLink+"&page_size=1&"+query, "")
		if begin := fmt.Sprintf(`{"count":%d,`, want); status != 200 || !strings.HasPrefix(list, begin) {
			t.Errorf("%s: %d %.60s, want %s", query, status, list, begin)
		}
	}
	for path, want := range map[string]string{
		"/api/accounts/?name__icontains=CONTA":                                                `{"count":2,`,
		"/api/accounts/?category__in=CREDIT_CARD":                                             `{"count":1,`,
		"/api/accounts/?link__in=" + guideLink + "," + account:                                `{"count":3,`,
		"/api/institutions/?country_code=CO&type=bank&page_size=1&website=none":               `{"count":0,`,
		"/api/institutions/?resources__allin=ACCOUNTS,TRANSACTIONS&name=ofmockbank_br_retail": `{"count":1,`,
		"/api/links/?created_by__not_in=" + account:                                           `{"count":1,`,
		"/api/links/?id=" + guideLink + "&status=valid&access_mode=recurrent":                 `{"count":1,`,
	} {
		if status, list := call(t, p, "GET", path, ""); status != 200 || !strings.HasPrefix(list, want) {
			t.Errorf("%s: %d %.80s, want %s", path, status, list, want)
		}
	}
}
