package mock_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

type link struct {
	ID, Institution, Status string
	ExternalID              *string `json:"external_id"`
	AccessMode              string  `json:"access_mode"`
	RefreshRate             *string `json:"refresh_rate"`
	UserID                  string  `json:"institution_user_id"`
}

func register(t *testing.T, p *mock.Running, body string, header ...string) link {
	t.Helper()
	status, text := call(t, p, "POST", "/api/links/", body, header...)
	var made link
	if err := json.Unmarshal([]byte(text), &made); err != nil || status != http.StatusCreated {
		t.Fatalf("registering is answered %d %s", status, text)
	}
	return made
}

func TestRegisterByCredentials(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	const ana = `{"institution": "erebor_mx_retail", "username": "ana", "password": "b", "external_id": "u-42"`
	first := register(t, p, ana+`}`)
	second := register(t, p, ana+`, "access_mode": "single"}`)
	if first.ID == second.ID || first.UserID != second.UserID || len(first.UserID) != 44 {
		t.Errorf("two links of one person: %+v, %+v", first, second)
	}
	if first.AccessMode != "recurrent" || first.RefreshRate == nil || second.RefreshRate != nil || *first.ExternalID != "u-42" || first.Status != "valid" {
		t.Errorf("the links are %+v, %+v", first, second)
	}
	if other := register(t, p, strings.Replace(ana, "ana", "bea", 1)+`}`); other.UserID == first.UserID {
		t.Error("two people have one institution_user_id")
	}
	register(t, p, `{"institution": "ofmockbank_br_retail", "username": "76109277673", "password": "b"}`)
}

// A link's historical update tells of each resource that was asked for, and
// only then is there anything to read.
func TestHistoricalUpdate(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url})
	made := register(t, p, `{"institution": "erebor_br_retail", "username": "br_salaried+h", "password": "b", "external_id": "u-1",
		"fetch_resources": ["ACCOUNTS", "OWNERS", "TRANSACTIONS", "BILLS", "BALANCES"]}`)
	if _, list := call(t, p, "GET", "/api/accounts/?link="+made.ID, ""); !strings.HasPrefix(list, `{"count":0,`) {
		t.Errorf("before the webhook there is %.60s", list)
	}
	if _, err := p.Workspace().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	requests := map[any]bool{}
	counts := map[string]any{}
	for range 5 {
		got := <-heard
		hook := got.Body
		if got.Violation != "" {
			t.Errorf("%v breaks the contract: %s", hook, got.Violation)
		}
		if hook["webhook_code"] != "historical_update" || hook["process_type"] != "historical_update" || hook["link_id"] != made.ID || hook["external_id"] != "u-1" {
			t.Errorf("webhook %v", hook)
		}
		requests[hook["request_id"]] = true
		typ := hook["webhook_type"].(string)
		counts[typ] = hook["data"].(map[string]any)["total_"+strings.ToLower(typ)]
	}
	for typ, path := range map[string]string{
		"ACCOUNTS": "accounts", "OWNERS": "owners", "TRANSACTIONS": "transactions", "BILLS": "bills", "BALANCES": "balances",
	} {
		_, list := call(t, p, "GET", "/api/"+path+"/?page_size=1&link="+made.ID, "")
		if want := fmt.Sprintf(`{"count":%.0f,`, counts[typ]); counts[typ] == 0.0 || !strings.HasPrefix(list, want) {
			t.Errorf("%s: the webhook told of %v, the list begins %.40s", typ, counts[typ], list)
		}
	}
	if len(requests) != 1 {
		t.Errorf("one update has %d request ids", len(requests))
	}
}

