package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
)

// The reader is a library: what it shows of a document is seen, but its own
// elements are not held against the rules of accessibility.
func TestReferenceShowsTheDocuments(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	for i, look := range looks {
		t.Run(fmt.Sprintf("%s at %d", look.theme, look.width), func(t *testing.T) {
			t.Parallel()
			page, has := "/reference/control", "Make a workspace, a world of its own"
			if i%2 == 0 {
				page, has = "/reference/vendor", "Try a secret pair"
			}
			b := browse(t, p, look.theme, look.width)
			b.open(page)
			b.until(`document.querySelector("rapi-doc")?.shadowRoot?.textContent.includes("` + has + `")`)
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
