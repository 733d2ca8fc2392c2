package widget_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// seen is what the control API knows of the visit whose page is open.
func (b *tab) seen(p *mock.Running) control.Visit {
	b.t.Helper()
	visit, err := p.Host().Visit(b.t.Context(), b.visit())
	if err != nil {
		b.t.Fatal(err)
	}
	return visit
}

// made sees to it that the visit ends with a link that is valid.
func (b *tab) made(p *mock.Running, institution string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS("#link")))
	visit := b.seen(p)
	valid := "valid"
	link, err := p.Workspace().ChangeLink(b.t.Context(), visit.Link, control.LinkChange{Status: &valid})
	if err != nil {
		b.t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"done", institution, "valid"}, []string{visit.Step, link.Institution, link.Status}); diff != "" {
		b.t.Errorf("(-want +got):\n%s", diff)
	}
}

const submit = "main .actions .main"

// A person searches a bank, errs, tries again, and has a link.
func TestSuccessAfterAnError(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	b := browse(t, p, "light", 1280)
	b.open("/widget/?access_token=" + token(t, p, linkScopes))
	b.fill("input[type=search]", "araucaria") // without the accent
	b.until(`[...document.querySelectorAll("[data-bank]")].filter(b => !b.hidden).length === 1`)
	b.click(`[value="araucaria_br_retail"]`)
	b.fill("#f0", "ana")
	b.fill("#f1", "wrong")
	b.click(submit)
	b.do(chromedp.WaitVisible(chromedp.CSS(".trouble")))
	b.shows("login_error")
	b.until(`document.querySelector("#f0").value === "ana" && document.querySelector("#f1").value === ""`)
	b.fill("#f1", "right")
	b.click(submit)
	b.made(p, "araucaria_br_retail")
}

// Each kind of second factor leads to a link; a wrong one may be tried again.
func TestSecondFactors(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	b := browse(t, p, "light", 1280)
	for kind, tokens := range map[string][]string{"numeric": {"0000", "123456"}, "text": {"0", "sésamo"}, "qr": nil, "inputless": nil} {
		b.open("/widget/?access_token=" + token(t, p, linkScopes) + "&institutions=erebor_mx_retail&outcome=mfa:" + kind)
		if (kind == "qr") != (b.seen(p).Challenge.Type == "qr") {
			t.Errorf("%s asks for %+v", kind, b.seen(p).Challenge)
		}
		if tokens != nil {
			b.fill("#token", tokens[0])
			b.click(submit)
			b.do(chromedp.WaitVisible(chromedp.CSS(".trouble")))
			b.fill("#token", tokens[1])
		}
		b.click(submit)
		b.made(p, "erebor_mx_retail")
	}
}

// A Brazilian person gives a consent: document, institution, its own page, back.
func TestConsent(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	b := browse(t, p, "dark", 390)
	b.open("/widget/?locale=pt-BR&access_token=" + token(t, p, consentScopes, consentWidget))
	b.shows("Avaliar o seu pedido de crédito")
	b.shows("92 dias")
	b.click(`[name=known][value="1"]`)
	b.click(submit)
	b.click(`[value="ofmockbank_br_retail"]`)
	b.shows("CNPJ 50685362000135")
	b.click(`[name=approve][value=false]`)
	b.do(chromedp.WaitVisible(chromedp.CSS(".trouble")))
	b.shows("consent_rejected")
	b.click(`[value="ofmockbank_br_retail"]`)
	b.click(`[name=approve][value=true]`)
	b.made(p, "ofmockbank_br_retail")
}

// application is where the callbacks lead; it takes down what it is told.
func application(t *testing.T) (origin string, told <-chan string) {
	t.Helper()
	heard := make(chan string, 10)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/favicon.ico" {
			heard <- r.URL.RequestURI()
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!doctype html><link rel="icon" href="data:,">back`))
	}))
	t.Cleanup(s.Close)
	return s.URL, heard
}

// Whatever its end, a visit leads back to the application and says what became
// of it.
func TestReturns(t *testing.T) {
	t.Parallel()
	origin, told := application(t)
	callbacks := `"widget": {"callback_urls": {"success": "` + origin + `/ok?a=1", "exit": "` + origin + `/exit", "event": "` + origin + `/event"}}`
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	used := token(t, p, linkScopes, callbacks)
	tests := []struct{ token, query, want string }{
		{used, "institutions=erebor_br_retail&outcome=success", "/ok?a=1&institution=erebor_br_retail&link="},
		{token(t, p, linkScopes, callbacks), "outcome=exit", "/exit?meta_data_step=institution"},
		{token(t, p, linkScopes, callbacks), "institutions=moria_br_retail", "/event?warning=institution_disabled"},
		{used, "", "/event?error=ACCESS_TOKEN_NOT_VALID&error_message="},
	}
	b := browse(t, p, "light", 1280, origin)
	b.excuse("401")
	b.excuse("ERR_ABORTED") // a page that leads on is left before it is whole
	for _, tt := range tests {
		_ = chromedp.Do(b.ctx, chromedp.Navigate(p.URL+"/widget/?access_token="+tt.token+"&"+tt.query)) // it leads on at once
		if got := <-told; !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s leads to %s, want %s…", tt.query, got, tt.want)
		}
	}
}

// A scheme of the application's own is a link, as a webview needs it.
func TestReturnToAnApp(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	b := browse(t, p, "light", 390)
	b.excuse("myapp:") // nobody here has the scheme
	b.open("/widget/?outcome=success&access_token=" + token(t, p, linkScopes, `"widget": {"callback_urls": {"success": "myapp://done"}}`))
	b.do(chromedp.WaitVisible(chromedp.CSS("a[data-go]")))
	href, err := chromedp.Run(b.ctx, chromedp.AttributeValue(chromedp.CSS("a[data-go]"), "href"))
	if err != nil || !strings.HasPrefix(href.Value, "myapp://done?institution=") {
		t.Errorf("the way back is %+v, %v", href, err)
	}
}

// Who wants to leave is asked, by the keyboard too, and says why.
func TestExitWithAReason(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	b := browse(t, p, "light", 1280)
	b.open("/widget/?show_close_dialog=true&show_abandon_survey=true&access_token=" + token(t, p, linkScopes))
	b.until(`document.documentElement.classList.contains("js")`)
	b.press("\u001b")
	b.click(`[value="no_trust"]`)
	b.click("main .actions button")
	b.do(chromedp.WaitVisible(chromedp.CSS(".mark")))
	if visit := b.seen(p); visit.Exit == nil || *visit.Exit != (control.Exit{Step: "abandon-survey", Reason: "no_trust"}) {
		t.Errorf("the exit is %+v", visit.Exit)
	}
}

// Without a token, or with a wrong one, the page explains.
func TestExplanations(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	b := browse(t, p, "light", 1280)
	b.excuse("401")
	b.excuse("404")
	for path, want := range map[string]string{
		"/widget/": "/api/token/", "/widget": "/api/token/", "/widget/?access_token=x.y.z": "This access token cannot be used",
		"/widget/visits/nobody": "There is no such visit",
	} {
		b.open(path)
		b.shows(want)
	}
}
