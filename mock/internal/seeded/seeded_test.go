package seeded

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The derived values are a promise to users with recorded data, so they are
// written out: a change of algorithm must show here.
func TestDerivationIsPinned(t *testing.T) {
	t.Parallel()
	p := World(7).At("erebor_br_retail", "ana")
	got := map[string]string{
		"uuid":  p.UUID(),
		"under": p.UUIDUnder("bcca0da9-a4c6-4830-9676-1d54682851d9"),
		"hex":   p.Hex(),
		"text":  p.Text(),
		"draw":  p.Chance().Digits(8),
		"third": p.Number(3).Hex(),
	}
	want := map[string]string{
		"uuid":  "6c426948-3104-46dd-b287-c9fc0fed9bad",
		"under": "bcca0da9-a4c6-46dd-b287-c9fc0fed9bad",
		"hex":   "6c4269483104d6ddf287c9fc0fed9bad",
		"text":  "bEJpSDEE1t3yh8n8D-2brdAt1N8jDkTkgEaCrqTOX_I=",
		"draw":  "75331830",
		"third": "f961c3a8b586befda55f2940653748dd",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFormsAreTheVendors(t *testing.T) {
	t.Parallel()
	forms := map[string]string{
		World(1).UUID(): `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
		World(1).Hex():  `^[a-f0-9]{32}$`,
		World(1).Text(): `^[A-Za-z0-9\-=_]{44}$`,
		World(1).UUIDUnder("0badcafe-0000-4000-8000-000000000000"): `^0badcafe-0000-4[0-9a-f]{3}-[89ab]`,
	}
	for value, form := range forms {
		if !regexp.MustCompile(form).MatchString(value) {
			t.Errorf("%q does not have the form %s", value, form)
		}
	}
}

func TestNamesAreKeptApart(t *testing.T) {
	t.Parallel()
	if World(1).At("ab", "c") == World(1).At("a", "bc") {
		t.Error("two different paths are one")
	}
	if World(1).At("a") == World(2).At("a") {
		t.Error("worlds are not apart")
	}
}

func TestWeightedFollowsItsWeights(t *testing.T) {
	t.Parallel()
	c := World(3).Chance()
	seen := make([]int, 3)
	for range 10_000 {
		seen[c.Weighted([]int{0, 9, 1})]++
	}
	if seen[0] != 0 || seen[1] < 8*seen[2] || seen[2] == 0 {
		t.Errorf("weights 0, 9, 1 drew %v", seen)
	}
}

func TestPathsAreReadBack(t *testing.T) {
	t.Parallel()
	want := World(7).At("link")
	text, err := want.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var got Path
	if err := got.UnmarshalText(text); err != nil || got != want {
		t.Errorf("%s is read as %v, %v", text, got, err)
	}
	for _, wrong := range []string{"", "ab", string(text) + "00", "x" + string(text[1:])} {
		if err := got.UnmarshalText([]byte(wrong)); err == nil {
			t.Errorf("%q is a path", wrong)
		}
	}
}
