package cli

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// guideLink is the link with which the default workspace starts.
const guideLink = "bcca0da9-a4c6-4830-9676-1d54682851d9"

// window of the request that the banner shows, in days up to today.
const shownDays = 30

// banner says where the provider is, and how to ask it as the vendor's guide
// does: what is shown works as it stands. A world that was kept may not be the
// one that the flags describe, so it is asked.
func (s *serve) banner(cfg mock.Config, world control.Info, link string, p ports) string {
	base, steering := p[0].url(), p.control().url()
	id, password := cmp.Or(cfg.SecretID, mock.DefaultSecretID), cmp.Or(cfg.SecretPassword, mock.DefaultSecretPassword)
	pair := quoted(id + ":" + password)
	today := wall.Now()
	from, to := today.AddDate(0, 0, -shownDays).Format(time.DateOnly), today.Format(time.DateOnly)

	var b strings.Builder
	fmt.Fprintf(&b, "belvo-mock %s, not affiliated with Belvo\n\n", cfg.Version)
	rows := []struct{ name, value string }{
		{"base URL", base},
		{"control API", steering + "/_mock/"},
		{"CA certificate", p[0].identity.file()},
		{"secret id", id},
		{"secret password", password},
		{"edition", world.Edition},
		{"seed", fmt.Sprint(world.Seed)},
		{"webhooks go to", cmp.Or(world.Webhook.URL, "nobody; set --webhook-url http://localhost:3000/webhooks")},
		{"scenario", s.Scenario},
		{"state is kept in", cfg.StateDir},
	}
	for _, row := range rows {
		if row.value != "" {
			fmt.Fprintf(&b, "  %-17s%s\n", row.name, row.value)
		}
	}
	fmt.Fprintf(&b, `
Ask for transactions, as the vendor's guide does:

  curl %s-u %s -X POST %s/api/transactions/ \
    -H 'X-Belvo-Request-Mode: async' -H 'Content-Type: application/json' \
    -d '{"link": "%s", "date_from": "%s", "date_to": "%s"}'

The answer is 202 with a request_id. Once the webhook has come, read them:

  curl %s-u %s '%s/api/transactions/?link=%s'

See what happened (with -H 'Accept: text/event-stream', live):

  curl %s%s%s/_mock/workspaces/default/journal

`, p[0].trusting(), pair, base, link, from, to, p[0].trusting(), pair, base, link,
		p.control().trusting(), tokenHeader(cfg.ControlToken), steering)
	b.WriteString(p[0].introduction(pair))
	return b.String()
}

// tokenHeader is what curl needs where the control API asks for a token.
func tokenHeader(token string) string {
	if token == "" {
		return ""
	}
	return "-H " + quoted("Authorization: Bearer "+token) + " "
}

// quoted is a text as a shell reads it back.
func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
