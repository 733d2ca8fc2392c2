package ui_test

import (
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
)

// The reader is a library: what it shows of a document is seen, but its own
// elements are not held against the rules of accessibility. It works hard, so one
// page at a time.
func TestReferenceShowsTheDocuments(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	tests := []struct {
		path, has, theme string
		width            int64
	}{
		{"/reference/vendor", "Try a secret pair", "light", 1280},
		{"/reference/control", "Make a workspace, a world of its own", "dark", 360},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			b := browse(t, p, tt.theme, tt.width)
			b.wait = 3 * patience
			b.open(tt.path)
			b.until(`document.querySelector("rapi-doc")?.shadowRoot?.textContent.includes("` + tt.has + `")`)
			b.accessible("rapi-doc")
		})
	}
}

// Only the reader needs styles in its elements.
func TestPoliciesOfPages(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	tests := []struct {
		path    string
		relaxed bool
	}{{"/", false}, {"/workspaces", false}, {"/reports", false}, {"/w/default/settings", false}, {"/reference/vendor", true}, {"/reference/control", true}}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			answer, _ := visit(t, p, tt.path)
			policy := answer.Header.Get("Content-Security-Policy")
			if answer.StatusCode != 200 || !strings.Contains(policy, "default-src 'none'; script-src 'self'; style-src 'self'") {
				t.Errorf("answered %d with the policy %q", answer.StatusCode, policy)
			}
			if got := strings.Contains(policy, "unsafe"); got != tt.relaxed {
				t.Errorf("the policy is %q", policy)
			}
		})
	}
}
