package control_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// Rules as YAML are a scenario that can be loaded.
func TestFaultsAsYAML(t *testing.T) {
	t.Parallel()
	w := ask(t, newFake(), control.HandlerConfig{}, "GET", "/_mock/workspaces/w-1/faults", "", "Accept", "application/yaml")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/yaml" {
		t.Fatalf("answered %d %v", w.Code, w.Header())
	}
	s, err := fixtures.ReadScenario("faults", w.Body.Bytes())
	if diff := cmp.Diff([]fault.Rule{fixedFault.Rule}, s.Faults); err != nil || diff != "" {
		t.Errorf("%v, rules (-want +got):\n%s", err, diff)
	}
}
