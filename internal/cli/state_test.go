package cli

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// What was there at the end is there at the next start, which says so.
func TestStateDir(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	first := start(t, "--state-dir", dir, "--seed", "7")
	link, err := workspace(t, first, "").AddLink(t.Context(), control.LinkSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := called(nil, "serve", "--addr", "127.0.0.1:0", "--state-dir", dir); code != usage || !strings.HasPrefix(errs, "belvo-mock: --state-dir: "+dir) {
		t.Errorf("a second server ends with %d: %s", code, errs)
	}
	if code := first.end(); code != good {
		t.Errorf("it ends with %d: %s", code, first.logs)
	}
	again := start(t, "--state-dir", dir, "--seed", "8")
	status(t, 200, ask(t, "GET", again.url+"/api/links/"+link.ID+"/", pair, ""))
	for _, row := range []string{"state is kept in " + dir, fmt.Sprintf("seed             %d\n", 7)} {
		if !strings.Contains(again.banner, row) {
			t.Errorf("the banner has no %q:\n%s", row, again.banner)
		}
	}
}