func TestLinkLife(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url})
	w := p.Workspace()
	path := "/api/links/" + guideLink + "/"
	status := func(want int, method, path, body string, header ...string) string {
		t.Helper()
		got, text := call(t, p, method, path, body, header...)
		if got != want {
			t.Fatalf("%s %s is answered %d %s, want %d", method, path, got, text, want)
		}
		return text
	}

	status(202, "POST", path+"refresh/", `{"fetch_resources": ["ACCOUNTS"]}`)
	if text := status(409, "POST", path+"refresh/", ""); codes(t, text) != "link_refreshed" || !strings.Contains(text, "10 more minute") {
		t.Errorf("a second refresh: %s", text)
	}
	minutes := control.Duration(10 * time.Minute)
	if _, err := w.Advance(t.Context(), control.Move{By: &minutes}); err != nil {
		t.Fatal(err)
	}
	status(202, "POST", path+"refresh/", "")
	if hook := (<-heard).Body; hook["webhook_type"] != "ACCOUNTS" {
		t.Errorf("the first refresh told of %v", hook["webhook_type"])
	}

	invalid := "invalid"
	if _, err := w.ChangeLink(t.Context(), guideLink, control.LinkChange{Status: &invalid}); err != nil {
		t.Fatal(err)
	}
	status(400, "POST", "/api/accounts/", `{"link": "`+guideLink+`"}`)
	status(200, "PUT", path, `{"password": "new"}`)
	status(201, "POST", "/api/accounts/", `{"link": "`+guideLink+`"}`)
	status(200, "PATCH", path, `{"access_mode": "single", "stale_in": "30d"}`)

	var account struct{ Results []struct{ ID string } }
	if err := json.Unmarshal([]byte(status(200, "GET", "/api/accounts/?link="+guideLink, "")), &account); err != nil {
		t.Fatal(err)
	}
	one := "/api/accounts/" + account.Results[0].ID + "/"
	status(200, "GET", one, "", "Content-Type", "application/json")
	status(204, "DELETE", one, "", "Content-Type", "application/json")
	status(404, "GET", one, "")

	id := status(202, "DELETE", path, "", "X-Belvo-Request-Mode", "async")
	if _, err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for {
		got := <-heard
		if got.Violation != "" {
			t.Errorf("%v breaks the contract: %s", got.Body, got.Violation)
		}
		if hook := got.Body; hook["webhook_code"] == "link_deleted" {
			if !strings.Contains(id, hook["request_id"].(string)) || hook["webhook_type"] != "LINK" {
				t.Errorf("the deletion %s is told of as %v", id, hook)
			}
			break
		}
	}
	status(404, "GET", path, "")
	if list := status(200, "GET", "/api/accounts/?link="+guideLink, ""); !strings.HasPrefix(list, `{"count":0,`) {
		t.Errorf("accounts of a deleted link: %.60s", list)
	}
}

// A link whose institution wants a token goes on by PATCH.
func TestTokenRequired(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	needed := "token_required"
	if _, err := p.Workspace().ChangeLink(t.Context(), guideLink, control.LinkChange{Status: &needed}); err != nil {
		t.Fatal(err)
	}
	status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+guideLink+`"}`)
	var challenge []struct {
		Code, Session, Link string
		Expiry              int
	}
	if err := json.Unmarshal([]byte(body), &challenge); err != nil || status != 428 || challenge[0].Code != "token_required" || challenge[0].Expiry != 9600 {
		t.Fatalf("%d %s", status, body)
	}
	resume := fmt.Sprintf(`{"session": %q, "link": %q, "token": "1234"}`, challenge[0].Session, challenge[0].Link)
	if status, body := call(t, p, "PATCH", "/api/owners/", resume); status != 400 || codes(t, body) != "session_expired session" {
		t.Errorf("resumed elsewhere: %d %s", status, body)
	}
	if status, body := call(t, p, "PATCH", "/api/accounts/", resume); status != 201 {
		t.Errorf("resumed: %d %s", status, body)
	}
}

