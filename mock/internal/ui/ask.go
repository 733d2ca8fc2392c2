package ui

import (
	"net/url"
	"slices"
	"time"
)

// dated are the resources of which a part is asked for by days.
var dated = []string{"transactions", "balances", "bills", "br_balances"}

// asks is the curl with which a client asks for a resource of a link,
// asynchronously. The password is a placeholder: it is shown only where the
// workspace is made.
func (v *visit) asks(resource, path, link string) string {
	body := `{"link": "` + link + `"}`
	if slices.Contains(dated, resource) {
		now := v.Info.Clock.Now.UTC()
		body = `{"link": "` + link + `", "date_from": "` + now.AddDate(0, 0, -30).Format(time.DateOnly) + `", "date_to": "` + now.Format(time.DateOnly) + `"}`
	}
	return v.asClient() + ` -H 'X-Belvo-Request-Mode: async' \` + "\n" +
		"  -H 'Content-Type: application/json' " + quote(v.Base()+path) + ` \` + "\n" +
		"  -d " + quote(body)
}

// reads is the curl with which a client reads a resource of a link.
func (v *visit) reads(path, link string) string {
	return v.asClient() + " " + quote(v.Base()+path+"?"+url.Values{"link": {link}}.Encode())
}

func (v *visit) asClient() string {
	return "curl -u " + quote(v.Workspace.ID()+":") + `"$SECRET_PASSWORD"`
}
