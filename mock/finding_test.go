package mock_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// found are the codes of all findings so far. Nothing in the journal shows a
// secret.
func found(t *testing.T, p *mock.Running) (codes []string) {
	t.Helper()
	page, err := p.Workspace().Journal(t.Context(), journal.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Items {
		if d, is := e.Data.(journal.FindingData); is {
			codes = append(codes, d.Code)
			if strings.Contains(e.Line+d.Message, "secret-") {
				t.Errorf("a finding repeats a secret: %s", e.Line)
			}
		}
	}
	return codes
}

// What works but shows a slip of the client is a finding, not an error.
func TestFindings(t *testing.T) {
	t.Parallel()
	const list, ask = "/api/transactions/?link=" + guideLink, `{"link": "` + guideLink + `"}`
	for _, tt := range []struct {
		name, method, path, body string
		header                   []string
		want                     []string
	}{
		{"nothing", "GET", list, "", nil, nil},
		{"a filter that does not exist, and no slash", "GET", "/api/transactions?date_from=2026-01-01&link=" + guideLink, "", nil, []string{"missing_slash", "unknown_field"}},
		{
			"the mode in capitals and in the body", "POST", "/api/accounts/", `{"link": "` + guideLink + `", "async": true}`,
			[]string{"X-Belvo-Request-Mode", "ASYNC"},
			[]string{"async_header", "unknown_field"},
		},
		{"a header that is nearly the right one", "POST", "/api/accounts/", ask, []string{"X-Request-Mode", "async"}, []string{"near_header"}},
		{"two of them", "POST", "/api/accounts/", ask, []string{"X_Belvo_Request_Mode", "async", "Belvo-Async", "true"}, []string{"near_header", "near_header"}},
		{"a header of something else", "GET", list, "", []string{"X-Belvo-Client", "async"}, nil},
		{"a list of everybody", "GET", "/api/owners/?page_size=5", "", nil, []string{"list_without_link"}},
		{"a list of an account", "GET", "/api/transactions/?account=" + guideLink, "", nil, nil},
		{"a list that has no link", "GET", "/api/institutions/", "", nil, nil},
		{"the password in the query", "GET", list + "&key=secret-of-the-client", "", nil, []string{"secret_in_url", "unknown_field"}},
		{"the id in the path", "GET", "/api/secret-id-of-the-client/", "", nil, []string{"secret_in_url"}},
		{"the authorization of webhooks in the query", "GET", list + "&callback=http://me/%3Fsecret-of-webhooks", "", nil, []string{"secret_in_url", "unknown_field"}},
		{"the password in a body", "POST", "/api/accounts/", `{"link": "` + guideLink + `", "password": "secret-of-the-client"}`, nil, []string{"secret_in_body", "unknown_field"}},
		{"the pair where it belongs", "POST", "/api/token/", `{"id": "secret-id-of-the-client", "password": "secret-of-the-client", "scopes": "read_links"}`, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{
				SecretID: "secret-id-of-the-client", SecretPassword: "secret-of-the-client",
				WebhookURL: "http://127.0.0.1:1/", WebhookAuth: "Bearer secret-of-webhooks",
			})
			call(t, p, tt.method, tt.path, tt.body, tt.header...)
			if diff := cmp.Diff(tt.want, found(t, p)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// A client that asks again when it is told, in place of reading, is told again.
// That is a finding when it has done so twice in a row, once.
func TestFindingOfALoop(t *testing.T) {
	t.Parallel()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
	t.Cleanup(receiver.Close)
	for _, tt := range []struct {
		name  string
		asked string // a for accounts, o for owners, each told before the next; + is two before they are told
		want  []string
	}{
		{"two requests", "aa", nil},
		{"three in a row", "aaa", []string{"request_loop"}},
		{"more of them", "aaaaaa", []string{"request_loop"}},
		{"others in between", "aoao", nil},
		{"two loops", "aoaoao", []string{"request_loop", "request_loop"}},
		{"asked before it was told", "a+a+a", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{WebhookURL: receiver.URL})
			for i, word := range tt.asked {
				if word == '+' {
					continue
				}
				resource := map[rune]string{'a': "accounts", 'o': "owners"}[word]
				call(t, p, "POST", "/api/"+resource+"/", `{"link": "`+guideLink+`"}`, "X-Belvo-Request-Mode", "async")
				if strings.HasPrefix(tt.asked[i+1:], "+") {
					continue
				}
				if _, err := p.Workspace().Settle(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(tt.want, found(t, p)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}
