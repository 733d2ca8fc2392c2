package journal

import (
	"net/url"
	"strings"
)

// redactQuery is a query, or a form, as it was sent but for the values of
// secret keys. A value ends at the next &; a key may also follow a semicolon.
func redactQuery(raw string) string {
	if !strings.Contains(raw, "=") {
		return raw
	}
	var b strings.Builder
	rest := 0 // where the text that b lacks begins
	for start := 0; start < len(raw); {
		end := len(raw)
		if i := strings.IndexByte(raw[start:], '&'); i >= 0 {
			end = start + i
		}
		if from := secretParam(raw[start:end]); from >= 0 {
			b.WriteString(raw[rest : start+from])
			b.WriteString(stars)
			rest = end
		}
		start = end + 1
	}
	if rest == 0 {
		return raw
	}
	b.WriteString(raw[rest:])
	return b.String()
}

// secretParam is where the first secret value of a parameter begins, which is
// more than one where semicolons divide it; -1 if there is none.
func secretParam(param string) int {
	for start := 0; start < len(param); {
		end := len(param)
		if i := strings.IndexByte(param[start:], ';'); i >= 0 {
			end = start + i
		}
		key, value, found := strings.Cut(param[start:end], "=")
		if found && value != "" && isSecretParam(key) {
			return start + len(key) + 1
		}
		start = end + 1
	}
	return -1
}

func isSecretParam(key string) bool {
	if strings.ContainsAny(key, "%+") {
		plain, err := url.QueryUnescape(key)
		if err != nil {
			return false
		}
		key = plain
	}
	return isSecret([]byte(strings.TrimSpace(key)))
}

// redactURL is a URL without its password and without the secrets of its query
// and its fragment.
func redactURL(raw string) string {
	front, fragment, hasFragment := strings.Cut(raw, "#")
	front, query, hasQuery := strings.Cut(front, "?")
	if scheme, rest, ok := strings.Cut(front, "://"); ok {
		authority, path, hasPath := strings.Cut(rest, "/")
		if at := strings.LastIndexByte(authority, '@'); at >= 0 {
			user, _, _ := strings.Cut(authority[:at], ":")
			front = scheme + "://" + user + ":" + stars + authority[at:]
			if hasPath {
				front += "/" + path
			}
		}
	}
	if hasQuery {
		front += "?" + redactQuery(query)
	}
	if hasFragment {
		front += "#" + redactQuery(fragment)
	}
	return front
}
