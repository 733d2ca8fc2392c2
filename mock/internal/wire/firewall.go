package wire

import "net/http"

// firewallPage is what the firewall in front of the API answers instead of it.
//
// Source: that it is a 403 with HTML is the vendor's document; its words are ours.
func firewallPage() reply {
	return reply{status: http.StatusForbidden, contentType: "text/html; charset=utf-8", body: []byte(`<!DOCTYPE html>
<html><head><title>403 Forbidden</title></head>
<body><h1>403 Forbidden</h1><p>The request was blocked (belvo-mock).</p></body></html>
`)}
}
