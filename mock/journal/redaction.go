package journal

import "bytes"

// stars stand where a secret stood.
const stars = "***"

// secretKeys are the keys, in lower case, whose values are secrets: in JSON, in
// forms and in queries. Those of the vendor's requests and answers are from the
// vendor document; the others are what clients and we call the same things.
var secretKeys = map[string]bool{
	"password": true, "password2": true, "password3": true, // of a person, and of the secret pair in POST /api/token/
	"token":  true,                  // one-time code of a person
	"access": true, "refresh": true, // the tokens of POST /api/token/
	"certificate": true, "private_key": true, // of a person at a fiscal institution
	"secret_password": true, "secret": true, "client_secret": true,
	"access_token": true, "refresh_token": true, "control_token": true,
	"authorization": true, "webhook_auth": true, // what webhooks are sent with
}

const (
	maxKey     = 16  // bytes of the longest of secretKeys, or more
	maxWritten = 128 // bytes that such a key may take when it is written with escapes
)

// isSecret tells whether key is one of secretKeys, in any case of letters.
func isSecret(key []byte) bool {
	if len(key) > maxKey {
		return false
	}
	var room [maxKey]byte
	for i, c := range key {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		room[i] = c
	}
	return secretKeys[string(room[:len(key)])]
}

// redact is b without the values of secret keys: b itself if there are none.
// It reads JSON, JSON inside the strings of JSON, the printed dictionaries that
// some clients send by mistake, and forms. It does not need b to be whole or
// well formed, and what is well formed stays so. A null and an empty string
// stay, being no secrets.
func redact(b []byte) []byte {
	if maybeForm(b) {
		if form := redactQuery(string(b)); form != string(b) {
			b = []byte(form)
		}
	}
	var out []byte
	rest := 0 // where the text that out lacks begins
	for i := 0; i < len(b); i++ {
		next := bytes.IndexByte(b[i:], ':')
		if next < 0 {
			break
		}
		i += next
		key, ok := keyBefore(b, i)
		if !ok || !isSecret(key.plain) {
			continue
		}
		start, end := key.value(b, i+1)
		if start == end {
			continue
		}
		out = append(out, b[rest:start]...)
		out = key.appendStars(out)
		rest, i = end, end-1
	}
	if rest == 0 {
		return b
	}
	return append(out, b[rest:]...)
}

// maybeForm tells whether b has values, but does not begin like JSON.
func maybeForm(b []byte) bool {
	text := bytes.TrimLeft(b, " \t\r\n")
	return len(text) > 0 && text[0] != '{' && text[0] != '[' && text[0] != '"' && bytes.IndexByte(text, '=') >= 0
}
