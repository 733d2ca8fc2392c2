package widget_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

var start = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// The scopes of the flows of the widget.
const (
	linkScopes    = "read_institutions,write_links"
	updateScopes  = linkScopes + ",read_links"
	consentScopes = linkScopes + ",read_consents,write_consents,write_consent_callback"
)

const consentWidget = `"widget": {"openfinance_feature": "consent_link_creation", "branding": {"company_name": "Padaria Aurora"},
	"consent": {"purpose": "Avaliar o seu pedido de crédito", "terms_and_conditions_url": "https://padaria.example/termos",
	            "permissions": ["REGISTER", "ACCOUNTS", "CREDIT_CARDS", "CREDIT_OPERATIONS"], "default_consent_duration_days": 92,
	            "identification_info": [{"type": "CPF", "number": "76109277673", "name": "Ana Souza"}, {"type": "CNPJ", "number": "50685362000135", "name": "Padaria Aurora"}]}}`

var ana = control.Identity{Type: "CPF", Number: "76109277673", Name: "Ana Souza"}

// token is an access token for the widget; more are keys of its request.
func token(t *testing.T, p *mock.Running, scopes string, more ...string) string {
	t.Helper()
	body := strings.Join(append([]string{fmt.Sprintf(`"id": %q, "password": %q, "scopes": %q`, p.SecretID, p.SecretPassword, scopes)}, more...), ", ")
	answer, err := http.Post(p.URL+"/api/token/", "application/json", strings.NewReader("{"+body+"}"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var tokens struct{ Access string }
	if err := json.NewDecoder(answer.Body).Decode(&tokens); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("a token of %s is answered %d, %v", body, answer.StatusCode, err)
	}
	return tokens.Access
}

// visit is the id of the visit whose page is open.
func (b *tab) visit() string {
	b.t.Helper()
	location, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil || !strings.Contains(location, "/widget/visits/") {
		b.t.Fatalf("the page is %s, %v\nit says:\n%s", location, err, b.says())
	}
	return strings.TrimSuffix(path.Base(strings.TrimSuffix(location, "/leave")), "?")
}

// acts does something in the visit by the control API, and shows what then is.
func (b *tab) acts(p *mock.Running, act control.VisitAct) {
	b.t.Helper()
	id := b.visit()
	if _, err := p.Host().ActInVisit(b.t.Context(), id, act); err != nil {
		b.t.Fatal(err)
	}
	b.open("/widget/visits/" + id)
}
