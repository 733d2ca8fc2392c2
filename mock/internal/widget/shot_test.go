package widget_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

var shots = flag.String("shots", "", "write a picture of every screen into this folder")

// Every screen shows itself in both themes, at a desk and on a phone, without
// being wider than its window.
func TestEveryScreen(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Start: start, Frozen: true})
	screens := []struct {
		name, scopes, query string
		more                []string
		acts                []control.VisitAct
		page                string // after the visit's path
	}{
		{"institution", linkScopes, "", nil, nil, ""},
		{"unavailable", linkScopes, "locale=es&institutions=erebor_mx_retail,moria_mx_retail", nil, nil, ""},
		{"nothing", linkScopes, "institutions=moria_mx_retail", nil, nil, ""},
		{"credentials", linkScopes, "locale=pt", nil, []control.VisitAct{{Institution: new("ironbank_br_business")}}, ""},
		{"error", linkScopes, "locale=es", nil, []control.VisitAct{{Outcome: "error:login_error"}}, ""},
		{"numeric", linkScopes, "locale=pt", nil, []control.VisitAct{{Outcome: "mfa:numeric"}}, ""},
		{"text", linkScopes, "", nil, []control.VisitAct{{Outcome: "mfa:text"}}, ""},
		{"qr", linkScopes, "", nil, []control.VisitAct{{Outcome: "mfa:qr"}}, ""},
		{"inputless", linkScopes, "locale=es", nil, []control.VisitAct{{Outcome: "mfa:inputless"}}, ""},
		{"consent", consentScopes, "locale=pt", []string{consentWidget}, nil, ""},
		{"document", linkScopes, "locale=pt", nil, []control.VisitAct{{Institution: new("ofmockbank_br_retail")}, {Consent: &control.Identity{Type: "CNPJ", Number: "1"}}}, ""},
		{"bank", consentScopes, "locale=pt", []string{consentWidget}, []control.VisitAct{{Consent: &ana}, {Institution: new("ofmockbank_br_retail")}}, ""},
		{"done", linkScopes, "", nil, []control.VisitAct{{Outcome: "success"}}, ""},
		{"exited", linkScopes, "locale=es", nil, []control.VisitAct{{Outcome: "exit"}}, ""},
		{"leave", linkScopes, "show_close_dialog=true&show_abandon_survey=true", nil, nil, "/leave"},
		{"explain", "", "", nil, nil, ""},
		{"wrong", "", "access_token=x.y.z&locale=pt", nil, nil, ""},
	}
	shown := looks
	if *shots == "" {
		shown = slices.Concat(looks[:1], looks[3:]) // the widest and the narrowest
	}
	for _, look := range shown {
		t.Run(fmt.Sprintf("%s %d", look.theme, look.width), func(t *testing.T) {
			b := browse(t, p, look.theme, look.width)
			b.excuse("401")
			for _, s := range screens {
				query := s.query
				if s.scopes != "" {
					query = "access_token=" + token(t, p, s.scopes, s.more...) + "&" + query
				}
				b.open("/widget/?" + query)
				for _, act := range s.acts {
					b.acts(p, act)
				}
				if s.page != "" {
					b.open("/widget/visits/" + b.visit() + s.page)
				}
				wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
				if err != nil || wide > 0 {
					t.Errorf("%s is %d pixels wider than its window (%v)", s.name, wide, err)
				}
				if *shots != "" {
					b.shoot(filepath.Join(*shots, fmt.Sprintf("%s-%s-%d.png", s.name, look.theme, look.width)))
				}
			}
		})
	}
}

func (b *tab) shoot(file string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, picture, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
