package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The columns are a promise: whoever searches a log relies on them.
func TestTimelineGrammar(t *testing.T) {
	t.Parallel()
	want := strings.TrimPrefix(`
+0.000s  client   → provider  POST transactions (async)                     r1
+0.012s  provider → client    202 request_id=r1                             REQ-01 ok
+0.214s  provider → client    notification n1 attempt 1
+0.231s  client   ⇥ lost      202 (17 ms)                ← connection reset by the provider
+2.214s  provider → client    notification n1 attempt 2
+2.229s  client   → provider  202 (15 ms)                                   IDM-03 ok
+2.231s  client   · itself    writes to its log
+2.240s  client   → provider  GET transactions page 1                       IDM-04 ✗ second walk began
         silence judged over 1.8 s = 6 × the slowest reaction seen so far (0.30 s)
`, "\n")
	if diff := cmp.Diff(want, timeline(evidence(), 100)); diff != "" {
		t.Errorf("the timeline (-want +got):\n%s", diff)
	}
}

func TestMarksAreWritten(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		line Line
		want string
	}{
		{"a bad line without a note", Line{AtMS: 5, From: Client, To: Provider, What: "GET", Mark: Bad}, " ✗"},
		{"a bad line with one", Line{From: Client, To: Provider, What: "GET", Note: "too early", Mark: Bad}, " ✗ too early"},
		{"a good line without a note", Line{From: Client, To: Provider, What: "GET", Mark: Good}, " ✓"},
		{"a lost line without a note", Line{From: Client, To: Provider, What: "GET", Mark: Lost}, "⇥ lost      GET"},
		{"a late line keeps its columns apart", Line{AtMS: 7_200_000, From: Client, To: Provider, What: "GET"}, "+7200.000s client"},
		{"a line of two lines is one", Line{From: Client, To: Provider, What: "a\nb"}, "a␊b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.line.String(); !strings.Contains(got, tt.want) || strings.Contains(got, "\n") {
				t.Errorf("%q does not show %q in one line", got, tt.want)
			}
		})
	}
}

func TestAroundShowsWhatDecided(t *testing.T) {
	t.Parallel()
	numbered := func(n, bad int) (lines []Line) {
		for i := range n {
			lines = append(lines, Line{N: i + 1})
		}
		if bad > 0 {
			lines[bad-1].Mark = Bad
		}
		return lines
	}
	tests := []struct {
		name           string
		lines          []Line
		first, last    int
		before, behind int
	}{
		{"in the middle", numbered(20, 10), 8, 12, 7, 8},
		{"at the beginning", numbered(20, 1), 1, 5, 0, 15},
		{"at the end", numbered(20, 20), 16, 20, 15, 0},
		{"nothing decided", numbered(20, 0), 16, 20, 15, 0},
		{"fewer lines than asked for", numbered(3, 2), 1, 3, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			kept, before, behind := around(tt.lines, 5)
			got := []int{kept[0].N, kept[len(kept)-1].N, before, behind}
			if diff := cmp.Diff([]int{tt.first, tt.last, tt.before, tt.behind}, got); diff != "" {
				t.Errorf("first, last, before, behind (-want +got):\n%s", diff)
			}
		})
	}
	if kept, before, behind := around(nil, 5); len(kept)+before+behind != 0 {
		t.Error("nothing is around nothing")
	}
}
