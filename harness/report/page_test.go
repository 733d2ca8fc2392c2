package report

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// The policy names the digests of the very style and script on the page, so
// that they work and nothing else does.
func TestPolicyFitsThePage(t *testing.T) {
	t.Parallel()
	text := written(t, "report.html", small())
	found := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)
	if found == nil {
		t.Fatal("no policy")
	}
	for _, tag := range []string{"style", "script"} {
		_, rest, _ := strings.Cut(text, "<"+tag+">")
		inside, _, _ := strings.Cut(rest, "</"+tag+">")
		if want := tag + "-src '" + digest(inside) + "'"; !strings.Contains(html.UnescapeString(found[1]), want) {
			t.Errorf("the policy has no %s", want)
		}
	}
}

// By day and by night, text can be read: 4.5 to 1, as WCAG 2.2 AA asks.
func TestColoursCanBeRead(t *testing.T) {
	t.Parallel()
	on := map[string][]string{"ink": {"paper", "card", "sunk", "inconclusive-wash", "warn-wash"}, "soft": {"paper", "card", "sunk", "warn-wash"}, "link": {"paper", "card"}}
	for _, k := range Kinds() {
		on[string(k)] = []string{"paper", "card", string(k) + "-wash"}
	}
	for _, mark := range strokes {
		on[mark] = append(on[mark], "sunk")
	}
	for _, night := range []bool{false, true} {
		for front, backs := range on {
			for _, back := range backs {
				if got := contrast(colour(t, front, night), colour(t, back, night)); got < 4.5 {
					t.Errorf("%s on %s (night %v) has a contrast of %.2f", front, back, night, got)
				}
			}
		}
	}
}

func colour(t *testing.T, name string, night bool) string {
	t.Helper()
	i := slices.IndexFunc(palette, func(c token) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("no colour %s", name)
	}
	if night {
		return palette[i].Night
	}
	return palette[i].Day
}

func contrast(a, b string) float64 {
	high, low := luminance(a), luminance(b)
	return (max(high, low) + 0.05) / (min(high, low) + 0.05)
}

func luminance(hex string) (sum float64) {
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c > 0.04045 {
			c = math.Pow((c+0.055)/1.055, 2.4)
		} else {
			c /= 12.92
		}
		sum += weight * c
	}
	return sum
}

// The style uses only colours that are tokens.
func TestStyleHasNoColoursOfItsOwn(t *testing.T) {
	t.Parallel()
	if found := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|rgb|hsl`).FindString(pageStyle); found != "" {
		t.Errorf("page.css has the colour %s", found)
	}
	for _, used := range regexp.MustCompile(`var\(--([a-z_-]+)\)`).FindAllStringSubmatch(pageStyle, -1) {
		known := slices.ContainsFunc(palette, func(c token) bool { return c.Name == used[1] })
		if !known && !strings.Contains(pageStyle, "--"+used[1]+":") {
			t.Errorf("page.css uses --%s, which nobody sets", used[1])
		}
	}
}

func TestGridShowsTheHeaviest(t *testing.T) {
	t.Parallel()
	again := func(id string, kinds ...Kind) (cards []card) {
		for i, k := range kinds {
			cards = append(cards, card{Verdict: Verdict{ID: id, Verdict: k}, Anchor: fmt.Sprint(i)})
		}
		return cards
	}
	tests := []struct {
		name string
		of   []card
		want tile
	}{
		{"once", again("ACK-01", Pass), tile{ID: "ACK-01", Kind: Pass, Anchor: "0", Times: 1}},
		{"one failure of three", again("ACK-01", Pass, Fail, Pass), tile{ID: "ACK-01", Kind: Fail, Anchor: "1", Times: 3}},
		{"our fault outweighs", again("ACK-01", Fail, Error), tile{ID: "ACK-01", Kind: Error, Anchor: "1", Times: 2}},
		{"a pass outweighs what was not chosen", again("ACK-01", Disabled, Pass), tile{ID: "ACK-01", Kind: Pass, Anchor: "1", Times: 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff([]family{{"ACK", "Hearing", []tile{tt.want}}}, families(tt.of, nil)); diff != "" {
				t.Errorf("the grid (-want +got):\n%s", diff)
			}
		})
	}
	reasons := []reason{{NotTested{ID: "OWN-1", Sentence: "x"}, "n"}}
	if diff := cmp.Diff([]family{{"OWN", "OWN", []tile{{"OWN-1", "", "n", "x", 0}}}}, families(nil, reasons)); diff != "" {
		t.Errorf("an untested requirement of another family (-want +got):\n%s", diff)
	}
}

// The checklist speaks of requirements that exist.
func TestGoLivePointsAreRequirements(t *testing.T) {
	t.Parallel()
	page := newPage(full())
	if len(page.Points) != len(goLive) {
		t.Errorf("%d of %d points have a requirement", len(page.Points), len(goLive))
	}
	if got := newPage(small()).Points; len(got) != 2 { // ACK-01 and LIF-04
		t.Errorf("the small sample covers %d points, want 2", len(got))
	}
}

func TestDrawing(t *testing.T) {
	t.Parallel()
	d := newDrawing(evidence(), "s")
	type seen struct {
		Class, Mark, At string
		From, To        int
	}
	var got []seen
	bottom := 0
	for _, r := range d.Rows {
		got = append(got, seen{r.Class, r.Mark, r.At, r.From, r.To})
		for _, text := range r.Texts {
			if text.Y <= bottom {
				t.Errorf("%q stands at %d, above %d", text.Text, text.Y, bottom)
			}
			bottom = text.Y
		}
		if bottom = max(bottom, r.Y); bottom > d.Height || r.Below() > d.Height {
			t.Errorf("%v is below the drawing's %d pixels", r, d.Height)
		}
	}
	want := []seen{
		{"message", "plain", "+0.000s", 20, 96}, {"message", "good", "+0.012s", 96, 20}, {"message", "plain", "+0.214s", 96, 20},
		{"lost", "lost", "+0.231s", 20, 70}, {"pause", "plain", "", 0, 0}, {"message", "plain", "+2.214s", 96, 20},
		{"message", "good", "+2.229s", 20, 96}, {"alone", "plain", "+2.231s", 20, 96}, {"message", "bad", "+2.240s", 20, 96},
		{"silence", "silence", "", 20, 96},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if d.Rows[0].Anchor != "s-raw-1" || d.Rows[1].Anchor != "" {
		t.Error("a row leads to its raw message, if there is one")
	}
}

func TestLongTimelinesAreDrawnAroundWhatDecided(t *testing.T) {
	t.Parallel()
	lines := long().Verdicts[0].Timeline
	lines[4999].Mark = Bad
	d := newDrawing(lines, "s")
	if len(d.Rows) != drawnLines+2 || !slices.ContainsFunc(d.Rows, func(r row) bool { return r.Mark == "bad" }) {
		t.Errorf("%d rows", len(d.Rows))
	}
	if got := d.Rows[0].Texts[0].Text; got != "4919 lines left out" {
		t.Errorf("the first row says %q", got)
	}
}
