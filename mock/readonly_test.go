package mock_test

import (
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A provider that is read only says so, refuses whoever calls over HTTP, and
// takes what it is told in Go.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{ReadOnly: true})
	far, err := control.NewClient(control.ClientConfig{URL: p.URL})
	if err != nil {
		t.Fatal(err)
	}
	version, err := far.Version(t.Context())
	if err != nil || !version.ReadOnly {
		t.Errorf("it says %+v, %v", version, err)
	}
	if _, err := far.Create(t.Context(), control.WorkspaceSpec{}); code(err) != control.Forbidden {
		t.Errorf("from afar: %v", err)
	}
	if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{}); err != nil {
		t.Errorf("in Go: %v", err)
	}
}
