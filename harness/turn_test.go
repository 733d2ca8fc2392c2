package harness

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// So many begin at once as there are lanes, in order, and one more for each
// that ends.
func TestTurns(t *testing.T) {
	t.Parallel()
	queue := newTurns([]string{"long", "medium", "short"}, 2)
	begun := func() (keys []string) {
		for _, key := range []string{"long", "medium", "short"} {
			select {
			case <-queue.of[key]:
				keys = append(keys, key)
			default:
			}
		}
		return keys
	}
	if diff := cmp.Diff([]string{"long", "medium"}, begun()); diff != "" {
		t.Errorf("in two lanes (-want +got):\n%s", diff)
	}
	queue.done()
	if diff := cmp.Diff([]string{"long", "medium", "short"}, begun()); diff != "" {
		t.Errorf("when one has ended (-want +got):\n%s", diff)
	}
	queue.done()
	queue.wait("short")
}
