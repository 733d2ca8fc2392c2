package fault

import (
	"slices"
	"strings"
)

// matches tells whether an act is one that a rule means.
func (o On) matches(s Subject) bool {
	return (o.Method == "" || strings.EqualFold(o.Method, s.Method)) &&
		(o.Path == "" || PathMatches(o.Path, s.Path)) &&
		(o.Resource == "" || Word(o.Resource) == s.Resource) &&
		(o.Link == "" || strings.EqualFold(o.Link, s.Link)) &&
		(o.Page == 0 || o.Page == s.Page) &&
		(o.WebhookType == "" || o.WebhookType == s.WebhookType) &&
		(o.WebhookCode == "" || o.WebhookCode == s.WebhookCode)
}

// Word is a resource as the contract names it: br_balances for br-balances.
func Word(resource string) string { return strings.ReplaceAll(resource, "-", "_") }

// PathMatches tells whether a path is of a form. A part of either in braces is
// any part, and a star as the last part of the form any rest.
func PathMatches(form, path string) bool {
	wanted, parts := split(form), split(path)
	if last := len(wanted) - 1; wanted[last] == "*" && len(parts) > last {
		wanted, parts = wanted[:last], parts[:last]
	}
	return slices.EqualFunc(wanted, parts, func(want, part string) bool { return want == part || isParameter(want) || isParameter(part) })
}

func split(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

func isParameter(part string) bool {
	return strings.HasPrefix(part, "{") && strings.HasSuffix(part, "}")
}
