package ui_test

import (
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A journal that is full makes no large page: below 200 kB, with the way to what
// is older.
func TestTenThousandEntriesMakeASmallPage(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true})
	for range 3400 { // three entries each
		if _, err := p.Workspace().Notify(t.Context(), control.Notice{LinkID: guideLink, Type: "TRANSACTIONS", Code: "new_transactions_updated"}); err != nil {
			t.Fatal(err)
		}
	}
	_, text := visit(t, p, "/", "Accept-Encoding", "identity")
	if size := len(text); size > 200_000 || size < 20_000 {
		t.Errorf("the page has %d bytes", size)
	}
	if !strings.Contains(text, `rel="next"`) || strings.Count(text, "<article") != 25 {
		t.Errorf("there are %d cards, and older ones: %v", strings.Count(text, "<article"), strings.Contains(text, `rel="next"`))
	}
}