// The widget's token opens what it has scopes for, until it made its link.
func TestWidgetToken(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	r, err := http.NewRequestWithContext(t.Context(), "POST", p.URL+"/api/token/", strings.NewReader(
		`{"id": "`+p.SecretID+`", "password": "`+p.SecretPassword+`", "scopes": "read_institutions,write_links", "fetch_resources": ["ACCOUNTS"]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var tokens struct{ Access, Refresh string }
	if err := json.NewDecoder(answer.Body).Decode(&tokens); err != nil || answer.StatusCode != 200 {
		t.Fatalf("%d %v", answer.StatusCode, err)
	}
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(tokens.Access, claims); err != nil || claims["exp"].(float64)-claims["iat"].(float64) != 600 {
		t.Errorf("claims %v, %v", claims, err)
	}
	bearer := func(method, path, body string) int {
		status, _ := call(t, p, method, path, body, "Authorization", "Bearer "+tokens.Access)
		return status
	}
	got := []int{
		bearer("GET", "/api/institutions/", ""), bearer("GET", "/api/links/", ""), bearer("GET", "/api/accounts/", ""),
		bearer("POST", "/api/links/", `{"institution": "erebor_br_retail", "username": "a", "password": "b"}`), bearer("GET", "/api/institutions/", ""),
	}
	if diff := cmp.Diff([]int{200, 403, 403, 201, 401}, got); diff != "" {
		t.Errorf("institutions, links, accounts, register, institutions again (-want +got):\n%s", diff)
	}
}

// What the bank writes by hand shows when it is collected next, and not before.
func TestBankTransactions(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	w := p.Workspace()
	id := linked(t, p, control.LinkSpec{Persona: "empty", Transactions: []control.TransactionSpec{{Amount: "12.5"}}})
	collect := func() []map[string]any {
		t.Helper()
		minute := control.Duration(time.Minute)
		if _, err := w.Advance(t.Context(), control.Move{By: &minute}); err != nil {
			t.Fatal(err)
		}
		_, body := call(t, p, "POST", "/api/transactions/", `{"link": "`+id+`", "date_from": "2025-03-02", "date_to": "2026-03-02"}`)
		var rows []map[string]any
		if err := json.Unmarshal([]byte(body), &rows); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		return rows
	}
	shown := func() string {
		_, list := call(t, p, "GET", "/api/transactions/?link="+id+"&fields=amount,status,type", "")
		_, rows, _ := strings.Cut(list, `"results":`)
		return rows
	}
	if rows := collect(); len(rows) != 1 || rows[0]["amount"] != 12.5 {
		t.Fatalf("with the link came %v", rows)
	}
	pending, inflow, yesterday := "PENDING", "INFLOW", "2026-03-01"
	text, err := w.AddTransaction(t.Context(), id, control.TransactionSpec{Amount: "99.90", Status: &pending, Type: &inflow, ValueDate: &yesterday})
	if err != nil {
		t.Fatal(err)
	}
	var added struct{ ID string }
	if err := json.Unmarshal(text, &added); err != nil {
		t.Fatal(err)
	}
	before := `[{"amount":12.50,"type":"OUTFLOW","status":"PROCESSED"}]}`
	if got := shown(); got != before {
		t.Errorf("before it is collected the list shows %s", got)
	}
	collect()
	if got, want := shown(), `[{"amount":12.50,"type":"OUTFLOW","status":"PROCESSED"},{"amount":99.90,"type":"INFLOW","status":"PENDING"}]}`; got != want {
		t.Errorf("collected, the list shows %s", got)
	}
	settled := "PROCESSED"
	if _, err := w.ChangeTransaction(t.Context(), id, added.ID, control.TransactionSpec{Status: &settled}); err != nil {
		t.Fatal(err)
	}
	if got := shown(); !strings.Contains(got, "PENDING") {
		t.Errorf("a change shows before it is collected: %s", got)
	}
	collect()
	if got := shown(); strings.Contains(got, "PENDING") {
		t.Errorf("a change does not show: %s", got)
	}
	if err := w.DeleteTransaction(t.Context(), id, added.ID); err != nil {
		t.Fatal(err)
	}
	collect()
	if got := shown(); got != before {
		t.Errorf("taken back, the list shows %s", got)
	}
	if _, err := w.AddTransaction(t.Context(), id, control.TransactionSpec{Amount: "-1"}); err == nil || !strings.Contains(err.Error(), "amount") {
		t.Errorf("a negative amount: %v", err)
	}
	rows, err := w.Transactions(t.Context(), guideLink)
	if err != nil || len(rows) < 500 || !slices.IsSortedFunc(rows, func(a, b json.RawMessage) int { return strings.Compare(dayOf(t, b), dayOf(t, a)) }) {
		t.Errorf("%d rows at the bank, %v", len(rows), err)
	}
}

func dayOf(t *testing.T, row json.RawMessage) string {
	t.Helper()
	var dated struct {
		ValueDate string `json:"value_date"`
	}
	if err := json.Unmarshal(row, &dated); err != nil {
		t.Fatal(err)
	}
	return dated.ValueDate
}
