package harness

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/cucumber/godog"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// sendingSteps are the sentences about what comes outside of the provider's
// deliveries, as from a stranger or a provider that is out of order.
func (w *World) sendingSteps() []Step {
	return []Step{{
		"the provider delivers this instead of a notification:",
		"posts the text below, with the agreed authorization",
		"the provider delivers this instead of a notification:",
		func(text *godog.DocString) error {
			return w.send(Post{Label: "broken body", Body: []byte(text.Content)})
		},
	}, {
		"the provider delivers {damage} notification about {who}'s {res}",
		"posts what the next notification would say, damaged; the notification itself still waits",
		"the provider delivers a cut-off notification about Ana's transactions",
		func(damage, who, resource string) error { return w.sendsDamaged(damage, who, resource, "") },
	}, {
		"the provider delivers {damage} notification about {who}'s {res} with wrong authorization",
		"likewise, with an authorization that was not agreed",
		"the provider delivers a cut-off notification about Ana's transactions with wrong authorization",
		func(damage, who, resource string) error {
			return w.sendsDamaged(damage, who, resource, w.badAuthorization("wrong"))
		},
	}, {
		"the provider delivers the notification about {who}'s {res} with {badauth} authorization",
		"posts what the next notification would say, with an authorization that was not agreed",
		"the provider delivers the notification about Ana's transactions with wrong authorization",
		func(who, resource, bad string) error {
			return w.sendsAs(who, resource, w.badAuthorization(bad), bad+" authorization")
		},
	}, {
		"the provider delivers the notification about {who}'s {res} with the agreed authorization",
		"posts what the next notification would say, with the authorization that was agreed",
		"the provider delivers the notification about Ana's transactions with the agreed authorization",
		func(who, resource string) error { return w.sendsAs(who, resource, "", "the agreed authorization") },
	}, {
		"the provider delivers a notification about someone the client never linked",
		"posts a notification about a link that nobody has",
		"the provider delivers a notification about someone the client never linked",
		w.sendsStranger,
	}, {
		"the client is called {manner}",
		"calls the client's address as no notification does",
		"the client is called by GET",
		w.calls,
	}, {
		"the provider delivers a notification about {who}'s {res} that is full of addresses",
		"posts a notification whose texts are URLs that nobody but us knows",
		"the provider delivers a notification about Ana's transactions that is full of addresses",
		w.sendsAddresses,
	}}
}

// next is the notification about somebody's resource that is the next, and what
// it says.
func (w *World) next(who, resource string) (control.Delivery, []byte, error) {
	d, err := w.about(who, resource)
	if err != nil {
		return d, nil, err
	}
	body, err := w.bodyOf(d)
	return d, body, err
}

func (w *World) sendsDamaged(damage, who, resource, authorization string) error {
	d, body, err := w.next(who, resource)
	if err != nil {
		return err
	}
	return w.send(Post{Label: strings.TrimLeft(damage, "an ") + " notification", Authorization: authorization, Body: damaged(body, d, damage)})
}

// tenMegabytes is how much a body has that no notification needs.
const tenMegabytes = 10 << 20

// damaged is a body that is no notification any more.
func damaged(body []byte, d control.Delivery, how string) []byte {
	switch how {
	case "a cut-off":
		return body[:len(body)-1-len(body)/4]
	case "a garbled":
		return append(bytes.TrimSuffix(body, []byte("}")), ",]"...)
	case "an oversized":
		return append(fmt.Appendf(bytes.TrimSuffix(body, []byte("}")), `,"padding":"%s"`, bytes.Repeat([]byte("x"), tenMegabytes)), '}')
	default: // a linkless: the key is there no more
		return bytes.Replace(bytes.Replace(body, []byte(`"link_id":"`+d.LinkID+`",`), nil, 1), []byte(`,"link_id":"`+d.LinkID+`"`), nil, 1)
	}
}

// badAuthorization is the header of somebody who does not know the agreed one.
func (w *World) badAuthorization(how string) string {
	scheme, credentials, found := strings.Cut(cmp.Or(w.offers.Authorization, "Bearer agreed"), " ")
	if !found {
		scheme, credentials = "", scheme
	}
	switch {
	case how == "no":
		return "-"
	case how == "wrong":
		return strings.TrimSpace(scheme + " " + wrongCredentials)
	case strings.EqualFold(scheme, "Bearer"):
		return "Basic " + credentials
	default:
		return "Bearer " + credentials
	}
}

// wrongCredentials are those of somebody who guesses: guessed:secret in base64.
const wrongCredentials = "Z3Vlc3NlZDpzZWNyZXQ="

func (w *World) sendsAs(who, resource, authorization, label string) error {
	_, body, err := w.next(who, resource)
	if err != nil {
		return err
	}
	return w.send(Post{Label: "notification with " + label, Authorization: authorization, Body: body})
}

// stranger is a link that nobody has.
const stranger = "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f"

func (w *World) sendsStranger() error {
	body, err := w.strangersBody()
	if err != nil {
		return err
	}
	return w.send(Post{Label: "notification about a stranger", Body: body})
}

// strangersBody is a notification about a link that nobody has.
func (w *World) strangersBody() ([]byte, error) {
	return json.Marshal(map[string]any{
		"webhook_id": "5a5a5a5a5a5a45a585a55a5a5a5a5a5a", "webhook_type": "TRANSACTIONS", "webhook_code": w.codeOf("transactions"),
		"process_type": "async_post", "link_id": stranger, "request_id": "6b6b6b6b6b6b46b686b66b6b6b6b6b6b", "external_id": nil,
		"data": map[string]int{"new_transactions": 3},
	})
}

func (w *World) calls(manner string) error {
	body, err := w.strangersBody()
	if err != nil {
		return err
	}
	p := Post{Label: "call " + manner, Body: body}
	switch manner {
	case "by GET":
		p.Method, p.Body = http.MethodGet, nil
	case "by PUT":
		p.Method = http.MethodPut
	case "as plain text":
		p.ContentType = "text/plain"
	case "without a body":
		p.Body = nil
	}
	return w.send(p)
}

func (w *World) sendsAddresses(who, resource string) error {
	d, body, err := w.next(who, resource)
	if err != nil {
		return err
	}
	if w.scene.canary, err = newCanary(w.ctx, w.network); err != nil {
		return err
	}
	var event map[string]any
	if err := json.Unmarshal(body, &event); err != nil {
		return fmt.Errorf("read a notification: %w", err)
	}
	url := w.scene.canary.url
	event["external_id"], event["data"] = url+"external_id", map[string]string{"url": url + "url", "next": url + "next", "href": url + "href"}
	for _, key := range []string{"callback_url", "url", "next", "link"} {
		event[key] = url + key
	}
	if body, err = json.Marshal(event); err != nil {
		return err
	}
	return w.tell(control.ResendSpec{Body: body}, d)
}
