package wire

import "net/http"

// firewallPage is what stands before the vendor's API says to a caller who asks
// too often: HTML, whatever the client accepts.
//
// Source: vendor document for the status and that it is HTML; the page is ours.
func firewallPage() reply {
	return reply{
		status: http.StatusForbidden, body: []byte(firewallText),
		fields: map[string]string{"Content-Type": "text/html; charset=utf-8"},
	}
}

const firewallText = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>403 Forbidden</title></head>
<body>
<h1>403 Forbidden</h1>
<p>Too many requests came from you in a short time. Wait half a minute and go on slower.</p>
</body>
</html>
`
