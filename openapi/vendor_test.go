package openapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/openapi"
	"github.com/google/go-cmp/cmp"
)

const link = "bcca0da9-a4c6-4830-9676-1d54682851d9"

func operation(t testing.TB, id string) openapi.Operation {
	t.Helper()
	o, found := openapi.Find(id)
	if !found {
		t.Fatalf("no operation %s", id)
	}
	return o
}

// What clients of the vendor send must pass, and what they get wrong must be named.
func TestRequestsOfClients(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, operation, generation, query, body, want string }{
		{"the guide's request", "RetrieveTransactions", "2023", "", `{"link": "` + link + `", "date_from": "2026-01-01", "date_to": "2026-01-31"}`, ""},
		{"without a period's end", "RetrieveTransactions", "2026", "", `{"link": "` + link + `", "date_from": "2026-01-01"}`, "required date_to"},
		{"a link that is none", "RetrieveTransactions", "2026", "", `{"link": 17, "date_from": "01/01/2026", "date_to": null}`, "invalid date_from|null date_to|invalid link"},
		{"a list", "ListTransactions", "2026", "link=" + link + "&page_size=2000&amount__range=1,2.5&created_at__gte=2026-01-01&fields=id,amount", "", ""},
		{"a list without its link", "ListTransactions", "2026", "page=0", "", "invalid page|required link"},
		{"accounts of anybody", "ListAccounts", "2026", "", "", ""},
		{"accounts of a link", "RetrieveAccounts", "2026", "", `{"link": "` + link + `"}`, ""},
		{"a list of links", "ListLinks", "2026", "access_mode=always&id__in=" + link + ",1", "", "invalid id__in|invalid_choice access_mode"},
		{"a link without anything", "RegisterLink", "2023", "", `{}`, "required institution|required username"},
		{"a link by credentials", "RegisterLink", "2023", "", `{"institution": "erebor_mx_retail", "username": "a", "password": "b", "fetch_resources": ["ACCOUNTS"]}`, ""},
		{"a link with slips", "RegisterLink", "2023", "", `{"institution": "", "access_mode": "always", "fetch_resources": "ACCOUNTS"}`,
			"invalid_choice access_mode|not_a_list fetch_resources|blank institution|required username"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/?"+tt.query, nil)
			problems, err := operation(t, tt.operation).CheckRequest(r, nil, []byte(tt.body), tt.generation)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range problems {
				got = append(got, p.Code+" "+p.Field)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "|")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnswersOfTheVendor(t *testing.T) {
	t.Parallel()
	const id = "0123456789abcdef0123456789abcdef"
	refusal := func(code string) string {
		return `[{"code": "` + code + `", "message": "x", "request_id": "` + id + `", "field": "link"}]`
	}
	tests := []struct {
		name, operation string
		status          int
		body, want      string
	}{
		{"accepted", "RetrieveTransactions", 202, `{"request_id": "` + id + `"}`, ""},
		{"accepted, with more", "RetrieveTransactions", 202, `{"request_id": "` + id + `", "job": 1}`, `/: property "job" is unsupported`},
		{"nothing found", "ListTransactions", 200, `{"count": 0, "next": null, "previous": null, "results": []}`, ""},
		{"no envelope", "ListTransactions", 200, `[]`, "/: value must be an object"},
		{"a half row", "ListTransactions", 200, `{"count": 1, "next": null, "previous": null, "results": [{"id": "1"}]}`, "/results/0/id: "},
		{"refused", "RetrieveTransactions", 400, refusal("required"), ""},
		{"an error that is no list", "RetrieveTransactions", 400, `{"code": "required"}`, "/: value must be an array"},
		{"no such link", "DetailLink", 404, refusal("not_found"), ""},
		{"gone", "DestroyLink", 204, ``, ""},
		{"a teapot", "DetailLink", 418, `[]`, "status is not documented"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := operation(t, tt.operation).CheckResponse(tt.status, http.Header{"Content-Type": {"application/json"}}, []byte(tt.body)); err != nil {
				got = err.Error()
			}
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWebhooksOfTheVendor(t *testing.T) {
	t.Parallel()
	webhook := func(kind, code, process, data string) string {
		return fmt.Sprintf(`{"webhook_id": "0123456789abcdef0123456789abcdef", "webhook_type": %q, "webhook_code": %q, "process_type": %q,
			"link_id": "%s", "request_id": "0123456789abcdef0123456789abcdef", "external_id": null, "data": %s}`, kind, code, process, link, data)
	}
	tests := []struct{ name, body, want string }{
		{"the guide's", webhook("TRANSACTIONS", "new_transactions_updated", "async_post", `{"new_transactions": 3}`), ""},
		{"the reference's", webhook("TRANSACTIONS", "new_transactions_available", "async_post", `{"new_transactions": 3}`), ""},
		{"accounts", webhook("ACCOUNTS", "historical_update", "historical_update", `{"total_accounts": 3}`), ""},
		{"balances", webhook("BALANCES", "new_balances_available", "async_post", `{"new_balances": 3}`), ""},
		{"a count in words", webhook("ACCOUNTS", "historical_update", "historical_update", `{"total_accounts": "three"}`), "/data/total_accounts: "},
		{"another's count", webhook("ACCOUNTS", "historical_update", "historical_update", `{"total_accounts": 1, "total_owners": 3}`), "/data: "},
		{"a code of ours", webhook("ACCOUNTS", "accounts_ready", "async_post", `{}`), "not documented"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := openapi.CheckWebhook([]byte(tt.body)); err != nil {
				got = err.Error()
			}
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			found, err := openapi.CompareWebhook([]byte(tt.body))
			if err != nil || (len(found) == 0) != (tt.want == "") {
				t.Errorf("compared: %v, %v", found, err)
			}
		})
	}
}

// Source: belvo-api.md 3.2.
func TestAsyncByGeneration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		operation, generation string
		want                  bool
	}{
		{"RetrieveTransactions", "2023", true},
		{"RetrieveTransactions", "2026", true},
		{"DestroyLink", "2023", false},
		{"DestroyLink", "2026", true},
		{"ListTransactions", "2026", false},
	}
	for _, tt := range tests {
		if got := operation(t, tt.operation).AsyncIn(tt.generation); got != tt.want {
			t.Errorf("%s in %s: got %v, want %v", tt.operation, tt.generation, got, tt.want)
		}
	}
}

// What is not built is named, and cannot be checked.
func TestWhatIsNotBuilt(t *testing.T) {
	t.Parallel()
	o := operation(t, "ListConsents")
	if _, err := o.CheckRequest(httptest.NewRequest(http.MethodGet, o.Path, nil), nil, nil, "2026"); o.Built() || err == nil {
		t.Errorf("%s: built %v, error %v", o.ID, o.Built(), err)
	}
}

// A request is checked against the vendor's contract, and refused as the vendor would.
func ExampleOperation_CheckRequest() {
	ask, _ := openapi.Find("RetrieveTransactions")
	r := httptest.NewRequest(http.MethodPost, "/api/transactions/", nil)
	problems, err := ask.CheckRequest(r, nil, []byte(`{"link": "my-link", "date_from": "2026-02-30"}`), "2026")
	if err != nil {
		panic(err)
	}
	for _, p := range problems {
		fmt.Println(p.Code, p.Field, "-", p.Message)
	}
	// Output:
	// invalid date_from - The value must be a day of the calendar, written YYYY-MM-DD.
	// required date_to - The field is required but was not sent.
	// invalid link - The value must be a UUID.
}
