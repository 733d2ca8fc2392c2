package mock_test

import (
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// Which calls count as reading what was collected of a link.
func TestWhatCountsAsRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, path, body string // {link} {other} {record} are put in
		unread                   bool
	}{
		{"the list of the link", "GET", "/api/accounts/?link={link}", "", false},
		{"without the slash", "GET", "/api/accounts?page_size=1&link={link}", "", false},
		{"the list of all links", "GET", "/api/accounts/", "", false},
		{"the list of several links", "GET", "/api/accounts/?link__in={other},{link}", "", false},
		{"one record", "GET", "/api/accounts/{record}/", "", false},
		{"a synchronous request", "POST", "/api/accounts/", `{"link": "{link}"}`, false},
		{"nothing", "GET", "/api/institutions/", "", true},
		{"the list of another link", "GET", "/api/accounts/?link={other}", "", true},
		{"another resource", "GET", "/api/owners/?link={link}", "", true},
		{"a record that is not there", "GET", "/api/accounts/{link}/", "", true},
		{"a refused list", "GET", "/api/accounts/?link={link}&page=99", "", true},
		{"the deletion of a record", "DELETE", "/api/accounts/{record}/", "", true},
		{"the link itself", "GET", "/api/links/{link}/", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{})
			w := p.Workspace()
			other, err := w.AddLink(t.Context(), control.LinkSpec{})
			if err != nil {
				t.Fatal(err)
			}
			if status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+guideLink+`"}`, "X-Belvo-Request-Mode", "async"); status != 202 {
				t.Fatalf("answered %d %s", status, body)
			}
			if _, err := w.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			d, err := w.Link(t.Context(), guideLink)
			if err != nil {
				t.Fatal(err)
			}
			put := strings.NewReplacer("{link}", guideLink, "{other}", other.ID, "{record}", d.Accounts[0].ID)
			status, _ := call(t, p, tt.method, put.Replace(tt.path), put.Replace(tt.body))
			if unread(t, w, "accounts") != tt.unread {
				t.Errorf("answered %d; unread is %t, want %t", status, !tt.unread, tt.unread)
			}
		})
	}
}

// Where time stands still, the order of the journal tells what was read after
// the last collection.
func TestCollectedAgainIsUnread(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Latency: mock.AtOnce})
	for range 2 {
		ask(t, p, guideLink)
		if _, err := p.Workspace().Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !unread(t, p.Workspace(), "transactions") {
			t.Fatal("what was just collected counts as read")
		}
		call(t, p, "GET", "/api/transactions/?link="+guideLink, "")
		if unread(t, p.Workspace(), "transactions") {
			t.Fatal("what was read counts as unread")
		}
	}
}

// unread tells whether the guide's link has records that nobody has read.
func unread(t *testing.T, w control.Workspace, resource string) bool {
	t.Helper()
	d, err := w.Link(t.Context(), guideLink)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range d.Reads {
		if r.Resource == resource {
			return r.Unread
		}
	}
	t.Fatalf("there are no %s among %+v", resource, d.Reads)
	return false
}
