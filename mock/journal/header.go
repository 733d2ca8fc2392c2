package journal

import (
	"maps"
	"slices"
	"strings"
)

// A Header is what is kept of the header fields of a request or an answer, by
// their names as they were given, the values of one name joined by ", ".
type Header map[string]string

// What is kept of a header. Our choice.
const (
	maxFields = 32  // the first ones by name
	maxField  = 512 // bytes of a value; the rest becomes "…"
)

// NewHeader is h as it may be kept: secrets are taken out, and what is too much
// of it is left out. It is nil if h is empty.
func NewHeader(h map[string][]string) Header {
	if len(h) == 0 {
		return nil
	}
	kept := make(Header, min(len(h), maxFields))
	if len(h) <= maxFields {
		for name, values := range h {
			kept.keep(name, values)
		}
		return kept
	}
	for _, name := range slices.Sorted(maps.Keys(h))[:maxFields] {
		kept.keep(name, h[name])
	}
	return kept
}

func (h Header) keep(name string, values []string) {
	value := ""
	switch len(values) {
	case 0:
	case 1:
		value = values[0]
	default:
		value = strings.Join(values, ", ")
	}
	value = redactField(name, value)
	if len(value) > maxField {
		value = strings.ToValidUTF8(value[:maxField], "") + "…"
	}
	h[name] = value
}

func (h Header) size() int64 {
	n := 0
	for name, value := range h {
		n += 64 + len(name) + len(value)
	}
	return int64(n)
}

// secretFields are parts of the names of header fields whose values are
// secrets, in lower case. The control API's token is among them by "token" and
// by "authorization".
var secretFields = []string{"authorization", "cookie", "token", "secret", "password", "api-key", "apikey", "auth-key", "private-key"}

// openFields are the common fields that are known to be no secrets; a short way.
var openFields = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Accept-Language": true, "Connection": true, "Content-Length": true,
	"Content-Type": true, "Date": true, "Host": true, "Server": true, "User-Agent": true, "X-Belvo-Request-Mode": true,
}

// schemes are the names that may stand before the secret of an Authorization
// field. Another first word may be part of the secret.
var schemes = []string{"Basic", "Bearer", "Digest", "DPoP", "HMAC", "Negotiate", "Token", "ApiKey"}

// redactField is a header field's value without its secret.
func redactField(name, value string) string {
	if openFields[name] || value == "" {
		return value
	}
	lower := strings.ToLower(name)
	if !slices.ContainsFunc(secretFields, func(part string) bool { return strings.Contains(lower, part) }) {
		return redactNamed(lower, value)
	}
	if strings.HasSuffix(lower, "authorization") {
		scheme, _, found := strings.Cut(value, " ")
		if found && slices.ContainsFunc(schemes, func(s string) bool { return strings.EqualFold(s, scheme) }) {
			return scheme + " ***"
		}
	}
	return stars
}

// redactNamed takes the secrets out of fields that hold a URL.
func redactNamed(lower, value string) string {
	switch lower {
	case "location", "referer", "content-location", "link":
		return redactURL(value)
	default:
		return value
	}
}
